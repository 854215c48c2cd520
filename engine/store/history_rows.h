#pragma once

#include "engine/api/history_values.h"
#include "engine/store/commit_plan.h"
#include "engine/store/pg_session.h"
#include "engine/store/sql_builder.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace halcyon::engine {

/// A connection for questions, with what it has learned about the database.
struct HistorySession {
    PgSession session;
    std::map<std::int64_t, std::string> topics = {}; ///< names by number, of all clusters

    /// The topic's name; asks the database when the number is new.
    [[nodiscard]] PgResult<std::string> topicName(std::int64_t number);
};

/// The columns that `rowOf` reads, of the stream's event table.
[[nodiscard]] std::string_view rowColumns(StreamId stream) noexcept;
inline constexpr int kRowColumnCount = 16;

[[nodiscard]] PgResult<HistoryRow> rowOf(
    HistorySession& session, StreamId stream, const PgRows& rows, int row);

/// Which day tables hold events of a range, and how full they are.
struct RecordedSpan {
    EventTime firstDay{}; ///< start of the first day (of reading)
    EventTime endDay{}; ///< end of the last one
    EventTime oldest{}; ///< event times in those tables
    EventTime newest{};
    std::int64_t rows = 0;
};

/// Nothing when no table holds any.
[[nodiscard]] PgResult<std::optional<RecordedSpan>> recordedSpan(
    PgSession& session, RowFamily family, TimeRange range);

/// " AND ...": of payments in a range of event time, the day tables and blocks that may hold them.
void addWhereabouts(SqlBuilder& sql, TimeRange range, const RecordedSpan& span);

/// "upi_events_2026_11_21", or "upi_events_2026_11_20 to 2026_11_21".
[[nodiscard]] std::string sourceName(RowFamily family, const RecordedSpan& span);

/// A page of rows. In order of time it looks at ever longer slices of time from
/// the near end, so that the first rows come at once however much there is.
[[nodiscard]] Result<RowsPage> readPage(HistorySession& session, const RowsRequest& request);

/// As many rows as the request's limit, or all there are, however many pages that takes.
[[nodiscard]] Result<std::vector<HistoryRow>> readAllOf(HistorySession& session, RowsRequest request);

} // namespace halcyon::engine
