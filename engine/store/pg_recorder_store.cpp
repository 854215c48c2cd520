#include "engine/store/pg_recorder_store.h"

#include "engine/store/checkpoint_table.h"
#include "engine/store/commit_writer.h"
#include "engine/store/interrupt.h"
#include "engine/store/recorded_messages.h"
#include "engine/store/recorder_lease.h"
#include "engine/store/retry_pause.h"
#include "engine/store/row_keeper.h"

#include <algorithm>
#include <optional>
#include <set>

namespace halcyon::engine {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kSlowAfter{5000};
constexpr std::chrono::seconds kStartPatience{30};
constexpr int kMostRepeats = 20; // of what clears at once or never: deadlock, serialization failure

Error notOurs()
{
    return {ErrorCode::Usage, "Recording has not been taken over yet; this is a defect, please report it."};
}

Error fencedError(const std::string& why)
{
    return {ErrorCode::Conflict,
        "Recording stopped: " + why + "; this batch is left to the one who records now."};
}

} // namespace

class PgRecorderStore::Impl {
public:
    explicit Impl(PgRecorderSettings settings)
        : m_settings(std::move(settings))
        , m_stopCallback(m_settings.stop, [this] { m_interrupt.raise(); })
    {
    }

    Result<RecordedState> takeOver(const std::string& cluster);
    Result<void> commit(const CommitRequest& request);
    Result<void> saveCheckpoint(const Checkpoint& checkpoint);
    Result<std::vector<Checkpoint>> checkpoints();
    Result<void> replay(
        std::int64_t afterId, PartitionTable& partitions, const std::function<bool(MessageBatch&&)>& receive);
    Result<std::int64_t> lastIdBefore(EventTime time);

private:
    enum class Next : std::uint8_t { Repeat, Done };
    /// What the database says about a commit after a new connection.
    enum class Seen : std::uint8_t { Unchanged, Committed, Foreign };

    PgResult<PgSession> connect();
    Result<void> openFirst();
    PgResult<bool> reconnect();
    Result<PgSession*> usable();
    PgResult<void> prepareTables(const CommitPlan& plan);
    Result<Next> attempt(const CommitRequest& request, const CommitPlan& plan);
    PgResult<Seen> reconnectAndLook(const CommitPlan& plan);
    Result<Next> afterFailure(const PgFailure& failed);
    void adopt(const CommitPlan& plan);
    void setTrouble(std::string sentence);
    void reportAway(const std::string& reason);

    PgRecorderSettings m_settings;
    Interrupt m_interrupt;
    std::optional<PgSession> m_session;
    RecorderLease m_lease;
    RecordedState m_state;
    CommitWriter m_writer;
    CommitWriter::TopicNumbers m_topics;
    std::set<std::int32_t> m_days; ///< whose tables exist
    std::optional<RowKeeper> m_keeper;

    std::optional<PgSession> m_checkpointSession; ///< of `saveCheckpoint`, which runs beside the rest

    RetryPause m_pause;
    std::string m_trouble;
    EventTime m_awaySince{};
    std::optional<Clock::time_point> m_storageSince; ///< of the commit under way
    int m_repeats = 0;
    std::stop_callback<std::function<void()>> m_stopCallback; ///< last: it uses the others
};

PgResult<PgSession> PgRecorderStore::Impl::connect()
{
    return PgSession::connect({.connection = m_settings.connection,
        .interrupt = &m_interrupt,
        .whileWaiting = [this](milliseconds time) {
            if (time >= kSlowAfter)
                setTrouble("PostgreSQL has not answered for "
                    + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count())
                    + " s; waiting.");
        }});
}

void PgRecorderStore::Impl::setTrouble(std::string sentence)
{
    if (sentence == m_trouble)
        return;
    m_trouble = std::move(sentence);
    if (m_settings.onTrouble)
        m_settings.onTrouble(m_trouble);
}

