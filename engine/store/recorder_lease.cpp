#include "engine/store/recorder_lease.h"

#include "engine/store/advisory_locks.h"
#include "engine/store/interrupt.h"
#include "engine/store/migrations.h"
#include "engine/store/pg_transaction.h"

#include <unistd.h>

#include <array>

namespace halcyon::engine {

namespace {

constexpr std::string_view kTakingOver = "take over recording";
constexpr std::chrono::milliseconds kLockPause{50};
constexpr int kLockTries = 60; // 3 s: a predecessor that was killed frees its lock within moments
constexpr int kRenewTries = 200; // 10 s

std::string hostName()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        return "unknown host";
    return name.data();
}

PgResult<bool> tryLock(PgSession& session)
{
    const auto rows = session.query("SELECT pg_try_advisory_lock(" + lockKey(AdvisoryLock::Recorder) + ")");
    if (!rows)
        return tl::unexpected(rows.error());
    return rows->boolean(0, 0);
}

Error takenError(PgSession& session)
{
    std::string holder = "Another recorder";
    if (const auto rows = session.query("SELECT host, process, since FROM recorder WHERE host IS NOT NULL");
        rows && rows->size() == 1)
        holder += " (process " + std::to_string(rows->integer(0, 1)) + " on " + rows->text(0, 0) + ", since "
            + formatIsoTime(rows->time(0, 2)) + ")";
    return {ErrorCode::Conflict, holder + " holds this database; stop it or record into another database."};
}

constexpr auto kEndOldSession = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
                                "AND pid = $1 AND classid = 1212238915 AND objid = 1 AND granted";

PgResult<PgRows> enterEpoch(PgSession& session, const std::string& cluster)
{
    PgParameters parameters;
    parameters.text(cluster).text(hostName()).integer(::getpid()).integer(session.backendId());
    return session.query("UPDATE recorder SET epoch = epoch + 1, cluster = $1, host = $2, process = $3, "
                         "backend = $4, since = clock_timestamp() AT TIME ZONE 'UTC' RETURNING epoch",
        parameters);
}

} // namespace

Result<void> RecorderLease::acquire(PgSession& session, const std::string& cluster, Interrupt& interrupt)
{
    for (int attempt = 1; !m_epoch; ++attempt) {
        const auto locked = tryLock(session);
        if (!locked)
            return tl::unexpected(toError(locked.error(), kTakingOver));
        if (*locked)
            break;
        if (attempt == kLockTries)
            return tl::unexpected(takenError(session));
        if (interrupt.waitFor(kLockPause))
            return failure(ErrorCode::Cancelled, "Taking over recording was stopped.");
    }
    if (auto migrated = migrate(session); !migrated)
        return tl::unexpected(std::move(migrated.error()));
    auto transaction = PgTransaction::begin(session);
    if (!transaction)
        return tl::unexpected(toError(transaction.error(), kTakingOver));
    const auto epoch = enterEpoch(session, cluster);
    if (!epoch)
        return tl::unexpected(toError(epoch.error(), kTakingOver));
    PgParameters parameters;
    parameters.text(cluster).integer(epoch->integer(0, 0));
    if (auto moved = session.query("UPDATE consumer_offsets SET epoch = $2 WHERE topic IN "
                                   "(SELECT id FROM topics WHERE cluster = $1)",
            parameters);
        !moved)
        return tl::unexpected(toError(moved.error(), kTakingOver));
    if (auto done = transaction->commit(); !done)
        return tl::unexpected(toError(done.error(), kTakingOver));
    m_cluster = cluster;
    m_epoch = epoch->integer(0, 0);
    return {};
}

PgResult<bool> RecorderLease::renew(PgSession& session, Interrupt& interrupt)
{
    for (int attempt = 1;; ++attempt) {
        const auto locked = tryLock(session);
        if (!locked)
            return locked;
        PgParameters mine;
        mine.integer(m_epoch).integer(session.backendId());
        const auto row
            = session.query("SELECT backend FROM recorder WHERE epoch = $1", PgParameters().integer(m_epoch));
        if (!row)
            return tl::unexpected(row.error());
        if (row->size() != 1)
            return false;
        if (*locked) {
            const auto noted = session.query("UPDATE recorder SET backend = $2 WHERE epoch = $1", mine);
            if (!noted)
                return tl::unexpected(noted.error());
            return noted->affected() == 1;
        }
        if (attempt == kRenewTries)
            return false;
        // Behind a broken network the server may take long to see that our old session is dead.
        [[maybe_unused]] const auto ended
            = session.query(kEndOldSession, PgParameters().integer(row->integer(0, 0)));
        if (interrupt.waitFor(kLockPause))
            return tl::unexpected(PgFailure{PgFailure::Kind::Interrupted, {}, "it was stopped"});
    }
}

PgResult<RecordedState> RecorderLease::readState(PgSession& session) const
{
    PgParameters parameters;
    parameters.text(m_cluster);
    const auto offsets = session.query("SELECT t.topic, o.partition, o.next_offset FROM consumer_offsets o "
                                       "JOIN topics t ON t.id = o.topic WHERE t.cluster = $1",
        parameters);
    const auto last = offsets ? session.query("SELECT last_id FROM recorder") : PgResult<PgRows>();
    if (!offsets || !last)
        return tl::unexpected(offsets ? last.error() : offsets.error());
    const auto mark = session.query("SELECT to_hex(hashtext(s.system_identifier || '/' || d.oid)) FROM "
                                    "pg_control_system() s, pg_database d "
                                    "WHERE d.datname = current_database()");
    if (!mark)
        return tl::unexpected(mark.error());
    RecordedState state{.database = std::string(mark->text(0, 0))};
    for (int i = 0; i < offsets->size(); ++i)
        state.nextOffsets.emplace(
            PartitionName{offsets->text(i, 0), std::int32_t(offsets->integer(i, 1))}, offsets->integer(i, 2));
    state.lastId = last->integer(0, 0);
    const auto commit = session.query("SELECT read_to FROM commits ORDER BY first_id DESC LIMIT 1");
    if (!commit)
        return tl::unexpected(commit.error());
    if (commit->size() == 1)
        state.lastReadAt = commit->time(0, 0);
    return state;
}

PgResult<void> RecorderLease::enterTopics(PgSession& session, const std::map<std::string, StreamId>& wanted,
    CommitWriter::TopicNumbers& known) const
{
    for (const auto& [topic, stream] : wanted) {
        if (known.contains(topic))
            continue;
        PgParameters parameters;
        parameters.text(m_cluster).text(topic).text(streamName(stream));
        if (auto made
            = session.query("INSERT INTO topics (cluster, topic, stream) SELECT $1, $2, $3 WHERE NOT "
                            "EXISTS (SELECT FROM topics WHERE cluster = $1 AND topic = $2)",
                parameters);
            !made)
            return tl::unexpected(made.error());
    }
    PgParameters parameters;
    parameters.text(m_cluster);
    const auto rows = session.query("SELECT topic, id FROM topics WHERE cluster = $1", parameters);
    if (!rows)
        return tl::unexpected(rows.error());
    known.clear();
    for (int i = 0; i < rows->size(); ++i)
        known.emplace(rows->text(i, 0), std::int16_t(rows->integer(i, 1)));
    return {};
}

} // namespace halcyon::engine
