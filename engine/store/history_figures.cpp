#include "engine/store/history_figures.h"

#include "engine/store/advisory_locks.h"
#include "engine/store/drill_sql.h"
#include "engine/store/migrations.h"
#include "engine/store/pg_transaction.h"

#include <algorithm>

namespace halcyon::engine {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kReadingFigures = "read history";
constexpr auto kOneSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr std::size_t kMostSteps = 20'000;

tl::unexpected<Error> failed(const PgFailure& failure)
{
    return tl::unexpected(toError(failure, kReadingFigures));
}

std::chrono::microseconds since(Clock::time_point start)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
}

/// "FROM upi_events WHERE event_time ... AND filters".
Result<void> addSelection(SqlBuilder& sql, const Drill& drill, TimeRange range, const RecordedSpan& span)
{
    sql.add(" FROM ").add(familyName(familyOf(drill.stream)));
    sql.add(" WHERE event_time >= ").time(range.from).add(" AND event_time < ").time(range.to);
    addWhereabouts(sql, range, span);
    return addFilters(sql, drill.stream, drill.filters);
}

Result<PgRows> ask(PgSession& session, const SqlBuilder& sql)
{
    auto rows = session.query(sql.sql(), sql.parameters());
    if (!rows)
        return failed(rows.error());
    return std::move(*rows);
}

Result<void> addTotals(
    PgSession& session, const Drill& drill, const RecordedSpan& span, DrillSummary& summary)
{
    SqlBuilder sql;
    sql.add("SELECT coalesce(currency, 'INR'), bucket, count(*), sum(amount), max(amount)");
    if (auto added = addSelection(sql, drill, drill.range, span); !added)
        return added;
    sql.add(" GROUP BY 1, 2");
    const auto rows = ask(session, sql);
    if (!rows)
        return tl::unexpected(rows.error());
    for (int i = 0; i < rows->size(); ++i) {
        const auto count = std::uint64_t(rows->integer(i, 2));
        const auto bucket = bucketOfLetter(rows->character(i, 1)).first;
        summary.rows += count;
        summary.late += bucket == Bucket::Late ? count : 0;
        summary.duplicates += bucket == Bucket::Duplicate ? count : 0;
        if (bucket != Bucket::Clean && bucket != Bucket::Late)
            continue;
        auto& total = summary.totals[rows->text(i, 0)];
        total.first.merge(rows->amount(i, 3));
        total.second += count;
        const Amount largest{std::int64_t(rows->amount(i, 4).steps())};
        summary.largest = std::max(summary.largest.value_or(largest), largest);
    }
    return {};
}

/// GROUP BY first: a hash on all cores, where count(DISTINCT ..) sorts on one.
Result<std::uint64_t> countDifferent(
    PgSession& session, const Drill& drill, const RecordedSpan& span, std::string_view column)
{
    SqlBuilder sql;
    sql.add("SELECT count(*) FROM (SELECT ").add(column);
    if (auto added = addSelection(sql, drill, drill.range, span); !added)
        return tl::unexpected(std::move(added.error()));
    sql.add(" GROUP BY 1) AS each");
    const auto rows = ask(session, sql);
    if (!rows)
        return tl::unexpected(rows.error());
    return std::uint64_t(rows->integer(0, 0));
}

Result<void> checkSteps(TimeRange around, std::chrono::seconds step)
{
    const bool isFine
        = step.count() > 0 && around.from < around.to && std::size_t(around.length() / step) < kMostSteps;
    if (isFine)
        return {};
    return failure(ErrorCode::Usage,
        "A histogram needs a range that is not empty and at most " + std::to_string(kMostSteps) + " steps.");
}

} // namespace

Result<DrillSummary> readSummary(HistorySession& session, const Drill& drill)
{
    const auto start = Clock::now();
    DrillSummary summary;
    const auto transaction = PgTransaction::begin(session.session, kOneSnapshot);
    if (!transaction)
        return failed(transaction.error());
    const auto span = recordedSpan(session.session, familyOf(drill.stream), drill.range);
    if (!span)
        return failed(span.error());
    if (*span) {
        const bool isUpi = drill.stream == StreamId::Upi;
        if (auto added = addTotals(session.session, drill, **span, summary); !added)
            return tl::unexpected(std::move(added.error()));
        const auto payers = countDifferent(session.session, drill, **span, isUpi ? "payer" : "user_id");
        if (!payers)
            return tl::unexpected(payers.error());
        const auto payees = countDifferent(session.session, drill, **span, isUpi ? "payee" : "merchant");
        if (!payees)
            return tl::unexpected(payees.error());
        summary.payers = *payers;
        summary.payees = *payees;
    }
    summary.took = since(start);
    return summary;
}