void PgRecorderStore::Impl::reportAway(const std::string& reason)
{
    if (m_awaySince == EventTime{})
        m_awaySince = std::chrono::floor<std::chrono::seconds>(wallClockNow());
    setTrouble("PostgreSQL is away since " + formatIsoTime(m_awaySince) + ": " + reason + "; retrying.");
}

/// A server that is still starting is waited for; anything else is an answer.
Result<void> PgRecorderStore::Impl::openFirst()
{
    const auto until = Clock::now() + kStartPatience;
    for (;;) {
        auto connected = connect();
        if (connected) {
            m_session.emplace(std::move(*connected));
            return {};
        }
        if (!connected.error().isClass("57P03") || Clock::now() >= until)
            return tl::unexpected(toError(connected.error(), "connect to PostgreSQL"));
        if (m_interrupt.waitFor(milliseconds{100}))
            return failure(ErrorCode::Cancelled, "Connecting to PostgreSQL was stopped.");
    }
}

Result<RecordedState> PgRecorderStore::Impl::takeOver(const std::string& cluster)
{
    if (!m_session || !m_session->isUsable()) {
        m_lease = {};
        if (auto opened = openFirst(); !opened)
            return tl::unexpected(std::move(opened.error()));
    }
    const auto fail = [this](Error error) {
        m_session.reset(); // and with it the lock
        m_lease = {};
        return tl::unexpected(std::move(error));
    };
    if (auto acquired = m_lease.acquire(*m_session, cluster, m_interrupt); !acquired)
        return fail(std::move(acquired.error()));
    if (auto ready = m_writer.prepare(*m_session); !ready)
        return fail(toError(ready.error(), "read the window tables"));
    auto state = m_lease.readState(*m_session);
    if (!state)
        return fail(toError(state.error(), "read where recording stands"));
    m_state = *state;
    m_topics.clear();
    m_days.clear();
    if (!m_keeper)
        m_keeper.emplace(m_settings.connection, m_settings.tidyEvery);
    return m_state;
}

/// A new session in place of a lost one, with the lock and our epoch; false
/// when somebody else took over.
PgResult<bool> PgRecorderStore::Impl::reconnect()
{
    m_session.reset();
    auto connected = connect();
    if (!connected)
        return tl::unexpected(std::move(connected.error()));
    auto renewed = m_lease.renew(*connected, m_interrupt);
    if (!renewed || !*renewed)
        return renewed;
    if (auto ready = m_writer.prepare(*connected); !ready)
        return tl::unexpected(std::move(ready.error()));
    m_session.emplace(std::move(*connected));
    m_topics.clear();
    m_days.clear();
    return true;
}

/// The topics' numbers and the days' tables, before the transaction that uses them.
PgResult<void> PgRecorderStore::Impl::prepareTables(const CommitPlan& plan)
{
    std::map<std::string, StreamId> wanted;
    for (const auto& move : plan.moves)
        if (!m_topics.contains(move.name.first))
            wanted.emplace(move.name.first, move.stream);
    for (const auto& mark : plan.marks)
        if (!m_topics.contains(mark.name.first))
            wanted.emplace(mark.name.first, mark.stream);
    if (!wanted.empty())
        if (auto entered = m_lease.enterTopics(*m_session, wanted, m_topics); !entered)
            return entered;
    for (const auto& day : plan.days) {
        if (m_days.contains(day.day))
            continue;
        if (auto made = m_session->query("SELECT halcyon_add_day($1)", PgParameters().day(day.day)); !made)
            return tl::unexpected(std::move(made.error()));
        m_days.insert(day.day);
    }
    return {};
}

void PgRecorderStore::Impl::adopt(const CommitPlan& plan)
{
    m_state.lastId = plan.lastId;
    for (const auto& move : plan.moves)
        m_state.nextOffsets[move.name] = move.next;
    m_awaySince = {};
    setTrouble({});
    if (m_keeper)
        m_keeper->rowsAdded(plan.messages());
}

