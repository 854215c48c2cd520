#include "fake_log.h"

#include <algorithm>

namespace halcyon::tests {

using namespace engine;

FakeSource::FakeSource(std::shared_ptr<const FakeLog> log, std::shared_ptr<PartitionTable> partitions,
    const StartOffset& start, std::size_t messagesAPoll)
    : m_log(std::move(log))
    , m_partitions(std::move(partitions))
    , m_messagesAPoll(messagesAPoll)
{
    for (const auto& [name, end] : m_log->ends())
        m_positions[name] = start(name.first, name.second).value_or(0);
}

Result<MessageBatch> FakeSource::poll(std::size_t most, std::chrono::milliseconds)
{
    MessageBatch batch{.bytes = m_log};
    const auto& records = m_log->records();
    for (; m_next < records.size() && batch.messages.size() < std::min(most, m_messagesAPoll); ++m_next) {
        const FakeLog::Record& record = records[m_next];
        std::int64_t& position = m_positions.at(record.partition);
        const auto& [topic, number] = record.partition;
        const StreamId stream = topic.starts_with("upi") ? StreamId::Upi : StreamId::Transactions;
        const PartitionIndex index = m_partitions->intern(topic, number, stream);
        if (record.fellSilent && record.offset >= position) {
            if (!batch.messages.empty())
                break; // it comes before the next batch's messages
            batch.marks.push_back({index, PartitionMark::Kind::Silent});
            continue;
        }
        if (record.offset < position)
            continue;
        position = record.offset + 1;
        batch.readAt = std::max(batch.readAt, record.time);
        if (record.isMissing)
            continue;
        batch.messages.push_back({.value = record.value,
            .offset = record.offset,
            .recordTime = record.time,
            .partition = index,
            .stream = stream});
    }
    return batch;
}

std::vector<SourcePosition> FakeSource::positions() const
{
    std::vector<SourcePosition> all;
    for (const auto& [name, position] : m_positions)
        all.push_back({.partition = m_partitions->intern(name.first, name.second, StreamId::Upi),
            .position = position,
            .endOffset = m_log->ends().at(name)});
    return all;
}

} // namespace halcyon::tests