Result<DrillHistogram> readHistogram(
    HistorySession& session, const Drill& drill, TimeRange around, std::chrono::seconds step)
{
    if (auto fine = checkSteps(around, step); !fine)
        return tl::unexpected(std::move(fine.error()));
    const auto length = std::chrono::microseconds(step).count();
    const auto steps = std::size_t((around.length().count() + length - 1) / length);
    DrillHistogram histogram{.start = around.from, .step = step};
    histogram.matching.resize(steps);
    histogram.others.resize(steps);
    const auto span = recordedSpan(session.session, familyOf(drill.stream), around);
    if (!span)
        return failed(span.error());
    if (!*span)
        return histogram;
    SqlBuilder sql;
    sql.add("SELECT date_bin(").integer(step.count()).add(" * interval '1 second', event_time, ");
    sql.time(around.from).add("), event_time >= ").time(drill.range.from).add(" AND event_time < ");
    sql.time(drill.range.to).add(", count(*)");
    if (auto added = addSelection(sql, drill, around, **span); !added)
        return tl::unexpected(std::move(added.error()));
    sql.add(" GROUP BY 1, 2");
    const auto rows = ask(session.session, sql);
    if (!rows)
        return tl::unexpected(rows.error());
    for (int i = 0; i < rows->size(); ++i) {
        const auto at = std::size_t((rows->time(i, 0) - around.from).count() / length);
        auto& counts = rows->boolean(i, 1) ? histogram.matching : histogram.others;
        counts[std::min(at, steps - 1)] += std::uint64_t(rows->integer(i, 2));
    }
    return histogram;
}

Result<std::vector<DeadLetterCount>> countDeadLetters(HistorySession& session, TimeRange readBetween)
{
    const auto rows = session.session.query(
        "WITH c AS (SELECT topic, stage, reason, count(*) AS count, max(id) AS newest FROM dead_letters "
        "WHERE read_at >= $1 AND read_at < $2 GROUP BY topic, stage, reason) "
        "SELECT t.topic, c.stage, c.reason, d.detail, c.count, d.read_at FROM c JOIN topics t ON t.id = "
        "c.topic "
        "JOIN dead_letters d ON d.id = c.newest AND d.read_at >= $1 AND d.read_at < $2 "
        "AND d.id = ANY (ARRAY(SELECT newest FROM c)) ORDER BY c.count DESC, t.topic, c.reason",
        PgParameters().time(readBetween.from).time(readBetween.to));
    if (!rows)
        return failed(rows.error());
    std::vector<DeadLetterCount> counts;
    for (int i = 0; i < rows->size(); ++i)
        counts.push_back({.topic = rows->text(i, 0),
            .stage = rows->text(i, 1),
            .reason = rows->text(i, 2),
            .detail = rows->text(i, 3),
            .count = std::uint64_t(rows->integer(i, 4)),
            .newest = rows->time(i, 5)});
    return counts;
}

Result<RecorderStatus> readRecorderStatus(HistorySession& session)
{
    const auto rows = session.session.query(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 "
        "AND classid = "
        + std::to_string(kLockFamily) + " AND objid = " + std::to_string(int(AdvisoryLock::Recorder))
        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())), "
          "last_commit, last_id, (SELECT coalesce(sum(greatest(o.end_offset - o.next_offset, 0)), 0)::bigint "
          "FROM consumer_offsets o WHERE o.epoch = r.epoch) FROM recorder r");
    if (!rows)
        return failed(rows.error());
    const auto version = databaseVersion(session.session);
    if (!version)
        return tl::unexpected(version.error());
    return RecorderStatus{.isRunning = rows->boolean(0, 0),
        .lastCommit = rows->time(0, 1),
        .rowsCommitted = rows->integer(0, 2),
        .lag = rows->integer(0, 3),
        .schemaVersion = *version,
        .server = session.session.serverVersionText()};
}

} // namespace halcyon::engine
