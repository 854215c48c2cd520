#include "engine/store/message_lookup.h"

#include "engine/store/drill_sql.h"
#include "engine/store/factors_json.h"

#include <algorithm>
#include <map>

namespace halcyon::engine {

namespace {

constexpr std::string_view kReadingMessage = "read a message";

/// A minute of a partition, from the ledger: it knows which ids its offsets have.
struct LedgerMinute {
    std::int64_t topic = 0;
    StreamId stream = StreamId::Upi;
    EventTime minute{};
    std::int64_t firstOffset = 0, nextOffset = 0;
    std::int64_t firstId = 0, lastId = 0;
};

struct IdRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
};

/// Minutes that hold offsets of [first, last], of all clusters that have such a
/// topic, those read nearest to `readNear` first.
PgResult<std::vector<LedgerMinute>> minutesOf(
    PgSession& session, const MessagePlace& place, std::int64_t first, std::int64_t last, EventTime readNear)
{
    const auto rows = session.query(
        "SELECT l.topic, t.stream, l.minute, l.first_offset, l.next_offset, l.first_id, l.last_id FROM "
        "topics t "
        "CROSS JOIN LATERAL (SELECT * FROM ledger WHERE topic = t.id AND partition = $2::bigint::integer AND "
        "first_offset <= $4 ORDER BY first_offset DESC LIMIT $4 - $3 + 3) l "
        "WHERE t.topic = $1 AND l.next_offset > $3 AND l.first_id IS NOT NULL "
        "ORDER BY abs(extract(epoch FROM l.minute - $5)), l.topic DESC",
        PgParameters()
            .text(place.topic)
            .integer(place.partition)
            .integer(first)
            .integer(last)
            .time(readNear));
    if (!rows)
        return tl::unexpected(rows.error());
    std::vector<LedgerMinute> minutes;
    for (int i = 0; i < rows->size(); ++i)
        minutes.push_back({.topic = rows->integer(i, 0),
            .stream = parseStreamName(rows->view(i, 1)).value_or(StreamId::Upi),
            .minute = rows->time(i, 2),
            .firstOffset = rows->integer(i, 3),
            .nextOffset = rows->integer(i, 4),
            .firstId = rows->integer(i, 5),
            .lastId = rows->integer(i, 6)});
    return minutes;
}

/// Where the ids of an offset are to be expected: both grow evenly within a
/// minute, more or less. The whole minute is the fall-back.
std::vector<IdRange> idRanges(const LedgerMinute& minute, std::int64_t offset)
{
    constexpr std::int64_t kAround = 20'000;
    const IdRange whole{minute.firstId, minute.lastId};
    if (whole.last - whole.first <= 2 * kAround)
        return {whole};
    const auto part = double(offset - minute.firstOffset) / double(minute.nextOffset - minute.firstOffset);
    const auto guess = whole.first + std::int64_t(part * double(whole.last - whole.first));
    return {{std::max(whole.first, guess - kAround), std::min(whole.last, guess + kAround)}, whole};
}

void addPlace(SqlBuilder& sql, const LedgerMinute& minute, IdRange ids, std::int32_t partition,
    std::int64_t first, std::int64_t last)
{
    sql.add(" WHERE id >= ").integer(ids.first).add(" AND id <= ").integer(ids.last);
    sql.add(" AND read_at >= ").time(minute.minute);
    sql.add(" AND read_at < ").time(minute.minute + std::chrono::minutes{1});
    sql.add(" AND topic = ").integer(minute.topic).add(" AND partition = ").integer(partition);
    sql.add(" AND \"offset\" >= ").integer(first).add(" AND \"offset\" <= ").integer(last);
}

void readCommon(const PgRows& rows, int i, int column, StoredMessage& message)
{
    message.recordTime = rows.optionalTime(i, column);
    message.readAt = rows.time(i, column + 1);
    if (!rows.isNull(i, column + 2))
        message.key = rows.text(i, column + 2);
    const auto parts = rows.byteArray(i, column + 3);
    for (std::size_t p = 0; p + 1 < parts.size(); p += 2)
        message.headers.emplace_back(parts[p], parts[p + 1]);
    message.isTombstone = rows.isNull(i, column + 4);
    message.value = rows.text(i, column + 4);
}

/// A message with what only its explanation needs.
struct FoundMessage {
    StoredMessage message;
    StreamId stream = StreamId::Upi;
    std::int64_t id = 0;
    std::uint32_t fired = 0, velocity = 0, failed = 0;
    AlertId alert;
    std::uint8_t hour = 0, dayOfWeek = 0;
};

using FoundByOffset = std::map<std::int64_t, FoundMessage>;

PgResult<void> findEvents(HistorySession& session, const LedgerMinute& minute, IdRange ids,
    std::int32_t partition, std::int64_t first, std::int64_t last, FoundByOffset& found)
{
    SqlBuilder sql;
    sql.add("SELECT ")
        .add(rowColumns(minute.stream))
        .add(", record_time, read_at, key, headers, payload, fired, ");
    sql.add(minute.stream == StreamId::Upi
            ? "velocity_count, failed_count, NULL::smallint, NULL::smallint, alert"
            : "velocity_count, NULL::integer, transaction_hour, day_of_week, alert");
    sql.add(" FROM ").add(familyName(familyOf(minute.stream)));
    addPlace(sql, minute, ids, partition, first, last);
    sql.add(" AND last_id >= ").integer(ids.first).add(" AND first_id <= ").integer(ids.last); // of its block
    const auto rows = session.session.query(sql.sql(), sql.parameters());
    if (!rows)
        return tl::unexpected(rows.error());
    constexpr int kMessage = kRowColumnCount;
    constexpr int kScore = kMessage + 5;
    for (int i = 0; i < rows->size(); ++i) {
        auto row = rowOf(session, minute.stream, *rows, i);
        if (!row)
            return tl::unexpected(std::move(row.error()));
        FoundMessage entry{.stream = minute.stream,
            .id = row->id,
            .fired = std::uint32_t(rows->integer(i, kScore)),
            .velocity = std::uint32_t(rows->integer(i, kScore + 1)),
            .failed = std::uint32_t(rows->integer(i, kScore + 2)),
            .hour = std::uint8_t(rows->integer(i, kScore + 3)),
            .dayOfWeek = std::uint8_t(rows->integer(i, kScore + 4))};
        entry.alert.value = std::uint64_t(rows->integer(i, kScore + 5));
        readCommon(*rows, i, kMessage, entry.message);
        entry.message.place = row->place;
        entry.message.bucket = row->bucket;
        entry.message.payment = std::move(*row);
        found.insert_or_assign(entry.message.place.offset, std::move(entry));
    }
    return {};
}

PgResult<void> findDeadLetters(HistorySession& session, const LedgerMinute& minute, IdRange ids,
    const MessagePlace& place, std::int64_t first, std::int64_t last, FoundByOffset& found)
{
    SqlBuilder sql;
    sql.add(
        "SELECT id, \"offset\", stage, reason, field, detail, record_time, read_at, key, headers, payload "
        "FROM dead_letters");
    addPlace(sql, minute, ids, place.partition, first, last);
    const auto rows = session.session.query(sql.sql(), sql.parameters());
    if (!rows)
        return tl::unexpected(rows.error());
    for (int i = 0; i < rows->size(); ++i) {
        FoundMessage entry{.stream = minute.stream, .id = rows->integer(i, 0)};
        readCommon(*rows, i, 6, entry.message);
        entry.message.place = {place.topic, place.partition, rows->integer(i, 1)};
        entry.message.bucket = Bucket::DeadLetter;
        entry.message.rejectStage = rows->text(i, 2);
        entry.message.rejectReason = rows->text(i, 3);
        entry.message.rejectField = rows->text(i, 4);
        entry.message.rejectDetail = rows->text(i, 5);
        found.insert_or_assign(entry.message.place.offset, std::move(entry));
    }
    return {};
}

/// The messages of [first, last] that lie in a minute.
PgResult<void> findInMinute(HistorySession& session, const LedgerMinute& minute, const MessagePlace& place,
    std::int64_t first, std::int64_t last, FoundByOffset& found)
{
    const auto from = std::max(first, minute.firstOffset);
    const auto to = std::min(last, minute.nextOffset - 1);
    for (const auto ids : idRanges(minute, (from + to) / 2)) {
        const auto before = found.size();
        if (auto read = findEvents(session, minute, ids, place.partition, from, to, found); !read)
            return read;
        if (auto read = findDeadLetters(session, minute, ids, place, from, to, found); !read)
            return read;
        if (found.size() - before == std::size_t(to - from + 1))
            break;
    }
    return {};
}

PgResult<EventTime> commitTimeOf(PgSession& session, std::int64_t id)
{
    const auto rows = session.query(
        "SELECT committed_at FROM commits WHERE first_id <= $1 ORDER BY first_id DESC LIMIT 1",
        PgParameters().integer(id));
    if (!rows)
        return tl::unexpected(rows.error());
    return rows->size() == 1 ? rows->time(0, 0) : EventTime{};
}

/// The parts of a score as its alert keeps them: only the payment that the alert shows has them there.
PgResult<std::vector<Factor>> alertFactors(PgSession& session, AlertId alert, const MessagePlace& place)
{
    const auto rows = session.query("SELECT factors::text FROM alerts WHERE id = $1 AND topic = $2 AND "
                                    "partition = $3 AND \"offset\" = $4",
        PgParameters()
            .text(formatAlertId(alert))
            .text(place.topic)
            .integer(place.partition)
            .integer(place.offset));
    if (!rows)
        return tl::unexpected(rows.error());
    return rows->size() == 0 ? std::vector<Factor>{} : factorsFromJson(rows->view(0, 0));
}

} // namespace

