#include "engine/store/commit_writer.h"

#include "engine/runtime/fault_point.h"
#include "engine/store/pg_transaction.h"

#include <algorithm>

namespace halcyon::engine {

namespace {

constexpr auto kFenceSql
    = "UPDATE recorder SET last_id = $1, last_commit = clock_timestamp() AT TIME ZONE 'UTC' "
      "WHERE epoch = $2 AND last_id = $3";

constexpr auto kMoveSql
    = "UPDATE consumer_offsets o SET next_offset = m.next, end_offset = coalesce(m.log_end, o.end_offset), "
      "updated_at = clock_timestamp() AT TIME ZONE 'UTC' "
      "FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) "
      "AS m (topic, partition, expected, next, log_end) "
      "WHERE o.topic = m.topic AND o.partition = m.partition AND o.next_offset = m.expected AND o.epoch = $6";

constexpr auto kFirstSql
    = "INSERT INTO consumer_offsets (topic, partition, next_offset, end_offset, epoch, updated_at) "
      "SELECT m.topic, m.partition, m.next, m.log_end, $5, clock_timestamp() AT TIME ZONE 'UTC' "
      "FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS m (topic, partition, next, "
      "log_end) "
      "ON CONFLICT DO NOTHING";

constexpr auto kLedgerSql
    = "INSERT INTO ledger AS l (topic, partition, minute, first_offset, next_offset, first_id, last_id, "
      "clean, "
      "duplicate, conflict, late, dead_letter, filtered, skipped) "
      "SELECT topic, partition, minute, min(first_offset), max(next_offset), min(nullif(first_id, 0)), "
      "max(nullif(last_id, 0)), sum(clean), sum(duplicate), sum(conflict), sum(late), sum(dead_letter), "
      "sum(filtered), sum(skipped) "
      "FROM unnest($1::bigint[], $2::bigint[], $3::timestamp[], $4::bigint[], $5::bigint[], $6::bigint[], "
      "$7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], "
      "$14::bigint[]) AS n (topic, partition, minute, first_offset, next_offset, first_id, last_id, clean, "
      "duplicate, conflict, late, dead_letter, filtered, skipped) GROUP BY topic, partition, minute "
      "ON CONFLICT (topic, partition, minute) DO UPDATE SET "
      "first_offset = least(l.first_offset, excluded.first_offset), "
      "next_offset = greatest(l.next_offset, excluded.next_offset), "
      "first_id = least(l.first_id, excluded.first_id), last_id = greatest(l.last_id, excluded.last_id), "
      "clean = l.clean + excluded.clean, duplicate = l.duplicate + excluded.duplicate, "
      "conflict = l.conflict + excluded.conflict, late = l.late + excluded.late, "
      "dead_letter = l.dead_letter + excluded.dead_letter, filtered = l.filtered + excluded.filtered, "
      "skipped = l.skipped + excluded.skipped";

constexpr auto kDaysSql
    = "INSERT INTO recorded_days AS d (family, day, row_count, first_id, last_id, oldest, newest) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (family, day) DO UPDATE SET "
      "row_count = d.row_count + excluded.row_count, first_id = least(d.first_id, excluded.first_id), "
      "last_id = greatest(d.last_id, excluded.last_id), oldest = least(d.oldest, excluded.oldest), "
      "newest = greatest(d.newest, excluded.newest)";

constexpr auto kMarksSql
    = "INSERT INTO partition_marks (before_id, topic, partition, is_waiting) "
      "SELECT before_id, topic, partition, waiting = 1 "
      "FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY "
      "AS m (before_id, topic, partition, waiting, place) ORDER BY place";

constexpr auto kCommitsSql = "INSERT INTO commits (first_id, last_id, read_from, read_to, committed_at) "
                             "VALUES ($1, $2, $3, $4, clock_timestamp() AT TIME ZONE 'UTC')";

/// Columns of numbers, one a parameter.
struct MoveColumns {
    std::vector<std::int64_t> topics, partitions, expected, next, ends;

