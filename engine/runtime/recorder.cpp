#include "engine/runtime/recorder.h"

#include "engine/runtime/backlog_memory.h"
#include "engine/runtime/checkpoint.h"
#include "engine/runtime/checkpoint_keeper.h"
#include "engine/runtime/commit_queue.h"
#include "engine/runtime/decoder_pool.h"
#include "engine/runtime/parallel.h"
#include "engine/runtime/reading_watch.h"

#include <algorithm>
#include <iterator>
#include <thread>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kTokens = 4;
constexpr std::chrono::milliseconds kPollFor{20};
constexpr std::chrono::milliseconds kRetryLock{500};
/// How far back from the newest message replay goes when no checkpoint is valid: longer than any state
/// remembers.
constexpr std::chrono::microseconds kHorizon = 2h;

/// What travels through the pipeline: a batch and what reading saw around it.
struct Item {
    DecodedBatch batch;
    std::map<PartitionName, std::int64_t> skipped;
};
struct RawItem {
    MessageBatch batch;
    std::map<PartitionName, std::int64_t> skipped;
};

} // namespace

class Recorder::Impl {
public:
    Impl(RecorderSettings settings, PaymentDecoder decoder, RulePacks packs,
        std::shared_ptr<PartitionTable> partitions, std::unique_ptr<RecorderStore> store,
        OpenSource openSource)
        : m_settings(std::move(settings))
        , m_packs(std::move(packs))
        , m_partitions(std::move(partitions))
        , m_store(std::move(store))
        , m_openSource(std::move(openSource))
        , m_decoders(std::move(decoder))
        , m_queue(2 * m_settings.rowsPerCommit)
        , m_reading(m_settings.streams)
    {
    }

    Result<void> run(const std::stop_token& stop);
    [[nodiscard]] RecorderProgress progress() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_progress;
    }

private:
    [[nodiscard]] Result<RecordedState> takeOver(const std::stop_token& stop);
    [[nodiscard]] Result<void> recover(const RecordedState& state, const std::stop_token& stop);
    [[nodiscard]] Result<std::int64_t> restoreNewest(const RecordedState& state);
    void record(MessageSource& source, const std::stop_token& stop);
    [[nodiscard]] std::optional<RawItem> produce(MessageSource& source, const std::stop_token& stop);
    void dropKnown(MessageBatch& batch, std::map<PartitionName, std::int64_t>& skipped);
    void consume(Item&& item);
    void keepState();
    void noteSaving(const Result<void>& saved);
    void writeBatches();
    [[nodiscard]] Result<void> commit(std::vector<PendingBatch>&& pending);
    void takePositions(MessageSource& source, MessageBatch& batch);
    void noteSource(const SourceState& state);
    std::map<PartitionIndex, std::int64_t> notePositions(MessageSource& source);
    void noteCommitted(const std::vector<ProcessedBatch>& batches);
    void fail(Error error);
    [[nodiscard]] bool hasFailed() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_failure.has_value();
    }
    void setStage(RecorderProgress::Stage stage, std::string note = {})
    {
        const std::scoped_lock lock(m_mutex);
        m_progress.stage = stage;
        m_progress.note = std::move(note);
    }

    RecorderSettings m_settings;
    RulePacks m_packs;
    std::shared_ptr<PartitionTable> m_partitions;
    std::unique_ptr<RecorderStore> m_store;
    OpenSource m_openSource;
    DecoderPool m_decoders;
    std::optional<PaymentProcessor> m_processor;
    CommitQueue m_queue;

    // The producing stage's; sources ask for it from `poll`, which runs there too.
    std::map<PartitionName, std::int64_t> m_nextOffsets;
    ReadingWatch m_reading;

    // The consuming stage's.
    BacklogMemory m_backlog{m_settings.batchSize};
    std::int64_t m_lastId = 0;
    std::optional<CheckpointKeeper> m_keeper; // while it records

    mutable std::mutex m_mutex; // guards the four below
    RecorderProgress m_progress;
    std::map<PartitionName, std::int64_t> m_endOffsets; // when last looked
    std::map<PartitionIndex, std::int64_t> m_committedOffsets; // since the source was last told
    std::optional<Error> m_failure;
};

