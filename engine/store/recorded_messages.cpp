#include "engine/store/recorded_messages.h"

#include "engine/model/text_arena.h"

#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace halcyon::engine {

namespace {

constexpr std::int64_t kSlice = 50'000; ///< ids asked for at once: what the server sorts
constexpr std::size_t kMostMessages = std::size_t{1} << 16;
constexpr std::size_t kMostBytes = std::size_t{1} << 26;

constexpr auto kSliceSql
    = "SELECT id, topic, partition, \"offset\", record_time, read_at, key, headers, payload FROM ("
      "SELECT id, topic, partition, \"offset\", record_time, read_at, key, headers, payload FROM upi_events "
      "WHERE id > $1 AND id <= $2 AND last_id > $1 AND first_id <= $2 AND read_at >= $3 AND read_at < $4 "
      "UNION ALL "
      "SELECT id, topic, partition, \"offset\", record_time, read_at, key, headers, payload "
      "FROM transaction_events WHERE id > $1 AND id <= $2 AND last_id > $1 AND first_id <= $2 AND read_at >= "
      "$3 AND read_at < $4 "
      "UNION ALL "
      "SELECT id, topic, partition, \"offset\", record_time, read_at, key, headers, payload FROM "
      "dead_letters "
      "WHERE id > $1 AND id <= $2 AND read_at >= $3 AND read_at < $4) m ORDER BY id";

enum Column : int { Id, Topic, PartitionNumber, Offset, RecordTime, ReadAt, Key, Headers, Payload };

/// Joins rows into batches and passes each on when it is complete.
class BatchJoiner {
public:
    BatchJoiner(PartitionTable& partitions, const std::function<bool(MessageBatch&&)>& receive)
        : m_partitions(partitions)
        , m_receive(receive)
    {
    }

    PgResult<void> readTopics(PgSession& session)
    {
        const auto rows = session.query("SELECT id, topic, stream FROM topics");
        if (!rows)
            return tl::unexpected(rows.error());
        for (int i = 0; i < rows->size(); ++i)
            m_topics[rows->integer(i, 0)]
                = {rows->text(i, 1), parseStreamName(rows->view(i, 2)).value_or(StreamId::Upi)};
        return {};
    }

    /// What was marked after `afterId`.
    PgResult<void> readMarks(PgSession& session, std::int64_t afterId)
    {
        const auto rows
            = session.query("SELECT before_id, topic, partition, is_waiting::int "
                            "FROM partition_marks WHERE before_id > $1 ORDER BY before_id, sequence",
                PgParameters().integer(afterId));
        if (!rows)
            return tl::unexpected(rows.error());
        for (int i = 0; i < rows->size(); ++i) {
            const auto& [topic, stream] = m_topics[rows->integer(i, 1)];
            m_marks.push_back({rows->integer(i, 0),
                {m_partitions.intern(topic, std::int32_t(rows->integer(i, 2)), stream),
                    rows->integer(i, 3) != 0 ? PartitionMark::Kind::Waiting : PartitionMark::Kind::Silent}});
        }
        return {};
    }

    /// False when the receiver has enough.
    bool add(const PgRows& row)
    {
        if (const auto id = row.integer(0, Id); isMarkDue(id)) {
            if (!passOn())
                return false;
            takeMarks(id);
        }
        const auto readAt = row.time(0, ReadAt);
        const bool isFull = m_batch.messages.size() >= kMostMessages || m_bytes >= kMostBytes;
        if (!m_batch.messages.empty() && (m_batch.readAt != readAt || isFull) && !passOn())
            return false;
        m_batch.readAt = readAt;
        m_batch.messages.push_back(messageOf(row));
        return true;
    }

    /// What is left: the last batch, and the marks behind it.
    void finish()
    {
        if (!passOn())
            return;
        takeMarks(std::numeric_limits<std::int64_t>::max());
        passOn();
    }

private:
    bool passOn()
    {
        if (m_batch.messages.empty() && m_batch.marks.empty())
            return true;
        auto batch = std::exchange(m_batch, {});
        batch.bytes = std::exchange(m_arena, std::make_shared<TextArena>());
        m_bytes = 0;
        return m_receive(std::move(batch));
    }

    [[nodiscard]] bool isMarkDue(std::int64_t id) const
    {
        return m_nextMark < m_marks.size() && m_marks[m_nextMark].first <= id;
    }
    void takeMarks(std::int64_t id)
    {
        while (isMarkDue(id))
            m_batch.marks.push_back(m_marks[m_nextMark++].second);
    }

    std::string_view keep(std::string_view bytes)
    {
        m_bytes += bytes.size();
        return bytes.empty() ? std::string_view{} : m_arena->store(bytes);
    }

