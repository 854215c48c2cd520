#include "app/ctl/bench_run.h"
#include "app/session/engine_parts.h"
#include "app/session/sources.h"
#include "engine/ingest/kafka_publisher.h"
#include "engine/ingest/traffic_run.h"
#include "engine/runtime/decoder_pool.h"
#include "engine/runtime/parallel.h"
#include "engine/runtime/payment_processor.h"
#include "engine/store/pg_recorder_store.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>

namespace halcyon::app {

using namespace engine;

namespace {

using namespace std::chrono_literals;

constexpr std::int32_t kTopicPartitions = 8;
constexpr std::size_t kReadingTokens = 4;
constexpr auto kPatience = 20s;
/// Latencies of the first seconds are those of a start.
constexpr auto kStartTime = 3s;

/// The profile on a topic, a group and a cluster name of this run.
[[nodiscard]] Profile onOwnTopic(Profile profile, StreamId stream)
{
    static int run = 0;
    const std::string name = "halcyon_bench_" + std::to_string(wallClockNow().time_since_epoch().count())
        + '_' + std::to_string(++run);
    for (StreamSettings& settings : profile.streams)
        settings.topics.clear();
    profile.streams[indexOf(stream)].topics = {name};
    profile.cluster = name;
    profile.recordGroup = name;
    profile.liveConsumers = profile.recordConsumers;
    profile.liveStart.from = LiveStart::From::Earliest;
    return profile;
}

[[nodiscard]] TrafficOptions trafficFor(const Profile& profile, StreamId stream, double rate)
{
    return {.seed = 7,
        .topics = {{stream, profile.streams[indexOf(stream)].topics.front(), kTopicPartitions}},
        .start = wallClockNow(),
        .eventsPerSecond = rate,
        .followsTheDay = false,
        .duplicatePercent = 1};
}

[[nodiscard]] Result<std::unique_ptr<KafkaPublisher>> openPublisher(
    const Profile& profile, const TrafficOptions& traffic, const char* lingerMs)
{
    KafkaProperties properties = profile.kafka;
    properties.emplace("compression.type", "lz4");
    properties.emplace("linger.ms", lingerMs);
    auto publisher = KafkaPublisher::open(properties);
    if (!publisher)
        return publisher;
    if (auto made = (*publisher)->prepareTopic(traffic.topics.front().topic, kTopicPartitions, kPatience);
        !made)
        return tl::unexpected(made.error());
    return publisher;
}

/// Writes a log of `events` messages as fast as it goes.
[[nodiscard]] Result<void> fillTopic(
    const Profile& profile, const BenchOptions& options, const std::stop_token& stop)
{
    constexpr double kEventRate = 100'000;
    const TrafficOptions traffic = trafficFor(profile, options.stream, kEventRate);
    auto publisher = openPublisher(profile, traffic, "50");
    auto generator = TrafficGenerator::create(traffic, false);
    if (!publisher || !generator)
        return tl::unexpected(publisher ? generator.error() : publisher.error());
    std::atomic<std::uint64_t> made{0};
    const auto sent = runTraffic(
        **generator, {.clock = TrafficPace::Clock::Free, .count = options.events},
        [&](const TrafficMessage& message) { return (*publisher)->send(message, stop); }, made, stop);
    return sent ? (*publisher)->flush(60s) : sent;
}

/// Reads `source` until `isEnough` and gives every processed batch to `take`.
[[nodiscard]] Result<void> readLive(const Profile& profile, MessageSource& source, EngineParts& parts,
    const std::function<bool()>& isEnough, const std::function<void(const ProcessedBatch&)>& take)
{
    DecoderPool decoders(std::move(parts.decoder));
    PaymentProcessor processor(profile.streams, parts.packs, *parts.partitions);
    std::optional<Error> failed;
    parallelPipeline<MessageBatch, DecodedBatch>(
        kReadingTokens, [](const MessageBatch& batch) { return batch.messages.size() >= kHeavyBatch; },
        [&]() -> std::optional<MessageBatch> {
            if (isEnough() || failed)
                return std::nullopt;
            auto batch = source.poll(8192, 5ms);
            if (batch)
                return std::move(*batch);
            failed = batch.error();
            return std::nullopt;
        },
        [&](MessageBatch&& batch) { return decoders.decode(std::move(batch)); },
        [&](DecodedBatch&& batch) { take(processor.process(std::move(batch))); });
    if (failed)
        return tl::unexpected(*failed);
    return {};
}

/// From the producing of a message (its record's time) until now, in milliseconds. A payment's own time is no
/// measure: it is made some time before it is produced, and a duplicate repeats it minutes later.
class Latencies {
public:
    explicit Latencies(EventTime from)
        : m_from(from)
    {
    }
    void add(const ProcessedBatch& batch)
    {
        const EventTime now = wallClockNow();
        for (const Message& message : batch.decoded.source.messages)
            if (message.recordTime && *message.recordTime >= m_from)
                m_milliseconds.push_back(double((now - *message.recordTime).count()) / 1000);
    }
    [[nodiscard]] std::vector<double> take() { return std::move(m_milliseconds); }

private:
    EventTime m_from;
    std::vector<double> m_milliseconds;
};

/// The real store, and word of each commit.
class TimedStore final : public RecorderStore {
public:
    using OnCommit = std::function<void(const CommitRequest&)>;