Result<void> Recorder::Impl::run(const std::stop_token& stop)
{
    auto state = takeOver(stop);
    if (!state)
        return tl::unexpected(state.error());
    m_nextOffsets = state->nextOffsets;
    m_lastId = state->lastId;
    if (auto recovered = recover(*state, stop); !recovered)
        return recovered;
    if (stop.stop_requested())
        return {};

    auto source = m_openSource(
        [this](const std::string& topic, std::int32_t partition) -> std::optional<std::int64_t> {
            const auto known = m_nextOffsets.find({topic, partition});
            return known == m_nextOffsets.end() ? std::nullopt : std::optional(known->second);
        },
        state->database);
    if (!source)
        return tl::unexpected(source.error());
    setStage(RecorderProgress::Stage::Recording);
    noteSource((*source)->state());
    record(**source, stop);
    notePositions(**source);
    const std::scoped_lock lock(m_mutex);
    if (m_progress.stage == RecorderProgress::Stage::Waiting)
        m_progress.note.clear();
    m_progress.stage = RecorderProgress::Stage::Stopped;
    if (m_failure)
        return tl::unexpected(*m_failure);
    return {};
}

Result<RecordedState> Recorder::Impl::takeOver(const std::stop_token& stop)
{
    for (;;) {
        auto state = m_store->takeOver(m_settings.cluster);
        if (state || state.error().code != ErrorCode::Conflict)
            return state;
        setStage(RecorderProgress::Stage::Waiting, state.error().message);
        const auto until = std::chrono::steady_clock::now() + kRetryLock;
        while (std::chrono::steady_clock::now() < until) {
            if (stop.stop_requested())
                return failure(ErrorCode::Cancelled, "Stopped while waiting for the recorder lock.");
            std::this_thread::sleep_for(20ms);
        }
    }
}

Result<std::int64_t> Recorder::Impl::restoreNewest(const RecordedState& state)
{
    auto saved = m_store->checkpoints();
    if (!saved)
        return tl::unexpected(saved.error());
    std::string skippedOnes;
    for (const Checkpoint& checkpoint : *saved) {
        m_processor.emplace(m_settings.streams, m_packs, *m_partitions);
        if (checkpoint.throughId > state.lastId)
            continue;
        if (auto restored = restoreCheckpoint(checkpoint.bytes, *m_processor, *m_partitions); restored) {
            setStage(RecorderProgress::Stage::Replaying, skippedOnes);
            return checkpoint.throughId;
        } else {
            skippedOnes += "Skipped the checkpoint of message " + std::to_string(checkpoint.throughId) + ": "
                + restored.error().message + ' ';
        }
    }
    m_processor.emplace(m_settings.streams, m_packs, *m_partitions);
    if (state.lastId == 0)
        return std::int64_t{0};
    setStage(RecorderProgress::Stage::Replaying,
        skippedOnes + "No valid checkpoint: going through the last two recorded hours again.");
    return m_store->lastIdBefore(state.lastReadAt - kHorizon);
}

Result<void> Recorder::Impl::recover(const RecordedState& state, const std::stop_token& stop)
{
    const auto from = restoreNewest(state);
    if (!from)
        return tl::unexpected(from.error());
    if (*from == state.lastId)
        return {};
    return m_store->replay(*from, *m_partitions, [&](MessageBatch&& batch) {
        const std::size_t messages = batch.messages.size();
        // The results are in the database already; only the state is wanted.
        std::ignore = m_processor->process(m_decoders.decode(std::move(batch)));
        const std::scoped_lock lock(m_mutex);
        m_progress.replayed += messages;
        return !stop.stop_requested();
    });
}

