#include "engine/ingest/partition_reads.h"

#include <algorithm>

namespace halcyon::engine {

PartitionRead& PartitionReads::intern(const std::string& topic, std::int32_t number, StreamId stream)
{
    const auto index = m_table.intern(topic, number, stream);
    const std::scoped_lock lock(m_mutex);
    auto& known = m_byName[{topic, number}];
    if (known == nullptr) {
        known = &m_entries.emplace_back();
        known->read.index = index;
        known->read.topic = topic;
        known->read.number = number;
        known->read.stream = stream;
        m_byRead[&known->read] = known;
    }
    return known->read;
}

PartitionRead* PartitionReads::find(const std::string& topic, std::int32_t number)
{
    const std::scoped_lock lock(m_mutex);
    const auto known = m_byName.find({topic, number});
    return known == m_byName.end() ? nullptr : &known->second->read;
}

std::vector<PartitionRead*> PartitionReads::all()
{
    const std::scoped_lock lock(m_mutex);
    std::vector<PartitionRead*> reads;
    reads.reserve(m_entries.size());
    for (auto& entry : m_entries)
        reads.push_back(&entry.read);
    return reads;
}

void PartitionReads::stop(PartitionRead& read, std::string trouble)
{
    const std::scoped_lock lock(m_mutex);
    if (read.isStopped.exchange(true))
        return;
    m_byRead.at(&read)->trouble = std::move(trouble);
}

void PartitionReads::clearTrouble(PartitionRead& read)
{
    const std::scoped_lock lock(m_mutex);
    m_byRead.at(&read)->trouble.clear();
    read.isStopped = false;
    read.isLost = false;
}

std::vector<SourcePosition> PartitionReads::positions()
{
    const std::scoped_lock lock(m_mutex);
    std::vector<SourcePosition> rows;
    rows.reserve(m_entries.size());
    for (const auto& [read, trouble] : m_entries) {
        if (!read.isRead() && !read.isStopped)
            continue;
        const std::int64_t position = read.position;
        const std::int64_t end = read.endOffset;
        rows.push_back({.partition = read.index,
            .firstOffset = read.firstOffset,
            .startedAt = read.startedAt,
            .position = position,
            // What was read is certainly there, even when the broker was asked a moment before.
            .endOffset = end == kNoOffset || !trouble.empty() ? end : std::max(end, position),
            .trouble = trouble});
    }
    return rows;
}

} // namespace halcyon::engine
