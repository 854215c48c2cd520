#include "app/ctl/bench_run.h"
#include "engine/ingest/traffic_generator.h"
#include "engine/model/text_arena.h"
#include "engine/runtime/decoder_pool.h"
#include "engine/runtime/parallel.h"
#include "engine/runtime/payment_processor.h"

#include <memory>
#include <optional>

namespace halcyon::app {

using namespace engine;

namespace {

constexpr std::size_t kBatch = 8192;
constexpr std::size_t kTokens = 4;
constexpr std::int32_t kPartitions = 8;
constexpr double kEventRate = 100'000; ///< of event time: how many keys are alive
constexpr int kWarmUpShare = 4; ///< the first quarter fills tables and is not measured

/// What a source would hand out, made beforehand.
struct MadeTraffic {
    std::vector<Message> messages;
    std::shared_ptr<TextArena> bytes = std::make_shared<TextArena>();
    PartitionTable partitions;
};

[[nodiscard]] Result<std::unique_ptr<MadeTraffic>> makeTraffic(const BenchOptions& options)
{
    const std::string topic(streamName(options.stream));
    TrafficOptions traffic{.seed = 7,
        .topics = {{options.stream, topic, kPartitions}},
        .start = floorTo(wallClockNow(), std::chrono::hours{1}),
        .eventsPerSecond = kEventRate,
        .followsTheDay = false,
        .duplicatePercent = 1};
    auto generator = TrafficGenerator::create(traffic, false);
    if (!generator)
        return tl::unexpected(generator.error());
    auto made = std::make_unique<MadeTraffic>();
    std::vector<PartitionIndex> indexes;
    for (std::int32_t number = 0; number < kPartitions; ++number)
        indexes.push_back(made->partitions.intern(topic, number, options.stream));
    std::vector<std::int64_t> offsets(kPartitions);
    made->messages.reserve(options.events);
    while (made->messages.size() < options.events) {
        const TrafficMessage& message = (*generator)->next();
        const auto partition = std::size_t(message.partition);
        made->messages.push_back({.value = made->bytes->store(message.value),
            .offset = offsets[partition]++,
            .recordTime = message.recordTime,
            .partition = indexes[partition],
            .stream = options.stream});
    }
    return made;
}

} // namespace

Result<BenchFigures> benchEngine(const Profile& profile, const BenchOptions& options, bool decodeOnly)
{
    static std::unique_ptr<MadeTraffic> made; // the same for every run
    if (!made) {
        auto traffic = makeTraffic(options);
        if (!traffic)
            return tl::unexpected(traffic.error());
        made = std::move(*traffic);
    }
    auto packs = loadRulePacks(profile.rules);
    auto decoder = PaymentDecoder::create(profile.streams);
    if (!packs || !decoder)
        return tl::unexpected(packs ? decoder.error() : packs.error());
    DecoderPool decoders(profile.streams, std::move(*decoder));
    PaymentProcessor processor(profile.streams, *packs, made->partitions);

    const ThreadLimit limit(options.threads);
    const std::size_t warmUp = made->messages.size() / kWarmUpShare;
    std::size_t next = 0;
    std::size_t done = 0;
    std::size_t measuredFrom = 0;
    std::optional<BenchClock> clock;
    const auto produce = [&]() -> std::optional<MessageBatch> {
        if (next == made->messages.size())
            return std::nullopt;
        const std::size_t size = std::min(kBatch, made->messages.size() - next);
        const auto first = made->messages.begin() + std::ptrdiff_t(next);
        MessageBatch batch{.messages = {first, first + std::ptrdiff_t(size)}, .bytes = made->bytes};
        batch.readAt = *batch.messages.back().recordTime + std::chrono::milliseconds{5};
        next += size;
        return batch;
    };
    const auto transform = [&](MessageBatch&& batch) { return decoders.decode(std::move(batch)); };
    const auto consume = [&](DecodedBatch&& batch) {
        if (!clock && done >= warmUp) {
            measuredFrom = done;
            clock.emplace();
        }
        done += batch.source.messages.size();
        if (!decodeOnly)
            std::ignore = processor.process(std::move(batch));
    };
    if (options.threads > 1) {
        parallelPipeline<MessageBatch, DecodedBatch>(kTokens, produce, transform, consume);
    } else {
        while (auto batch = produce())
            consume(transform(std::move(*batch)));
    }
    BenchFigures figures = figuresOf(*clock, done - measuredFrom);
    figures["state_mb"] = double(processor.stateBytes()) / 1e6;
    return figures;
}

} // namespace halcyon::app