void Recorder::Impl::record(MessageSource& source, const std::stop_token& stop)
{
    m_keeper.emplace([this](const Checkpoint& checkpoint) { return m_store->saveCheckpoint(checkpoint); },
        [this](const Result<void>& saved) { noteSaving(saved); }, m_settings.checkpointEvery);
    m_keeper->committed(m_lastId);
    std::jthread writer([&] { writeBatches(); });
    parallelPipeline<RawItem, Item>(
        kTokens, [](const RawItem& item) { return item.batch.messages.size() >= kHeavyBatch; },
        [&] { return produce(source, stop); },
        [&](RawItem&& item) {
            return Item{m_decoders.decode(std::move(item.batch)), std::move(item.skipped)};
        },
        [&](Item&& item) { consume(std::move(item)); });
    m_queue.close();
    writer.join();
    m_keeper->commitsEnded();
    keepState(); // so that the next start replays nothing
    m_keeper.reset();
}

std::optional<RawItem> Recorder::Impl::produce(MessageSource& source, const std::stop_token& stop)
{
    if (stop.stop_requested() || hasFailed() || source.isExhausted())
        return std::nullopt;
    auto batch = source.poll(m_settings.batchSize, kPollFor);
    if (!batch) {
        fail(batch.error());
        return std::nullopt;
    }
    RawItem item{.batch = std::move(*batch)};
    dropKnown(item.batch, item.skipped);
    takePositions(source, item.batch);
    const std::scoped_lock lock(m_mutex);
    m_progress.read += item.batch.messages.size();
    return item;
}

void Recorder::Impl::takePositions(MessageSource& source, MessageBatch& batch)
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_reading.isDue(now))
        return;
    const SourceState state = source.state();
    noteSource(state);
    std::ranges::copy(
        m_reading.look(source.positions(), state.link == SourceState::Link::Up, *m_partitions, now),
        std::back_inserter(batch.marks));
    if (const auto committed = notePositions(source); !committed.empty())
        source.committed(committed);
}

/// Without a connection, and before the group has shared its partitions out, nobody knows how far behind it
/// is.
void Recorder::Impl::noteSource(const SourceState& state)
{
    const bool isWaiting = state.link != SourceState::Link::Up;
    const std::scoped_lock lock(m_mutex);
    const bool wasWaiting = m_progress.stage == RecorderProgress::Stage::Waiting;
    m_progress.stage = isWaiting ? RecorderProgress::Stage::Waiting : RecorderProgress::Stage::Recording;
    if (isWaiting)
        m_progress.note = state.detail.empty() ? "Connecting to Kafka." : state.detail;
    else if (wasWaiting)
        m_progress.note.clear();
}

/// How far reading is, for progress and the store. Returns what was committed since the last time.
std::map<PartitionIndex, std::int64_t> Recorder::Impl::notePositions(MessageSource& source)
{
    const std::vector<SourcePosition> positions = source.positions();
    std::int64_t unread = 0;
    std::vector<std::string> stopped;
    std::map<PartitionName, std::int64_t> ends;
    for (const SourcePosition& position : positions) {
        unread += std::max<std::int64_t>(0, position.endOffset - position.position);
        if (!position.trouble.empty())
            stopped.push_back(position.trouble);
        const Partition& partition = m_partitions->at(position.partition);
        if (position.endOffset >= 0)
            ends[{partition.topic, partition.number}] = position.endOffset;
    }
    const std::scoped_lock lock(m_mutex);
    m_progress.lag = unread + std::int64_t(m_progress.read - m_progress.committed);
    m_progress.stopped = std::move(stopped);
    m_endOffsets = std::move(ends);
    return std::exchange(m_committedOffsets, {});
}

/// After a rebalance a partition's new handle may read again what the old one
/// had on its way: those messages are known by their offsets.
void Recorder::Impl::dropKnown(MessageBatch& batch, std::map<PartitionName, std::int64_t>& skipped)
{
    std::int64_t* next = nullptr;
    std::optional<PartitionIndex> last;
    PartitionName name;
    std::erase_if(batch.messages, [&](const Message& message) {
        if (last != message.partition) {
            const Partition& partition = m_partitions->at(message.partition);
            name = {partition.topic, partition.number};
            next = &m_nextOffsets.try_emplace(name, message.offset).first->second;
            last = message.partition;
        }
        if (message.offset < *next)
            return true;
        if (message.offset > *next)
            skipped[name] += message.offset - *next;
        *next = message.offset + 1;
        return false;
    });
}

