#include "fake_recorder_store.h"

#include <algorithm>

#include "row_text.h"

namespace halcyon::tests {

using namespace engine;

namespace {

constexpr std::array kBuckets{"clean", "duplicate", "late", "dead_letter", "filtered"};

} // namespace

std::string FakeDatabase::text() const
{
    std::map<std::pair<PartitionName, std::int64_t>, std::string> sorted;
    std::string all;
    for (const Row& row : rows)
        if (!sorted.try_emplace({row.partition, row.offset}, row.outcome).second)
            all += "TWICE ";
    for (const auto& [place, outcome] : sorted)
        all += place.first.first + '/' + std::to_string(place.first.second) + '@'
            + std::to_string(place.second) + ' ' + outcome + '\n';
    for (const auto& [key, row] : windows)
        all += row;
    for (const auto& [id, alert] : alerts)
        all += id + ' ' + alert + '\n';
    for (const auto& [partition, next] : nextOffsets)
        all += "next " + partition.first + '/' + std::to_string(partition.second) + ' ' + std::to_string(next)
            + '\n';
    return all;
}

FakeRecorderStore::FakeRecorderStore(std::shared_ptr<FakeDatabase> database, Death death)
    : m_database(std::move(database))
    , m_death(death)
{
}

Result<RecordedState> FakeRecorderStore::takeOver(const std::string&)
{
    m_epoch = ++m_database->epoch;
    const auto& rows = m_database->rows;
    return RecordedState{.nextOffsets = m_database->nextOffsets,
        .database = "fake",
        .lastId = std::int64_t(rows.size()),
        .lastReadAt = rows.empty() ? EventTime{} : rows.back().readAt};
}

Result<void> FakeRecorderStore::commit(const CommitRequest& request)
{
    const std::scoped_lock lock(m_mutex);
    const bool isLast = m_database->commits++ == m_death.atCommit;
    if (isLast && !m_death.isAfter)
        return failure(ErrorCode::Internal, "died before the commit");
    if (m_epoch != m_database->epoch)
        return failure(ErrorCode::Conflict, "another recorder took over");
    if (request.firstId != std::int64_t(m_database->rows.size()) + 1)
        return failure(ErrorCode::Internal, "ids do not follow");
    if (auto checked = checkOffsets(request); !checked)
        return checked;
    for (const ProcessedBatch& batch : request.batches)
        store(batch, *request.partitions);
    for (const auto& [partition, count] : request.skipped)
        m_database->skipped[partition] += count;
    if (isLast)
        return failure(ErrorCode::Internal, "died after the commit");
    return {};
}

/// Offsets may only grow, as the fenced offset rows see to it.
Result<void> FakeRecorderStore::checkOffsets(const CommitRequest& request) const
{
    auto next = m_database->nextOffsets;
    for (const ProcessedBatch& batch : request.batches)
        for (const Message& message : batch.decoded.source.messages) {
            const Partition& partition = request.partitions->at(message.partition);
            std::int64_t& expected = next[{partition.topic, partition.number}];
            if (message.offset < expected)
                return failure(ErrorCode::Conflict, "an offset came twice");
            expected = message.offset + 1;
        }
    return {};
}

void FakeRecorderStore::store(const ProcessedBatch& batch, const PartitionTable& partitions)
{
    const DecodedBatch& decoded = batch.decoded;
    for (const PartitionMark& mark : decoded.source.marks) {
        const Partition& partition = partitions.at(mark.partition);
        m_database->marks.emplace(m_database->rows.size() + 1,
            std::pair{PartitionName{partition.topic, partition.number}, mark.kind});
    }
    std::vector<std::string> outcomes(decoded.source.messages.size());
    for (std::size_t i = 0; i < decoded.payments.size(); ++i)
        outcomes[decoded.payments[i].message] = std::string(kBuckets[std::size_t(batch.outcomes[i].bucket)])
            + ' ' + std::to_string(batch.outcomes[i].score);
    for (const DeadLetter& letter : decoded.deadLetters)
        outcomes[letter.message] = "dead_letter " + std::string(reasonName(letter.rejection.reason));
    for (std::size_t i = 0; i < decoded.source.messages.size(); ++i) {
        const Message& message = decoded.source.messages[i];
        const Partition& partition = partitions.at(message.partition);
        const PartitionName name{partition.topic, partition.number};
        m_database->rows.push_back({name, message.offset, std::string(message.value), outcomes[i],
            message.recordTime, decoded.source.readAt});
        m_database->nextOffsets[name] = message.offset + 1;
    }
    for (const WindowRows& rows : batch.windows)
        m_database->windows[std::string(rows.schema->id) + formatIsoTime(rows.window.from)
            + std::string(streamName(rows.schema->stream))]
            = rowsText({rows});
    for (const Alert& alert : batch.alerts)
        m_database->alerts[formatAlertId(alert.id)]
            = alert.rule + ' ' + alert.entity + " x" + std::to_string(alert.count);
}

Result<void> FakeRecorderStore::saveCheckpoint(const Checkpoint& checkpoint)
{
    const std::scoped_lock lock(m_mutex);
    if (checkpoint.throughId > std::int64_t(m_database->rows.size()))
        return failure(ErrorCode::Conflict, "the state is ahead of the rows");
    if (m_database->hasNoRoomForStates)
        return failure(ErrorCode::Storage, "The disk is full.");
    m_database->checkpoints.insert(m_database->checkpoints.begin(), checkpoint);
    return {};
}

Result<std::vector<Checkpoint>> FakeRecorderStore::checkpoints()
{
    return m_database->checkpoints;
}

Result<void> FakeRecorderStore::replay(
    std::int64_t afterId, PartitionTable& partitions, const std::function<bool(MessageBatch&&)>& receive)
{
    const auto& rows = m_database->rows;
    const auto streamOf = [](const std::string& topic) {
        return topic.starts_with("upi") ? StreamId::Upi : StreamId::Transactions;
    };
    for (std::size_t at = std::size_t(afterId); at <= rows.size();) {
        MessageBatch batch{.bytes = m_database};
        const auto [first, last] = m_database->marks.equal_range(std::int64_t(at) + 1);
        for (auto mark = first; mark != last; ++mark) {
            const auto& [name, kind] = mark->second;
            batch.marks.push_back({partitions.intern(name.first, name.second, streamOf(name.first)), kind});
        }
        if (at == rows.size()) {
            receive(std::move(batch));
            break;
        }
        batch.readAt = rows[at].readAt;
        do {
            const StreamId stream = streamOf(rows[at].partition.first);
            batch.messages.push_back({.value = rows[at].value,
                .offset = rows[at].offset,
                .recordTime = rows[at].recordTime,
                .partition = partitions.intern(rows[at].partition.first, rows[at].partition.second, stream),
                .stream = stream});
            ++at;
        } while (at < rows.size() && rows[at].readAt == batch.readAt
            && !m_database->marks.contains(std::int64_t(at) + 1));
        if (!receive(std::move(batch)))
            return {};
    }
    return {};
}

Result<std::int64_t> FakeRecorderStore::lastIdBefore(EventTime time)
{
    const auto& rows = m_database->rows;
    const auto first
        = std::ranges::find_if(rows, [&](const FakeDatabase::Row& row) { return row.readAt >= time; });
    return std::int64_t(first - rows.begin());
}

} // namespace halcyon::tests