Result<StoredMessage> readMessage(
    HistorySession& session, const MessagePlace& place, EventTime readNear, const ExplainScore& explain)
{
    const auto minutes = minutesOf(session.session, place, place.offset, place.offset, readNear);
    if (!minutes)
        return tl::unexpected(toError(minutes.error(), kReadingMessage));
    FoundByOffset found;
    for (const auto& minute : *minutes) {
        if (auto read = findInMinute(session, minute, place, place.offset, place.offset, found); !read)
            return tl::unexpected(toError(read.error(), kReadingMessage));
        if (!found.empty())
            break;
    }
    if (found.empty())
        return failure(ErrorCode::Missing,
            "Offset " + std::to_string(place.offset) + " of " + place.topic + " partition "
                + std::to_string(place.partition)
                + " is not in the database; it was not recorded yet or is past its " + "retention.");
    auto& entry = found.begin()->second;
    const auto committed = commitTimeOf(session.session, entry.id);
    if (!committed)
        return tl::unexpected(toError(committed.error(), kReadingMessage));
    entry.message.committedAt = *committed;
    if (entry.alert.value != 0)
        entry.message.alert = entry.alert;
    if (entry.message.payment && entry.fired != 0) {
        if (!explain) {
            auto factors = alertFactors(session.session, entry.alert, entry.message.place);
            if (!factors)
                return tl::unexpected(toError(factors.error(), kReadingMessage));
            entry.message.factors = std::move(*factors);
        } else
            entry.message.factors = explain({.row = *entry.message.payment,
                .firedRules = entry.fired,
                .velocityCount = entry.velocity,
                .failedCount = entry.failed,
                .hour = entry.hour,
                .dayOfWeek = entry.dayOfWeek});
    }
    return std::move(entry.message);
}

