#include "engine/runtime/live_engine.h"

#include "engine/runtime/backlog_memory.h"
#include "engine/runtime/decoder_pool.h"
#include "engine/runtime/live_statistics.h"
#include "engine/runtime/parallel.h"
#include "engine/runtime/payment_processor.h"
#include "engine/runtime/reading_watch.h"

#include <atomic>
#include <optional>
#include <thread>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kTokens = 4; // batches on their way at once
constexpr std::chrono::milliseconds kPollFor{20};
constexpr std::chrono::milliseconds kPositionsEvery{500};

struct TimedBatch {
    DecodedBatch batch;
    Clock::duration decodeTime{};
};

} // namespace

class LiveEngine::Impl {
public:
    Impl(LiveEngineSettings settings, PaymentDecoder decoder, RulePacks packs,
        std::shared_ptr<PartitionTable> partitions, std::unique_ptr<MessageSource> source)
        : m_settings(std::move(settings))
        , m_packs(std::move(packs))
        , m_partitions(std::move(partitions))
        , m_source(std::move(source))
        , m_decoders(std::move(decoder))
        , m_reading(m_settings.streams)
        , m_processor(m_settings.streams, m_packs, *m_partitions)
        , m_thread([this](const std::stop_token& stop) { run(stop); })
    {
    }

    void watch(Watched watched)
    {
        const std::scoped_lock lock(m_mutex);
        m_watched = std::move(watched);
    }

    SnapshotBoard board;
    AlertLog alerts;
    std::atomic<bool> isPaused = false;

private:
    void run(const std::stop_token& stop);
    [[nodiscard]] std::optional<MessageBatch> produce(const std::stop_token& stop);
    void consume(TimedBatch&& item);
    void publish(EventTime now);
    void takeLoad(EventTime now);
    [[nodiscard]] LinkStatus linkStatus(EventTime now);

    LiveEngineSettings m_settings;
    RulePacks m_packs;
    std::shared_ptr<PartitionTable> m_partitions;
    std::unique_ptr<MessageSource> m_source;
    DecoderPool m_decoders;
    ReadingWatch m_reading; // the producing stage's
    PaymentProcessor m_processor;
    LiveStatistics m_statistics;

    std::mutex m_mutex; // guards m_watched and m_failure
    Watched m_watched;
    std::string m_failure; // why the source cannot go on

    // The rest belongs to the consuming stage.
    BacklogMemory m_backlog{m_settings.batchSize};
    std::uint64_t m_sequence = 0;
    EventTime m_publishedAt{};
    EventTime m_positionsAt{};
    LinkStatus m_link;
    struct Work {
        std::uint64_t messages = 0;
        std::uint64_t batches = 0;
        Clock::duration decode{};
        Clock::duration process{};
        EventTime since{};
    } m_work;
    EngineLoad m_load;

    std::jthread m_thread; // last: it uses all of the above
};

void LiveEngine::Impl::run(const std::stop_token& stop)
{
    m_statistics.setReadingSince(wallClockNow());
    parallelPipeline<MessageBatch, TimedBatch>(
        kTokens, [](const MessageBatch& batch) { return batch.messages.size() >= kHeavyBatch; },
        [&] { return produce(stop); },
        [&](MessageBatch&& batch) {
            const auto start = Clock::now();
            DecodedBatch decoded = m_decoders.decode(std::move(batch));
            return TimedBatch{std::move(decoded), Clock::now() - start};
        },
        [&](TimedBatch&& item) { consume(std::move(item)); });
}

std::optional<MessageBatch> LiveEngine::Impl::produce(const std::stop_token& stop)
{
    if (stop.stop_requested())
        return std::nullopt;
    bool isFailed = false;
    {
        const std::scoped_lock lock(m_mutex);
        isFailed = !m_failure.empty();
    }
    if (isPaused || isFailed || m_source->isExhausted()) {
        std::this_thread::sleep_for(kPollFor); // nothing to read: only keep snapshots coming
        return MessageBatch{.readAt = wallClockNow()};
    }
    auto batch = m_source->poll(m_settings.batchSize, kPollFor);
    if (batch) {
        if (const auto now = Clock::now(); m_reading.isDue(now))
            batch->marks = m_reading.look(
                m_source->positions(), m_source->state().link == SourceState::Link::Up, *m_partitions, now);
        return std::move(*batch);
    }
    const std::scoped_lock lock(m_mutex);
    m_failure = batch.error().message;
    return MessageBatch{.readAt = wallClockNow()};
}