    TimedStore(PgRecorderSettings settings, OnCommit onCommit)
        : m_store(std::move(settings))
        , m_onCommit(std::move(onCommit))
    {
    }
    Result<RecordedState> takeOver(const std::string& cluster) override { return m_store.takeOver(cluster); }
    Result<void> commit(const CommitRequest& request) override
    {
        auto done = m_store.commit(request);
        if (done)
            m_onCommit(request);
        return done;
    }
    Result<void> saveCheckpoint(const Checkpoint& checkpoint) override
    {
        return m_store.saveCheckpoint(checkpoint);
    }
    Result<std::vector<Checkpoint>> checkpoints() override { return m_store.checkpoints(); }
    Result<void> replay(std::int64_t afterId, PartitionTable& partitions,
        const std::function<bool(MessageBatch&&)>& receive) override
    {
        return m_store.replay(afterId, partitions, receive);
    }
    Result<std::int64_t> lastIdBefore(EventTime time) override { return m_store.lastIdBefore(time); }

private:
    PgRecorderStore m_store;
    OnCommit m_onCommit;
};

[[nodiscard]] Result<void> record(
    const Profile& profile, std::unique_ptr<RecorderStore> store, bool untilEnd, const std::stop_token& stop)
{
    auto parts = loadEngineParts(profile);
    if (!parts)
        return tl::unexpected(parts.error());
    Recorder recorder({.streams = profile.streams,
                          .cluster = profile.cluster,
                          .flushEvery = profile.flushEvery,
                          .checkpointEvery = profile.checkpointEvery},
        std::move(parts->decoder), std::move(parts->packs), parts->partitions, std::move(store),
        [&, partitions = parts->partitions](Recorder::StartOffset start,
            const std::string& database) -> Result<std::unique_ptr<MessageSource>> {
            return openRecorderSource(profile, *partitions, std::move(start), database, untilEnd);
        });
    auto done = recorder.run(stop);
    if (!done && done.error().code == ErrorCode::Cancelled)
        return {};
    return done;
}

[[nodiscard]] Result<void> readToWindows(
    const Profile& profile, std::uint64_t events, const std::stop_token& stop)
{
    auto parts = loadEngineParts(profile);
    if (!parts)
        return tl::unexpected(parts.error());
    auto source = openLiveSource(profile, *parts->partitions);
    if (!source)
        return tl::unexpected(source.error());
    std::atomic<std::uint64_t> seen{0};
    return readLive(
        profile, **source, *parts, [&] { return seen >= events || stop.stop_requested(); },
        [&](const ProcessedBatch& batch) { seen += batch.decoded.source.messages.size(); });
}

/// The figures are those of the moment when the last row was committed; the state of processing is saved
/// after it.
[[nodiscard]] Result<BenchFigures> recordAll(
    const Profile& profile, std::uint64_t events, const std::stop_token& stop)
{
    const BenchClock clock;
    std::uint64_t committed = 0;
    double firstCommit = 0;
    BenchFigures figures;
    const auto onCommit = [&](const CommitRequest& request) {
        if (committed == 0)
            firstCommit = clock.wallSeconds();
        for (const ProcessedBatch& batch : request.batches)
            committed += batch.decoded.source.messages.size();
        if (committed >= events)
            figures = figuresOf(clock, events);
    };
    auto done = record(profile,
        std::make_unique<TimedStore>(
            PgRecorderSettings{.connection = profile.postgres, .stop = stop}, onCommit),
        true, stop);
    if (!done)
        return tl::unexpected(done.error());
    figures["first_commit_after_seconds"] = firstCommit;
    figures["ended_after_seconds"] = clock.wallSeconds();
    return figures;
}

} // namespace

Result<BenchFigures> benchKafka(
    const Profile& given, const BenchOptions& options, bool stores, const std::stop_token& stop)
{
    const Profile profile = onOwnTopic(given, options.stream);
    if (auto filled = fillTopic(profile, options, stop); !filled)
        return tl::unexpected(filled.error());
    if (stores)
        return recordAll(profile, options.events, stop);
    const BenchClock clock;
    if (auto done = readToWindows(profile, options.events, stop); !done)
        return tl::unexpected(done.error());
    return figuresOf(clock, options.events);
}

Result<BenchFigures> benchLatency(
    const Profile& given, const BenchOptions& options, const std::stop_token& stop)
{
    const Profile profile = onOwnTopic(given, options.stream);
    TrafficOptions traffic = trafficFor(profile, options.stream, options.rate);
    auto publisher = openPublisher(profile, traffic, "5");
    auto parts = loadEngineParts(profile);
    if (!publisher || !parts)
        return tl::unexpected(publisher ? parts.error() : publisher.error());
    auto source = openLiveSource(profile, *parts->partitions);
    if (!source)
        return tl::unexpected(source.error());
    const EventTime measuredFrom = wallClockNow() + 2 * kStartTime;
    Latencies toWindow(measuredFrom);
    Latencies toCommit(measuredFrom);
    std::stop_source recording;
    const std::stop_callback onStop(stop, [&] { recording.request_stop(); });
    Result<void> recorded;
    std::jthread recorder([&] {
        recorded = record(profile,
            std::make_unique<TimedStore>(PgRecorderSettings{.connection = profile.postgres, .stop = stop},
                [&](const CommitRequest& request) {
                    for (const ProcessedBatch& batch : request.batches)
                        toCommit.add(batch);
                }),
            false, recording.get_token());
    });
    std::atomic<bool> isOver{false};
    Result<void> read;
    std::jthread reader([&] {
        read = readLive(
            profile, **source, *parts, [&] { return isOver.load(); },
            [&](const ProcessedBatch& batch) { toWindow.add(batch); });
    });
    std::this_thread::sleep_for(kStartTime); // until both read
    traffic.start = wallClockNow();
    const BenchClock clock;
    std::atomic<std::uint64_t> made{0};
    const auto generator = TrafficGenerator::create(traffic, false);
    const Result<void> sent = !generator
        ? tl::unexpected(generator.error())
        : runTraffic(
            **generator,
            {.clock = TrafficPace::Clock::Paced, .duration = std::chrono::seconds{options.seconds}},
            [&](const TrafficMessage& message) { return (*publisher)->send(message, stop); }, made, stop);
    BenchFigures figures = figuresOf(clock, made);
    std::ignore = (*publisher)->flush(5s);
    std::this_thread::sleep_for(1s); // the last ones are on their way
    isOver = true;
    recording.request_stop();
    reader.join();
    recorder.join();
    for (const Result<void>* one : std::initializer_list<const Result<void>*>{&sent, &read, &recorded})
        if (!*one)
            return tl::unexpected(one->error());
    addLatencies(figures, "", toWindow.take());
    addLatencies(figures, "committed_", toCommit.take());
    return figures;
}

} // namespace halcyon::app