Result<void> PgRecorderStore::Impl::commit(const CommitRequest& request)
{
    if (!m_lease.isHeld())
        return tl::unexpected(notOurs());
    const auto plan = planCommit(request, m_state.nextOffsets, m_state.lastId);
    if (!plan)
        return tl::unexpected(plan.error());
    if (auto fine = m_writer.check(request); !fine)
        return fine;
    m_pause.reset();
    m_repeats = 0;
    m_storageSince.reset();
    for (;;) {
        const auto next = attempt(request, *plan);
        if (!next)
            return tl::unexpected(next.error());
        if (*next == Next::Done) {
            adopt(*plan);
            return {};
        }
    }
}

Result<PgRecorderStore::Impl::Next> PgRecorderStore::Impl::attempt(
    const CommitRequest& request, const CommitPlan& plan)
{
    if (!m_session || !m_session->isUsable()) {
        const auto state = reconnectAndLook(plan);
        if (!state)
            return afterFailure(state.error());
        if (*state == Seen::Foreign)
            return tl::unexpected(fencedError("another recorder took this database over"));
        if (*state == Seen::Committed)
            return Next::Done;
    }
    if (auto prepared = prepareTables(plan); !prepared)
        return afterFailure(prepared.error());
    const auto outcome = m_writer.write(*m_session, request, plan, m_topics, m_lease.epoch());
    switch (outcome.ending) {
    case CommitAttempt::Ending::Done:
        return Next::Done;
    case CommitAttempt::Ending::Fenced:
        return tl::unexpected(fencedError(outcome.fencedBy));
    case CommitAttempt::Ending::Failed:
        break;
    }
    return afterFailure(outcome.failure);
}

/// The answer to a COMMIT may have been lost with the connection: the rows that
/// it moves tell whether it took place.
PgResult<PgRecorderStore::Impl::Seen> PgRecorderStore::Impl::reconnectAndLook(const CommitPlan& plan)
{
    const auto isOurs = reconnect();
    if (!isOurs)
        return tl::unexpected(isOurs.error());
    if (!*isOurs)
        return Seen::Foreign;
    const auto state = m_lease.readState(*m_session);
    if (!state)
        return tl::unexpected(state.error());
    const auto stands = [&](const PartitionMove& move, std::optional<std::int64_t> at) {
        const auto found = state->nextOffsets.find(move.name);
        return at ? found != state->nextOffsets.end() && found->second == *at
                  : found == state->nextOffsets.end();
    };
    const auto all = [&](auto position) {
        return std::all_of(plan.moves.begin(), plan.moves.end(),
            [&](const PartitionMove& move) { return stands(move, position(move)); });
    };
    if (state->lastId == plan.firstId - 1 && all([](const PartitionMove& move) { return move.expected; }))
        return Seen::Unchanged;
    if (state->lastId == plan.lastId
        && all([](const PartitionMove& move) { return std::optional(move.next); }))
        return Seen::Committed;
    return Seen::Foreign;
}

Result<PgRecorderStore::Impl::Next> PgRecorderStore::Impl::afterFailure(const PgFailure& failed)
{
    constexpr std::string_view kDoing = "record a batch";
    if (failed.kind == PgFailure::Kind::Interrupted)
        return failure(ErrorCode::Cancelled, "Recording was stopped.");
    if (!isTransient(failed))
        return tl::unexpected(toError(failed, kDoing));
    const auto now = Clock::now();
    if (isStorageTrouble(failed)) {
        if (!m_storageSince)
            m_storageSince = now;
        if (now - *m_storageSince >= m_settings.storagePatience)
            return tl::unexpected(toError(failed, kDoing));
    }
    const bool clearsItself = failed.isClass("40") || failed.isClass("55") || failed.isClass("57014");
    if (clearsItself && ++m_repeats > kMostRepeats)
        return tl::unexpected(toError(failed, kDoing));
    if (!clearsItself)
        reportAway(failed.message);
    if (failed.isClass("25006"))
        m_session.reset(); // another host of the list may be the primary now
    if (m_interrupt.waitFor(m_pause.next()))
        return failure(ErrorCode::Cancelled, "Recording was stopped.");
    return Next::Repeat;
}