void LiveEngine::Impl::consume(TimedBatch&& item)
{
    const auto start = Clock::now();
    m_backlog.note(item.batch.source.messages.size());
    m_work.messages += item.batch.source.messages.size();
    m_work.batches += !item.batch.source.messages.empty();
    m_work.decode += item.decodeTime;
    const ProcessedBatch processed = m_processor.process(std::move(item.batch));
    alerts.append(processed.alerts);
    const EventTime now = wallClockNow();
    if (isPaused)
        m_statistics.setReadingSince(now);
    m_statistics.add(processed, *m_partitions, now);
    if (now - m_publishedAt >= m_settings.publishEvery)
        publish(now);
    m_work.process += Clock::now() - start;
}

void LiveEngine::Impl::publish(EventTime now)
{
    if (now - m_positionsAt >= kPositionsEvery) {
        m_statistics.setPositions(m_source->positions(), *m_partitions, now);
        m_positionsAt = now;
    }
    takeLoad(now);
    Watched watched;
    {
        const std::scoped_lock lock(m_mutex);
        watched = m_watched;
    }
    auto snapshot = std::make_shared<LiveSnapshot>();
    m_statistics.fill(*snapshot, watched, now);
    snapshot->sequence = ++m_sequence;
    snapshot->isPaused = isPaused;
    snapshot->kafka = linkStatus(now);
    snapshot->load = m_load;
    snapshot->newestAlert = alerts.newest();
    board.publish(std::move(snapshot));
    m_publishedAt = now;
}

void LiveEngine::Impl::takeLoad(EventTime now)
{
    const auto span = now - m_work.since;
    if (span < 1s)
        return;
    const double seconds = double(span.count()) / 1e6;
    const auto nanos = [](Clock::duration time) { return double(std::chrono::nanoseconds(time).count()); };
    const double messages = std::max(1.0, double(m_work.messages));
    m_load = {.messagesPerSecond = double(m_work.messages) / seconds,
        .batchSize = double(m_work.messages) / std::max(1.0, double(m_work.batches)),
        .decodeNanosPerMessage = nanos(m_work.decode) / messages,
        .processNanosPerMessage = nanos(m_work.process) / messages,
        .busyShare = nanos(m_work.decode + m_work.process) / 1e9 / seconds};
    m_work = {.since = now};
}

LinkStatus LiveEngine::Impl::linkStatus(EventTime now)
{
    SourceState state = m_source->state();
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_failure.empty())
            state = {SourceState::Link::Down, m_failure};
    }
    const auto link = LinkStatus::State(state.link);
    if (link != m_link.state || m_link.since == EventTime{})
        m_link.since = now;
    m_link.state = link;
    m_link.detail = std::move(state.detail);
    return m_link;
}

LiveEngine::LiveEngine(LiveEngineSettings settings, PaymentDecoder decoder, RulePacks packs,
    std::shared_ptr<PartitionTable> partitions, std::unique_ptr<MessageSource> source)
    : m_impl(std::make_unique<Impl>(
        std::move(settings), std::move(decoder), std::move(packs), std::move(partitions), std::move(source)))
{
}

LiveEngine::~LiveEngine() = default;

const SnapshotBoard& LiveEngine::board() const
{
    return m_impl->board;
}

const AlertLog& LiveEngine::alerts() const
{
    return m_impl->alerts;
}

void LiveEngine::pause()
{
    m_impl->isPaused = true;
}

void LiveEngine::resume()
{
    m_impl->isPaused = false;
}

void LiveEngine::watch(std::set<std::string> metricIds, std::chrono::seconds range)
{
    m_impl->watch({std::move(metricIds), range});
}

} // namespace halcyon::engine