Result<std::vector<StoredMessage>> readNeighbours(
    HistorySession& session, const MessagePlace& place, EventTime readNear, int eachSide)
{
    constexpr int kMost = 1000;
    if (eachSide < 0 || eachSide > kMost)
        return failure(ErrorCode::Usage, "Ask for 0 to 1000 messages on each side.");
    const auto first = std::max(place.offset - eachSide, std::int64_t{0});
    const auto last = place.offset + eachSide;
    const auto minutes = minutesOf(session.session, place, first, last, readNear);
    if (!minutes)
        return tl::unexpected(toError(minutes.error(), kReadingMessage));
    FoundByOffset found;
    for (const auto& minute : *minutes) {
        if (minute.topic != minutes->front().topic)
            continue; // the same offsets of another cluster
        if (auto read = findInMinute(session, minute, place, first, last, found); !read)
            return tl::unexpected(toError(read.error(), kReadingMessage));
    }
    std::vector<StoredMessage> messages;
    for (auto& [offset, entry] : found) {
        const auto committed = commitTimeOf(session.session, entry.id);
        if (!committed)
            return tl::unexpected(toError(committed.error(), kReadingMessage));
        entry.message.committedAt = *committed;
        messages.push_back(std::move(entry.message));
    }
    return messages;
}

} // namespace halcyon::engine