    Message messageOf(const PgRows& row)
    {
        Message message;
        message.value = keep(row.view(0, Payload));
        message.isTombstone = row.isNull(0, Payload);
        message.key = keep(row.view(0, Key));
        message.hasKey = !row.isNull(0, Key);
        message.offset = row.integer(0, Offset);
        message.recordTime = row.optionalTime(0, RecordTime);
        const auto& [topic, stream] = m_topics[row.integer(0, Topic)];
        message.stream = stream;
        message.partition = m_partitions.intern(topic, std::int32_t(row.integer(0, PartitionNumber)), stream);
        const auto parts = row.byteArray(0, Headers);
        message.firstHeader = std::uint32_t(m_batch.headers.size());
        message.headerCount = std::uint32_t(parts.size() / 2);
        for (std::size_t i = 0; i + 1 < parts.size(); i += 2)
            m_batch.headers.push_back({keep(parts[i]), keep(parts[i + 1])});
        return message;
    }

    PartitionTable& m_partitions;
    const std::function<bool(MessageBatch&&)>& m_receive;
    std::map<std::int64_t, std::pair<std::string, StreamId>> m_topics;
    std::vector<std::pair<std::int64_t, PartitionMark>> m_marks; ///< with the id each came before, in order
    std::size_t m_nextMark = 0;
    MessageBatch m_batch;
    std::shared_ptr<TextArena> m_arena = std::make_shared<TextArena>();
    std::size_t m_bytes = 0;
};

/// The days whose tables hold ids of (after, through]; nothing when no table does.
PgResult<std::optional<TimeRange>> daysOf(PgSession& session, std::int64_t after, std::int64_t through)
{
    const auto rows
        = session.query("SELECT min(day)::timestamp, (max(day) + 1)::timestamp FROM recorded_days "
                        "WHERE first_id <= $2 AND last_id > $1",
            PgParameters().integer(after).integer(through));
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->isNull(0, 0))
        return std::optional<TimeRange>();
    return std::optional(TimeRange{rows->time(0, 0), rows->time(0, 1)});
}

} // namespace

PgResult<std::int64_t> readLastIdBefore(PgSession& session, EventTime time)
{
    const auto commit = session.query("SELECT first_id, last_id FROM commits WHERE read_to >= $1 "
                                      "ORDER BY first_id LIMIT 1",
        PgParameters().time(time));
    if (!commit)
        return tl::unexpected(commit.error());
    if (commit->size() == 0) {
        const auto last = session.query("SELECT last_id FROM recorder");
        if (!last)
            return tl::unexpected(last.error());
        return last->integer(0, 0);
    }
    // The commit's earlier batches may have been read before `time`.
    const auto first = session.query(
        "SELECT min(id) FROM (SELECT min(id) AS id FROM upi_events WHERE id BETWEEN $1 AND $2 AND last_id >= "
        "$1 AND first_id <= $2 AND read_at >= "
        "$3 "
        "UNION ALL SELECT min(id) FROM transaction_events WHERE id BETWEEN $1 AND $2 AND last_id >= $1 AND "
        "first_id <= $2 AND read_at >= $3 "
        "UNION ALL SELECT min(id) FROM dead_letters WHERE id BETWEEN $1 AND $2 AND read_at >= $3) m",
        PgParameters().integer(commit->integer(0, 0)).integer(commit->integer(0, 1)).time(time));
    if (!first)
        return tl::unexpected(first.error());
    return first->integer(0, 0) - 1;
}

PgResult<void> replayRecorded(PgSession& session, std::int64_t afterId, PartitionTable& partitions,
    const std::function<bool(MessageBatch&&)>& receive)
{
    BatchJoiner joiner(partitions, receive);
    if (auto read = joiner.readTopics(session); !read)
        return read;
    if (auto read = joiner.readMarks(session, afterId); !read)
        return read;
    const auto last = session.query("SELECT last_id FROM recorder");
    if (!last)
        return tl::unexpected(last.error());
    const auto through = last->integer(0, 0);
    for (auto from = afterId; from < through; from += kSlice) {
        const auto days = daysOf(session, from, from + kSlice);
        if (!days)
            return tl::unexpected(days.error());
        if (!*days)
            continue; // all of it is past its retention
        bool goesOn = true;
        PgParameters parameters;
        parameters.integer(from).integer(std::min(from + kSlice, through));
        parameters.time((*days)->from).time((*days)->to);
        auto read = session.stream(
            kSliceSql, parameters, [&](const PgRows& row) { return goesOn = joiner.add(row); });
        if (!read || !goesOn)
            return read;
    }
    joiner.finish();
    return {};
}

} // namespace halcyon::engine