void Recorder::Impl::consume(Item&& item)
{
    PendingBatch pending{.batch = m_processor->process(std::move(item.batch)),
        .firstId = m_lastId + 1,
        .skipped = std::move(item.skipped)};
    const std::size_t messages = pending.batch.decoded.source.messages.size();
    m_lastId += std::int64_t(messages);
    m_backlog.note(messages);
    m_keeper->readingBacklog(m_backlog.isReading());
    const bool hasMarks = !pending.batch.decoded.source.marks.empty();
    if (messages == 0 && !hasMarks && pending.batch.windows.empty() && pending.skipped.empty())
        return;
    m_queue.push(std::move(pending));
    if (m_keeper->isDue())
        keepState();
}

void Recorder::Impl::keepState()
{
    m_keeper->keep(m_lastId, CheckpointDraft(*m_processor, *m_partitions));
}

void Recorder::Impl::noteSaving(const Result<void>& saved)
{
    const std::scoped_lock lock(m_mutex);
    if (m_progress.stage == RecorderProgress::Stage::Waiting)
        return; // which is said already
    m_progress.note
        = saved ? std::string() : saved.error().message + " Until it is saved, a start takes longer.";
}

void Recorder::Impl::writeBatches()
{
    for (;;) {
        std::vector<PendingBatch> pending = m_queue.take(m_settings.rowsPerCommit, m_settings.flushEvery);
        if (pending.empty())
            return;
        if (auto committed = commit(std::move(pending)); !committed) {
            fail(committed.error());
            m_queue.close();
            return;
        }
    }
}

Result<void> Recorder::Impl::commit(std::vector<PendingBatch>&& pending)
{
    std::vector<ProcessedBatch> batches;
    CommitRequest request{.partitions = m_partitions.get(), .firstId = pending.front().firstId};
    for (PendingBatch& one : pending) {
        for (const auto& [partition, count] : one.skipped)
            request.skipped[partition] += count;
        batches.push_back(std::move(one.batch));
    }
    request.batches = batches;
    {
        const std::scoped_lock lock(m_mutex);
        request.endOffsets = m_endOffsets;
    }
    if (auto committed = m_store->commit(request); !committed)
        return committed;
    noteCommitted(batches);
    std::int64_t messages = 0;
    for (const ProcessedBatch& batch : batches)
        messages += std::int64_t(batch.decoded.source.messages.size());
    m_keeper->committed(request.firstId + messages - 1);
    return {};
}

void Recorder::Impl::noteCommitted(const std::vector<ProcessedBatch>& batches)
{
    const std::scoped_lock lock(m_mutex);
    m_progress.lastCommit = wallClockNow();
    for (const ProcessedBatch& batch : batches) {
        m_progress.committed += batch.decoded.source.messages.size();
        for (const Message& message : batch.decoded.source.messages)
            m_committedOffsets[message.partition] = message.offset + 1;
        for (const Outcome& outcome : batch.outcomes) {
            m_progress.ledger.add(outcome.bucket);
            m_progress.ledger.conflicts += outcome.isConflict;
        }
        for (std::size_t i = 0; i < batch.decoded.deadLetters.size(); ++i)
            m_progress.ledger.add(Bucket::DeadLetter);
    }
}

void Recorder::Impl::fail(Error error)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_failure)
        m_failure = std::move(error);
}

Recorder::Recorder(RecorderSettings settings, PaymentDecoder decoder, RulePacks packs,
    std::shared_ptr<PartitionTable> partitions, std::unique_ptr<RecorderStore> store, OpenSource openSource)
    : m_impl(std::make_unique<Impl>(std::move(settings), std::move(decoder), std::move(packs),
        std::move(partitions), std::move(store), std::move(openSource)))
{
}

Recorder::~Recorder() = default;

Result<void> Recorder::run(std::stop_token stop)
{
    return m_impl->run(stop);
}

RecorderProgress Recorder::progress() const
{
    return m_impl->progress();
}

} // namespace halcyon::engine
