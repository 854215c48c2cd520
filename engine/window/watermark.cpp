#include "engine/window/watermark.h"

#include <algorithm>
#include <utility>

namespace halcyon::engine {

PartitionClock& Watermark::clockOf(PartitionIndex index)
{
    if (index >= m_partitions.size())
        m_partitions.resize(index + 1);
    return m_partitions[index];
}

void Watermark::await(PartitionIndex index)
{
    PartitionClock& partition = clockOf(index);
    partition.isIdle = false;
    partition.isAwaited = !partition.hasEvents;
    findSlowest();
}

void Watermark::fallSilent(PartitionIndex index)
{
    PartitionClock& partition = clockOf(index);
    partition.isIdle = true;
    partition.isAwaited = false;
    findSlowest();
}

void Watermark::take(const PartitionMark& mark)
{
    if (mark.kind == PartitionMark::Kind::Waiting)
        await(mark.partition);
    else
        fallSilent(mark.partition);
}

void Watermark::observe(PartitionIndex index, EventTime eventTime)
{
    PartitionClock& partition = clockOf(index);
    const bool joins = !partition.hasEvents || partition.isIdle;
    const bool advances = !partition.hasEvents || eventTime > partition.newest;
    partition.isIdle = false;
    partition.isAwaited = false;
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
    bool isAwaiting = false;
    for (std::size_t i = 0; i < m_partitions.size(); ++i) {
        const PartitionClock& partition = m_partitions[i];
        isAwaiting |= partition.isAwaited;
        if (!partition.hasEvents || partition.isIdle)
            continue;
        if (!m_hasActive || partition.newest < m_partitions[m_slowest].newest)
            m_slowest = i;
        m_hasActive = true;
    }
    if (m_hasActive && !isAwaiting)
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