Result<PgSession*> PgRecorderStore::Impl::usable()
{
    if (!m_lease.isHeld())
        return tl::unexpected(notOurs());
    if (!m_session || !m_session->isUsable()) {
        const auto isOurs = reconnect();
        if (!isOurs)
            return tl::unexpected(toError(isOurs.error(), "connect to PostgreSQL"));
        if (!*isOurs)
            return tl::unexpected(fencedError("another recorder took this database over"));
    }
    return &*m_session;
}

Result<void> PgRecorderStore::Impl::saveCheckpoint(const Checkpoint& checkpoint)
{
    constexpr std::string_view kDoing = "save the state";
    if (!m_checkpointSession || !m_checkpointSession->isUsable()) {
        auto connected = PgSession::connect({.connection = m_settings.connection, .interrupt = &m_interrupt});
        if (!connected)
            return tl::unexpected(toError(connected.error(), kDoing));
        m_checkpointSession.emplace(std::move(*connected));
    }
    const auto isStored = storeCheckpoint(*m_checkpointSession, checkpoint, m_lease.epoch());
    if (!isStored)
        return tl::unexpected(toError(isStored.error(), kDoing));
    if (!*isStored)
        return failure(
            ErrorCode::Conflict, "The state belongs to messages that this recorder has not committed.");
    return {};
}

Result<std::vector<Checkpoint>> PgRecorderStore::Impl::checkpoints()
{
    const auto session = usable();
    if (!session)
        return tl::unexpected(session.error());
    auto found = readCheckpoints(**session);
    if (!found)
        return tl::unexpected(toError(found.error(), "read the saved states"));
    return std::move(*found);
}

Result<void> PgRecorderStore::Impl::replay(
    std::int64_t afterId, PartitionTable& partitions, const std::function<bool(MessageBatch&&)>& receive)
{
    const auto session = usable();
    if (!session)
        return tl::unexpected(session.error());
    if (auto done = replayRecorded(**session, afterId, partitions, receive); !done)
        return tl::unexpected(toError(done.error(), "read recorded messages"));
    return {};
}

Result<std::int64_t> PgRecorderStore::Impl::lastIdBefore(EventTime time)
{
    const auto session = usable();
    if (!session)
        return tl::unexpected(session.error());
    const auto id = readLastIdBefore(**session, time);
    if (!id)
        return tl::unexpected(toError(id.error(), "find where to replay from"));
    return *id;
}

PgRecorderStore::PgRecorderStore(PgRecorderSettings settings)
    : m_impl(std::make_unique<Impl>(std::move(settings)))
{
}

PgRecorderStore::~PgRecorderStore() = default;

Result<RecordedState> PgRecorderStore::takeOver(const std::string& cluster)
{
    return m_impl->takeOver(cluster);
}

Result<void> PgRecorderStore::commit(const CommitRequest& request)
{
    return m_impl->commit(request);
}

Result<void> PgRecorderStore::saveCheckpoint(const Checkpoint& checkpoint)
{
    return m_impl->saveCheckpoint(checkpoint);
}

Result<std::vector<Checkpoint>> PgRecorderStore::checkpoints()
{
    return m_impl->checkpoints();
}

Result<void> PgRecorderStore::replay(
    std::int64_t afterId, PartitionTable& partitions, const std::function<bool(MessageBatch&&)>& receive)
{
    return m_impl->replay(afterId, partitions, receive);
}

Result<std::int64_t> PgRecorderStore::lastIdBefore(EventTime time)
{
    return m_impl->lastIdBefore(time);
}

} // namespace halcyon::engine
