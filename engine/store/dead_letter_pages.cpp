#include "engine/store/history_figures.h"
#include "engine/store/sql_builder.h"

#include <algorithm>

namespace halcyon::engine {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::string_view kReadingLetters = "read dead letters";
constexpr std::int64_t kFirstSlice = 1 << 16; ///< ids
constexpr std::chrono::seconds kLongest{30};

/// The ids that dead letters read in a range may have; nothing when there are none.
struct IdSpan {
    std::int64_t first = 0;
    std::int64_t last = 0;
};

PgResult<std::optional<IdSpan>> idSpan(PgSession& session, TimeRange readBetween)
{
    const auto rows = session.query("SELECT min(first_id), max(last_id) FROM recorded_days "
                                    "WHERE family = 'dead_letters' AND day + 1 > $1 AND day < $2",
        PgParameters().time(readBetween.from).time(readBetween.to));
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->isNull(0, 0))
        return std::optional<IdSpan>();
    return std::optional(IdSpan{rows->integer(0, 0), rows->integer(0, 1)});
}

SqlBuilder sliceSql(const DeadLetterRequest& request, IdSpan slice, std::size_t limit)
{
    SqlBuilder sql;
    sql.add("SELECT d.id, d.read_at, d.record_time, t.topic, d.partition, d.\"offset\", t.stream, d.stage, "
            "d.reason, d.field, d.detail, substr(d.payload, 1, 64), octet_length(d.payload) "
            "FROM dead_letters d JOIN topics t ON t.id = d.topic WHERE d.id >= ");
    sql.integer(slice.first).add(" AND d.id <= ").integer(slice.last);
    sql.add(" AND d.read_at >= ").time(request.readBetween.from);
    sql.add(" AND d.read_at < ").time(request.readBetween.to);
    if (request.topic)
        sql.add(" AND t.topic = ").text(*request.topic);
    if (request.reason)
        sql.add(" AND d.reason = ").text(*request.reason);
    sql.add(" ORDER BY d.id DESC LIMIT ").add(std::to_string(limit));
    return sql;
}

DeadLetterRow rowOf(const PgRows& rows, int i)
{
    return {.id = rows.integer(i, 0),
        .readAt = rows.time(i, 1),
        .recordTime = rows.optionalTime(i, 2),
        .place = {rows.text(i, 3), std::int32_t(rows.integer(i, 4)), rows.integer(i, 5)},
        .stream = rows.text(i, 6),
        .stage = rows.text(i, 7),
        .reason = rows.text(i, 8),
        .field = rows.text(i, 9),
        .detail = rows.text(i, 10),
        .start = rows.text(i, 11),
        .size = std::size_t(rows.integer(i, 12))};
}

} // namespace

/// Newest id first, in slices of ids that grow while they hold little.
Result<std::vector<DeadLetterRow>> readDeadLetters(HistorySession& session, const DeadLetterRequest& request)
{
    std::vector<DeadLetterRow> found;
    const auto span = idSpan(session.session, request.readBetween);
    if (!span)
        return tl::unexpected(toError(span.error(), kReadingLetters));
    if (!*span)
        return found;
    auto end = (*span)->last + 1;
    if (request.beforeId)
        end = std::min(end, *request.beforeId);
    const auto start = Clock::now();
    for (auto width = kFirstSlice; end > (*span)->first && found.size() < request.limit; width *= 4) {
        const auto from = std::max((*span)->first, end - width);
        const auto sql = sliceSql(request, {from, end - 1}, request.limit - found.size());
        const auto rows = session.session.query(sql.sql(), sql.parameters());
        if (!rows)
            return tl::unexpected(toError(rows.error(), kReadingLetters));
        for (int i = 0; i < rows->size(); ++i)
            found.push_back(rowOf(*rows, i));
        end = from;
        if (Clock::now() - start > kLongest)
            return failure(ErrorCode::Timeout,
                "The dead letters were not found within 30 s; ask for a shorter time range.");
    }
    return found;
}

} // namespace halcyon::engine