    void add(std::int64_t topic, const PartitionMove& move)
    {
        topics.push_back(topic);
        partitions.push_back(move.name.second);
        expected.push_back(move.expected.value_or(0));
        next.push_back(move.next);
        ends.push_back(std::max(move.endOffset.value_or(move.next), move.next));
    }
};

PgResult<void> withoutRows(PgResult<PgRows>&& answer)
{
    if (!answer)
        return tl::unexpected(std::move(answer.error()));
    return {};
}

} // namespace

/// Offset rows: known ones move from where we left them, new ones appear. A
/// row that is not as expected belongs to somebody else by now.
PgResult<std::optional<std::string>> CommitWriter::moveOffsets(
    PgSession& session, const CommitPlan& plan, std::int64_t epoch)
{
    MoveColumns known;
    MoveColumns fresh;
    for (std::size_t i = 0; i < plan.moves.size(); ++i)
        (plan.moves[i].expected ? known : fresh).add(m_topicOfMove[i], plan.moves[i]);
    if (!known.topics.empty()) {
        PgParameters parameters;
        parameters.integers(known.topics).integers(known.partitions).integers(known.expected);
        parameters.integers(known.next).integers(known.ends).integer(epoch);
        const auto moved = session.query(kMoveSql, parameters);
        if (!moved)
            return tl::unexpected(moved.error());
        if (moved->affected() != std::int64_t(known.topics.size()))
            return std::optional<std::string>("an offset row was moved by somebody else");
    }
    if (!fresh.topics.empty()) {
        PgParameters parameters;
        parameters.integers(fresh.topics).integers(fresh.partitions).integers(fresh.next);
        parameters.integers(fresh.ends).integer(epoch);
        const auto made = session.query(kFirstSql, parameters);
        if (!made)
            return tl::unexpected(made.error());
        if (made->affected() != std::int64_t(fresh.topics.size()))
            return std::optional<std::string>("an offset row was made by somebody else");
    }
    return std::optional<std::string>();
}

PgResult<std::optional<std::string>> CommitWriter::fence(
    PgSession& session, const CommitPlan& plan, std::int64_t epoch)
{
    PgParameters parameters;
    parameters.integer(plan.lastId).integer(epoch).integer(plan.firstId - 1);
    const auto owned = session.query(kFenceSql, parameters);
    if (!owned)
        return tl::unexpected(owned.error());
    if (owned->affected() != 1)
        return std::optional<std::string>("another recorder took over");
    return moveOffsets(session, plan, epoch);
}

MessageRow CommitWriter::rowOf(const ProcessedBatch& batch, std::int64_t firstId, std::uint32_t message) const
{
    const auto& source = batch.decoded.source;
    const Message& one = source.messages[message];
    return {.id = firstId + message,
        .place = m_places[one.partition],
        .message = &one,
        .headers = source.headersOf(one),
        .readAt = source.readAt};
}

PgResult<void> CommitWriter::writeBlocks(
    CopyStream& copy, const ProcessedBatch& batch, std::int64_t firstId, RowFamily family)
{
    const auto& decoded = batch.decoded;
    const auto writeBlock = [&]() -> PgResult<void> {
        if (m_block.empty())
            return {};
        encodeBlock(m_rows, family, m_block);
        m_block.clear();
        return copy.sendFull();
    };
    m_block.clear();
    for (std::size_t i = 0; i < decoded.payments.size(); ++i) {
        const auto& payment = decoded.payments[i];
        if (familyOf(payment.stream) != family)
            continue;
        const auto row = rowOf(batch, firstId, payment.message);
        const bool isOther = !m_block.empty() && m_block.front().message.place.topic != row.place.topic;
        if (isOther || m_block.size() == kMostBlockRows)
            if (auto written = writeBlock(); !written)
                return written;
        m_block.push_back({row, &payment, &decoded.texts[i], &batch.outcomes[i]});
    }
    return writeBlock();
}

PgResult<void> CommitWriter::writeDeadLetters(
    CopyStream& copy, const ProcessedBatch& batch, std::int64_t firstId)
{
    for (const auto& letter : batch.decoded.deadLetters) {
        encodeDeadLetter(m_rows, rowOf(batch, firstId, letter.message), letter.rejection);
        if (auto sent = copy.sendFull(); !sent)
            return sent;
    }
    return {};
}

PgResult<void> CommitWriter::writeFamily(PgSession& session, const CommitRequest& request,
    const CommitPlan& plan, const DayGroup& day, RowFamily family)
{
    if (day.families[std::size_t(family)].rows == 0)
        return {};
    const bool isDead = family == RowFamily::DeadLetters;
    CopyStream copy(session, m_rows);
    const auto target = isDead ? dayTableName(family, day.day) + " (" + std::string(deadLetterColumns()) + ")"
                               : blockTarget(family);
    if (auto begun = copy.begin(target); !begun)
        return begun;
    for (const auto index : day.batches) {
        const auto& batch = request.batches[index];
        const auto firstId = plan.batchFirstIds[index];
        auto written
            = isDead ? writeDeadLetters(copy, batch, firstId) : writeBlocks(copy, batch, firstId, family);
        if (!written)
            return written;
    }
    return copy.end();
}

PgResult<void> CommitWriter::writeLedger(PgSession& session, const CommitPlan& plan)
{
    if (plan.ledger.empty())
        return {};
    std::array<std::vector<std::int64_t>, 13> columns;
    std::vector<EventTime> minutes;
    for (const auto& entry : plan.ledger) {
        const auto count = [&](Bucket bucket) { return std::int64_t(entry.counts[bucket]); };
        const std::array values{m_topicOfMove[entry.move], std::int64_t{plan.moves[entry.move].name.second},
            entry.firstOffset, entry.nextOffset, entry.firstId, entry.lastId, count(Bucket::Clean),
            count(Bucket::Duplicate), std::int64_t(entry.counts.conflicts), count(Bucket::Late),
            count(Bucket::DeadLetter), count(Bucket::Filtered), entry.skipped()};
        for (std::size_t i = 0; i < values.size(); ++i)
            columns[i].push_back(values[i]);
        minutes.push_back(entry.minute);
    }
    PgParameters parameters;
    parameters.integers(columns[0]).integers(columns[1]).times(minutes);
    for (std::size_t i = 2; i < columns.size(); ++i)
        parameters.integers(columns[i]);
    return withoutRows(session.query(kLedgerSql, parameters));
}

PgResult<void> CommitWriter::writeDays(PgSession& session, const CommitPlan& plan)
{
    for (const auto& day : plan.days) {
        for (const auto family : kRowFamilies) {
            const auto& facts = day.families[std::size_t(family)];
            if (facts.rows == 0)
                continue;
            PgParameters parameters;
            parameters.text(familyName(family)).day(day.day).integer(facts.rows);
            parameters.integer(facts.firstId).integer(facts.lastId);
            parameters.optionalTime(facts.oldest).optionalTime(facts.newest);
            if (auto done = session.query(kDaysSql, parameters); !done)
                return tl::unexpected(std::move(done.error()));
        }
    }
    return {};
}

PgResult<void> CommitWriter::writeMarks(
    PgSession& session, const CommitPlan& plan, const TopicNumbers& topics)
{
    if (plan.marks.empty())
        return {};
    std::vector<std::int64_t> before, numbers, partitions, waiting;
    for (const MarkRow& mark : plan.marks) {
        before.push_back(mark.beforeId);
        numbers.push_back(topics.find(mark.name.first)->second);
        partitions.push_back(mark.name.second);
        waiting.push_back(mark.kind == PartitionMark::Kind::Waiting ? 1 : 0);
    }
    PgParameters parameters;
    parameters.integers(before).integers(numbers).integers(partitions).integers(waiting);
    return withoutRows(session.query(kMarksSql, parameters));
}

PgResult<void> CommitWriter::writeBooks(PgSession& session, const CommitPlan& plan)
{
    if (auto written = writeLedger(session, plan); !written)
        return written;
    if (auto written = writeDays(session, plan); !written)
        return written;
    if (plan.messages() == 0)
        return {};
    PgParameters parameters;
    parameters.integer(plan.firstId).integer(plan.lastId).time(plan.readFrom).time(plan.readTo);
    return withoutRows(session.query(kCommitsSql, parameters));
}

PgResult<void> CommitWriter::writeContents(
    PgSession& session, const CommitRequest& request, const CommitPlan& plan)
{
    for (const auto& day : plan.days) {
        for (const auto family : {RowFamily::UpiEvents, RowFamily::TransactionEvents})
            if (auto written = writeFamily(session, request, plan, day, family); !written)
                return written;
        faultPoint("after-rows");
        if (auto written = writeFamily(session, request, plan, day, RowFamily::DeadLetters); !written)
            return written;
        faultPoint("after-dead-letters");
    }
    if (auto written = m_windows.write(session, request.batches); !written)
        return written;
    faultPoint("after-windows");
    if (auto written = storeAlerts(session, request.batches); !written)
        return written;
    faultPoint("after-alerts");
    if (auto written = writeBooks(session, plan); !written)
        return written;
    faultPoint("after-ledger");
    return {};
}

CommitAttempt CommitWriter::write(PgSession& session, const CommitRequest& request, const CommitPlan& plan,
    const TopicNumbers& topics, std::int64_t epoch)
{
    using Ending = CommitAttempt::Ending;
    m_topicOfMove.clear();
    for (const auto& move : plan.moves)
        m_topicOfMove.push_back(topics.find(move.name.first)->second);
    m_places.assign(plan.moveOfPartition.size(), {});
    for (std::size_t i = 0; i < m_places.size(); ++i)
        if (const auto move = plan.moveOfPartition[i]; move != CommitPlan::kNoMove)
            m_places[i] = {std::int16_t(m_topicOfMove[move]), plan.moves[move].name.second};

    faultPoint("before-begin");
    auto transaction = PgTransaction::begin(session);
    if (!transaction)
        return {Ending::Failed, std::move(transaction.error()), {}};
    auto fenced = fence(session, plan, epoch);
    if (!fenced)
        return {Ending::Failed, std::move(fenced.error()), {}};
    if (*fenced)
        return {Ending::Fenced, {}, std::move(**fenced)};
    faultPoint("after-offsets");
    if (auto written = writeContents(session, request, plan); !written)
        return {Ending::Failed, std::move(written.error()), {}};
    if (auto written = writeMarks(session, plan, topics); !written)
        return {Ending::Failed, std::move(written.error()), {}};
    faultPoint("before-commit");
    if (auto done = transaction->commit(); !done)
        return {Ending::Failed, std::move(done.error()), {}};
    faultPoint("after-commit");
    return {};
}

} // namespace halcyon::engine
