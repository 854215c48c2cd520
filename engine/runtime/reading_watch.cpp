#include "engine/runtime/reading_watch.h"

namespace halcyon::engine {

ReadingWatch::ReadingWatch(const AllStreamSettings& settings)
{
    for (const StreamId stream : kAllStreams)
        m_idleAfter[indexOf(stream)] = settings[indexOf(stream)].idleAfter;
}

std::vector<PartitionMark> ReadingWatch::look(const std::vector<SourcePosition>& positions, bool isConnected,
    const PartitionTable& partitions, Clock::time_point now)
{
    const auto sinceLast = now - m_lookedAt;
    const auto read = isConnected && sinceLast <= kLongestLook ? sinceLast : Clock::duration{};
    m_lookedAt = now;
    if (!positions.empty() && m_looks < kLooksAtStart)
        ++m_looks;
    std::vector<PartitionMark> marks;
    for (const SourcePosition& position : positions) {
        if (position.partition >= m_tracks.size())
            m_tracks.resize(position.partition + 1);
        const auto idleAfter = m_idleAfter[indexOf(partitions.at(position.partition).stream)];
        if (const auto kind = judge(m_tracks[position.partition], position, read, idleAfter))
            marks.push_back({position.partition, *kind});
    }
    return marks;
}

std::optional<PartitionMark::Kind> ReadingWatch::judge(
    Track& track, const SourcePosition& now, Clock::duration read, Clock::duration idleAfter) const
{
    using Told = Track::Told;
    const bool isFirst = track.position < 0;
    const bool hasMoved = now.position != (isFirst ? now.startedAt : track.position);
    const bool isAtEnd = !now.trouble.empty() || (now.endOffset >= 0 && now.position >= now.endOffset);
    track.position = now.position;
    if (hasMoved || !isAtEnd) {
        track.quiet = {};
        const bool isNews = track.told == Told::Nothing || (track.told == Told::Silent && !isAtEnd);
        track.told = Told::Waiting;
        return isNews ? std::optional(PartitionMark::Kind::Waiting) : std::nullopt;
    }
    if (!isFirst)
        track.quiet += read;
    const bool hadNothing = track.told == Told::Waiting && now.position == now.startedAt;
    if (track.told == Told::Silent || (track.quiet < idleAfter && !hadNothing))
        return {};
    track.told = Told::Silent;
    return PartitionMark::Kind::Silent;
}

} // namespace halcyon::engine
