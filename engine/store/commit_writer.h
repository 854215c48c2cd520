#pragma once

#include "engine/store/commit_plan.h"
#include "engine/store/copy_stream.h"
#include "engine/store/event_blocks.h"
#include "engine/store/pg_session.h"
#include "engine/store/window_writer.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halcyon::engine {

/// How one attempt at a commit ended.
struct CommitAttempt {
    enum class Ending : std::uint8_t {
        Done,
        Failed, ///< `failure` says why
        Fenced, ///< an offset row or the epoch is not as we left it: somebody else owns it
    };
    Ending ending = Ending::Done;
    PgFailure failure;
    std::string fencedBy; ///< which row, for the message
};

/// Writes a planned commit as one transaction: recorder row and offset rows
/// first, which fences, then rows, dead letters, windows, alerts and the
/// ledger. Encodes while it sends, so that server and client work at
/// the same time; a repeat encodes again.
class CommitWriter {
public:
    /// Numbers of the cluster's topics, by name.
    using TopicNumbers = std::map<std::string, std::int16_t, std::less<>>;

    /// Reads what the database offers; call it for every new session.
    [[nodiscard]] PgResult<void> prepare(PgSession& session) { return m_windows.readTables(session); }
    [[nodiscard]] Result<void> check(const CommitRequest& request) const
    {
        return m_windows.check(request.batches);
    }

    [[nodiscard]] CommitAttempt write(PgSession& session, const CommitRequest& request,
        const CommitPlan& plan, const TopicNumbers& topics, std::int64_t epoch);

private:
    [[nodiscard]] PgResult<std::optional<std::string>> fence(
        PgSession& session, const CommitPlan& plan, std::int64_t epoch);
    [[nodiscard]] PgResult<std::optional<std::string>> moveOffsets(
        PgSession& session, const CommitPlan& plan, std::int64_t epoch);
    [[nodiscard]] PgResult<void> writeContents(
        PgSession& session, const CommitRequest& request, const CommitPlan& plan);
    [[nodiscard]] PgResult<void> writeFamily(PgSession& session, const CommitRequest& request,
        const CommitPlan& plan, const DayGroup& day, RowFamily family);
    [[nodiscard]] PgResult<void> writeBlocks(
        CopyStream& copy, const ProcessedBatch& batch, std::int64_t firstId, RowFamily family);
    [[nodiscard]] PgResult<void> writeDeadLetters(
        CopyStream& copy, const ProcessedBatch& batch, std::int64_t firstId);
    [[nodiscard]] MessageRow rowOf(
        const ProcessedBatch& batch, std::int64_t firstId, std::uint32_t message) const;
    [[nodiscard]] PgResult<void> writeMarks(
        PgSession& session, const CommitPlan& plan, const TopicNumbers& topics);
    [[nodiscard]] PgResult<void> writeBooks(PgSession& session, const CommitPlan& plan);
    [[nodiscard]] PgResult<void> writeLedger(PgSession& session, const CommitPlan& plan);
    [[nodiscard]] PgResult<void> writeDays(PgSession& session, const CommitPlan& plan);

    WindowWriter m_windows;
    CopyWriter m_rows;
    std::vector<EventRow> m_block; ///< what the next row of blocks will hold
    std::vector<RowPlace> m_places; ///< by PartitionIndex
    std::vector<std::int64_t> m_topicOfMove;
};

/// Stores alerts inside the caller's transaction. One already there is raised:
/// count, last time, and with a higher score the payment shown.
[[nodiscard]] PgResult<void> storeAlerts(PgSession& session, std::span<const ProcessedBatch> batches);

} // namespace halcyon::engine
