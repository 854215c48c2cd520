#include "app/ctl/file_run.h"

#include "app/session/engine_parts.h"
#include "engine/ingest/file_source.h"
#include "engine/runtime/decoder_pool.h"
#include "engine/runtime/parallel.h"

namespace halcyon::app {

using namespace engine;

Result<void> runFile(const Profile& profile, const FileRunOptions& options, const std::stop_token& stop,
    const FileRunSink& sink, const std::function<void(PaymentProcessor&)>& finish)
{
    auto parts = loadEngineParts(profile);
    if (!parts)
        return tl::unexpected(parts.error());
    PartitionTable& partitions = *parts->partitions;
    FileSourceSettings settings{.path = options.file, .stream = options.stream};
    for (const StreamId stream : kAllStreams)
        settings.topics[indexOf(stream)] = profile.streams[indexOf(stream)].topics;
    auto source = FileSource::open(settings, partitions);
    if (!source)
        return tl::unexpected(source.error());

    DecoderPool decoders(std::move(parts->decoder));
    PaymentProcessor processor(profile.streams, parts->packs, partitions);
    Result<void> result;
    const EventTime start = options.now.value_or(wallClockNow());
    parallelPipeline<MessageBatch, DecodedBatch>(
        4, [](const MessageBatch& batch) { return batch.messages.size() >= kHeavyBatch; },
        [&]() -> std::optional<MessageBatch> {
            if (stop.stop_requested() || (*source)->isExhausted())
                return std::nullopt;
            auto batch = (*source)->poll(8192, std::chrono::milliseconds{100});
            if (!batch) {
                result = tl::unexpected(batch.error());
                return std::nullopt;
            }
            if (options.now)
                batch->readAt = start;
            return std::move(*batch);
        },
        [&](MessageBatch&& batch) { return decoders.decode(std::move(batch)); },
        [&](DecodedBatch&& batch) { sink(processor.process(std::move(batch)), partitions); });
    if (result && stop.stop_requested())
        return failure(ErrorCode::Cancelled, "Interrupted: the output is incomplete.");
    if (result)
        finish(processor);
    return result;
}

} // namespace halcyon::app
