#include "engine/window/watermark.h"

#include <algorithm>
#include <utility>

namespace halcyon::engine {

void Watermark::fallSilent(PartitionIndex index)
{
    if (index >= m_partitions.size() || !m_partitions[index].hasEvents || m_partitions[index].isIdle)
        return;
    m_partitions[index].isIdle = true;
    findSlowest();
}

void Watermark::observe(PartitionIndex index, EventTime eventTime)
{
    if (index >= m_partitions.size())
        m_partitions.resize(index + 1);
    PartitionClock& partition = m_partitions[index];
    const bool joins = !partition.hasEvents || partition.isIdle;
    const bool advances = !partition.hasEvents || eventTime > partition.newest;
    partition.isIdle = false;
    if (advances)
        partition.newest = eventTime;
    partition.hasEvents = true;
    if (!m_hasEvents || eventTime > m_newest)
        m_newest = eventTime;
    m_hasEvents = true;
    if (joins || (advances && index == m_slowest))
        findSlowest();
}

void Watermark::findSlowest()
{
    m_hasActive = false;
    for (std::size_t i = 0; i < m_partitions.size(); ++i) {
        const PartitionClock& partition = m_partitions[i];
        if (!partition.hasEvents || partition.isIdle)
            continue;
        if (!m_hasActive || partition.newest < m_partitions[m_slowest].newest)
            m_slowest = i;
        m_hasActive = true;
    }
    if (m_hasActive)
        m_value = std::max(m_value, m_partitions[m_slowest].newest - m_lateness);
}

void Watermark::restore(EventTime value, std::vector<PartitionClock> partitions)
{
    m_partitions = std::move(partitions);
    m_hasEvents = false;
    for (const PartitionClock& partition : m_partitions)
        if (partition.hasEvents) {
            m_newest = m_hasEvents ? std::max(m_newest, partition.newest) : partition.newest;
            m_hasEvents = true;
        }
    findSlowest();
    m_value = value;
}

} // namespace halcyon::engine
