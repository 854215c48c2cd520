#include "engine/model/partition.h"

namespace halcyon::engine {

PartitionIndex PartitionTable::intern(std::string_view topic, std::int32_t number, StreamId stream)
{
    const std::scoped_lock lock(m_mutex);
    const auto [entry, isNew]
        = m_byName.try_emplace({std::string(topic), number}, PartitionIndex(m_partitions.size()));
    if (isNew)
        m_partitions.push_back({std::string(topic), number, stream});
    return entry->second;
}

const Partition& PartitionTable::at(PartitionIndex index) const
{
    const std::scoped_lock lock(m_mutex);
    return m_partitions.at(index);
}

std::size_t PartitionTable::size() const
{
    const std::scoped_lock lock(m_mutex);
    return m_partitions.size();
}

} // namespace halcyon::engine
