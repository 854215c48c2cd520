#pragma once

#include "engine/api/history.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace halcyon::engine {

/// What the recorder kept of how a payment was scored.
struct RecordedScore {
    const HistoryRow& row;
    std::uint32_t firedRules = 0; ///< bit n = the n-th rule of the stream's pack
    std::uint32_t velocityCount = 0;
    std::uint32_t failedCount = 0;
    std::uint8_t hour = 0; ///< transactions, in the stream's time zone
    std::uint8_t dayOfWeek = 0; ///< transactions; 1 = Sunday
};

/// Turns a recorded score into its parts, by the rule pack in use. Called on a
/// thread of `PgHistory`.
using ExplainScore = std::function<std::vector<Factor>(const RecordedScore&)>;

struct PgHistorySettings {
    std::string connection; ///< libpq conninfo or URI; PG* variables, service and pgpass files count
    std::string actor; ///< who acts on alerts when an action names nobody
    int connections = 3; ///< made when first needed
    std::chrono::seconds statementTimeout{30};
    ExplainScore explain; ///< without it, factors come from the alert of the very payment, if any
};

/// History in PostgreSQL.
///
/// Sessions are read-only; `act` alone opens a transaction that may write.
/// Long questions (summaries, histograms, counts) never take the last
/// connection, so a page of rows does not wait behind them. A connection that
/// breaks is made again for the next question. Errors: `Connect` while the
/// server is away, `Access` for a wrong password or database,
/// `Conflict` for a database without Halcyon's tables or of another version,
/// `Timeout` after `statementTimeout`, `Usage` for a filter that makes no sense.
/// Destruction stops what runs, within about two seconds; what has no answer by
/// then gets none.
class PgHistory final : public History {
public:
    explicit PgHistory(PgHistorySettings settings);
    ~PgHistory() override;

    QueryNumber rows(RowsRequest request, Answer<RowsPage> answer) override;
    QueryNumber summary(Drill drill, Answer<DrillSummary> answer) override;
    QueryNumber histogram(
        Drill drill, TimeRange around, std::chrono::seconds step, Answer<DrillHistogram> answer) override;
    QueryNumber message(MessagePlace place, EventTime readNear, Answer<StoredMessage> answer) override;
    QueryNumber neighbours(MessagePlace place, EventTime readNear, int eachSide,
        Answer<std::vector<StoredMessage>> answer) override;
    QueryNumber recentOf(StreamId stream, std::string payer, EventTime until, std::size_t limit,
        Answer<std::vector<HistoryRow>> answer) override;
    QueryNumber deadLetters(DeadLetterRequest request, Answer<std::vector<DeadLetterRow>> answer) override;
    QueryNumber deadLetterCounts(TimeRange readBetween, Answer<std::vector<DeadLetterCount>> answer) override;
    QueryNumber alerts(TimeRange range, std::size_t limit, Answer<std::vector<Alert>> answer) override;
    QueryNumber actionsAfter(std::int64_t after, Answer<std::vector<AlertAction>> answer) override;
    QueryNumber act(std::vector<AlertAction> actions, Answer<std::vector<AlertAction>> answer) override;
    QueryNumber recorderStatus(Answer<RecorderStatus> answer) override;
    void cancel(QueryNumber number) override;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace halcyon::engine
