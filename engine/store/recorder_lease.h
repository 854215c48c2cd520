#pragma once

#include "engine/store/commit_writer.h"
#include "engine/store/pg_session.h"
#include "engine/store/recorder_store.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace halcyon::engine {

class Interrupt;

/// The right to record into a database: the advisory lock of a session plus an
/// epoch in the `recorder` row. The lock dies with its session, the epoch does
/// not: a session that replaces a lost one takes the lock again and checks
/// that the epoch is still its own.
class RecorderLease {
public:
    /// Takes the lock and a new epoch for `cluster`. `Conflict` names the holder.
    [[nodiscard]] Result<void> acquire(PgSession& session, const std::string& cluster, Interrupt& interrupt);

    /// On a new session after the old one was lost: false when somebody else
    /// took over meanwhile. A lock that our own dead session still holds is
    /// freed by ending it.
    [[nodiscard]] PgResult<bool> renew(PgSession& session, Interrupt& interrupt);

    [[nodiscard]] bool isHeld() const noexcept { return m_epoch != 0; }
    [[nodiscard]] std::int64_t epoch() const noexcept { return m_epoch; }
    [[nodiscard]] const std::string& cluster() const noexcept { return m_cluster; }

    /// Where recording of this cluster stands, as the database has it.
    [[nodiscard]] PgResult<RecordedState> readState(PgSession& session) const;

    /// The cluster's topics; those in `wanted` that are new are entered.
    [[nodiscard]] PgResult<void> enterTopics(PgSession& session,
        const std::map<std::string, StreamId>& wanted, CommitWriter::TopicNumbers& known) const;

private:
    std::string m_cluster;
    std::int64_t m_epoch = 0;
};

} // namespace halcyon::engine
