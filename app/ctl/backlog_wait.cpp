#include "app/ctl/backlog_wait.h"

#include <algorithm>

namespace halcyon::app {

using namespace engine;

BacklogWait::BacklogWait(Clock::duration patience, Clock::time_point now)
    : m_patience(patience)
    , m_movedAt(now)
    , m_readSince(now)
{
}

bool BacklogWait::goesOn(const LiveSnapshot& snapshot, Clock::time_point now)
{
    std::int64_t positions = 0;
    for (const PartitionStatus& partition : snapshot.partitions) {
        positions += partition.position;
        if (partition.endOffset >= 0)
            m_ends.try_emplace({partition.topic, partition.partition}, partition.endOffset);
    }
    const bool hasMorePartitions = snapshot.partitions.size() > m_partitions;
    if (positions != m_positions || hasMorePartitions)
        m_movedAt = now;
    m_partitions = snapshot.partitions.size();
    m_positions = positions;
    if (hasMorePartitions || !isRead(snapshot))
        m_readSince = now;
    return now - m_readSince < kSteadyFor && now - m_movedAt < m_patience;
}

bool BacklogWait::isRead(const LiveSnapshot& snapshot) const
{
    return snapshot.kafka.state == LinkStatus::State::Up && !snapshot.partitions.empty()
        && std::ranges::all_of(snapshot.partitions, [this](const PartitionStatus& partition) {
               const auto end = m_ends.find({partition.topic, partition.partition});
               return !partition.trouble.empty()
                   || (end != m_ends.end() && partition.position >= end->second);
           });
}

} // namespace halcyon::app
