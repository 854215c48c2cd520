#include "engine/runtime/silence_watch.h"

namespace halcyon::engine {

SilenceWatch::SilenceWatch(const AllStreamSettings& settings)
{
    for (const StreamId stream : kAllStreams)
        m_idleAfter[indexOf(stream)] = settings[indexOf(stream)].idleAfter;
}

std::vector<PartitionIndex> SilenceWatch::look(const std::vector<SourcePosition>& positions, bool isConnected,
    const PartitionTable& partitions, Clock::time_point now)
{
    const auto sinceLast = now - m_lookedAt;
    const bool wasReading = isConnected && sinceLast <= kLongestLook;
    m_lookedAt = now;
    std::vector<PartitionIndex> silent;
    for (const SourcePosition& position : positions) {
        if (position.partition >= m_tracks.size())
            m_tracks.resize(position.partition + 1);
        Track& track = m_tracks[position.partition];
        const bool isAtEnd = position.endOffset >= 0 && position.position >= position.endOffset;
        if (position.position != track.position || !isAtEnd) {
            track = {.position = position.position};
            continue;
        }
        if (wasReading)
            track.quiet += sinceLast;
        const auto idleAfter = m_idleAfter[indexOf(partitions.at(position.partition).stream)];
        if (!track.isSilent && track.quiet >= idleAfter) {
            track.isSilent = true;
            silent.push_back(position.partition);
        }
    }
    return silent;
}

} // namespace halcyon::engine
