#include "engine/store/history_rows.h"

#include "engine/store/drill_sql.h"

namespace halcyon::engine {

namespace {

enum Column : int {
    Id,
    Time,
    PaymentId,
    Payer,
    Payee,
    BankOrMethod,
    CountryOrNothing,
    AmountPaid,
    CurrencyCode,
    StatusOrFraud,
    BucketLetter,
    LateBy,
    Score,
    Topic,
    PartitionNumber,
    Offset
};
static_assert(Offset + 1 == kRowColumnCount);

constexpr std::string_view kUpiColumns
    = "id, event_time, txn_id, payer, payee, coalesce(payer_bank, split_part(payer, '@', 2)) AS payer_bank, "
      "NULL AS country, amount, coalesce(currency, 'INR') AS currency, status, bucket, late_by, "
      "coalesce(score, 0) AS score, topic, partition, \"offset\"";

constexpr std::string_view kTransactionColumns
    = "id, event_time, transaction_id, user_id::text AS user_id, merchant, payment_method, country, amount, "
      "coalesce(currency, 'INR') AS currency, is_fraud, bucket, late_by, coalesce(score, 0) AS score, topic, "
      "partition, \"offset\"";

} // namespace

PgResult<std::string> HistorySession::topicName(std::int64_t number)
{
    if (const auto known = topics.find(number); known != topics.end())
        return known->second;
    const auto rows = session.query("SELECT id, topic FROM topics");
    if (!rows)
        return tl::unexpected(rows.error());
    for (int i = 0; i < rows->size(); ++i)
        topics[rows->integer(i, 0)] = rows->text(i, 1);
    return topics[number];
}

std::string_view rowColumns(StreamId stream) noexcept
{
    return stream == StreamId::Upi ? kUpiColumns : kTransactionColumns;
}

PgResult<HistoryRow> rowOf(HistorySession& session, StreamId stream, const PgRows& rows, int row)
{
    auto topic = session.topicName(rows.integer(row, Topic));
    if (!topic)
        return tl::unexpected(std::move(topic.error()));
    HistoryRow result;
    result.id = rows.integer(row, Id);
    result.eventTime = rows.time(row, Time);
    result.paymentId = rows.text(row, PaymentId);
    result.payer = rows.text(row, Payer);
    result.payee = rows.text(row, Payee);
    if (stream == StreamId::Upi) {
        result.bank = rows.text(row, BankOrMethod);
        result.status = statusOfLetter(rows.character(row, StatusOrFraud));
    } else {
        result.method = rows.text(row, BankOrMethod);
        result.country = rows.text(row, CountryOrNothing);
        result.isFraud = rows.boolean(row, StatusOrFraud);
    }
    result.money.amount.steps = std::int64_t(rows.amount(row, AmountPaid).steps());
    result.money.currency = Currency::parse(rows.view(row, CurrencyCode)).value_or(Currency{});
    std::tie(result.bucket, result.isConflict) = bucketOfLetter(rows.character(row, BucketLetter));
    result.lateBy = rows.interval(row, LateBy);
    result.score = int(rows.integer(row, Score));
    result.place
        = {std::move(*topic), std::int32_t(rows.integer(row, PartitionNumber)), rows.integer(row, Offset)};
    return result;
}

PgResult<std::optional<RecordedSpan>> recordedSpan(PgSession& session, RowFamily family, TimeRange range)
{
    const auto rows = session.query("SELECT min(day)::timestamp, (max(day) + 1)::timestamp, min(oldest), "
                                    "max(newest), sum(row_count)::bigint "
                                    "FROM recorded_days WHERE family = $1 AND newest >= $2 AND oldest < $3",
        PgParameters().text(familyName(family)).time(range.from).time(range.to));
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->isNull(0, 0))
        return std::optional<RecordedSpan>();
    return std::optional(RecordedSpan{.firstDay = rows->time(0, 0),
        .endDay = rows->time(0, 1),
        .oldest = rows->time(0, 2),
        .newest = rows->time(0, 3),
        .rows = rows->integer(0, 4)});
}

void addWhereabouts(SqlBuilder& sql, TimeRange range, const RecordedSpan& span)
{
    sql.add(" AND read_at >= ").time(span.firstDay).add(" AND read_at < ").time(span.endDay);
    sql.add(" AND newest >= ").time(range.from).add(" AND oldest < ").time(range.to);
}

std::string sourceName(RowFamily family, const RecordedSpan& span)
{
    const auto first = pg::toDate(span.firstDay);
    const auto last = pg::toDate(span.endDay) - 1;
    auto name = dayTableName(family, first);
    if (last > first)
        name += " to " + dayTableName(family, last).substr(familyName(family).size() + 1);
    return name;
}

} // namespace halcyon::engine
