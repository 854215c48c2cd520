#pragma once

#include "engine/ingest/message_source.h"
#include "engine/model/stream_settings.h"

#include <array>
#include <chrono>
#include <optional>
#include <vector>

namespace halcyon::engine {

/// Sees how reading goes, and marks what the watermark has to know.
///
/// Waiting: at the first look, and again after silence, a partition that has
/// messages to be read, or may have (its end is not known), or has just been
/// read from. Silent: read to its end, or it cannot be read on, and nothing new
/// for the stream's `idleAfter` of reading time; at once when it turns out that
/// there was nothing to read. A partition that has messages waiting is not
/// silent, nor is one whose broker does not answer, nor does time pass for it
/// while nobody reads (a paused console, a database away).
///
/// Threads: none of its own; the reading stage owns it.
class ReadingWatch {
public:
    using Clock = std::chrono::steady_clock;

    explicit ReadingWatch(const AllStreamSettings& settings);

    /// Whether another `look` is wanted: often at first, while partitions appear.
    [[nodiscard]] bool isDue(Clock::time_point now) const noexcept
    {
        return m_looks < kLooksAtStart || now - m_lookedAt >= kEvery;
    }
    /// What became known since the last look, to be heeded before the messages
    /// that were read since then.
    [[nodiscard]] std::vector<PartitionMark> look(const std::vector<SourcePosition>& positions,
        bool isConnected, const PartitionTable& partitions, Clock::time_point now);

private:
    static constexpr std::chrono::milliseconds kEvery{500};
    static constexpr int kLooksAtStart = 50;
    /// More than this between two looks, and nobody was reading.
    static constexpr std::chrono::seconds kLongestLook{2};

    struct Track {
        enum class Told : std::uint8_t { Nothing, Waiting, Silent };
        std::int64_t position = -1; ///< -1 before the first look
        Clock::duration quiet{}; ///< reading time at the end without news
        Told told = Told::Nothing;
    };

    [[nodiscard]] std::optional<PartitionMark::Kind> judge(
        Track& track, const SourcePosition& position, Clock::duration read, Clock::duration idleAfter) const;

    std::array<std::chrono::microseconds, kStreamCount> m_idleAfter;
    std::vector<Track> m_tracks; // by PartitionIndex
    Clock::time_point m_lookedAt{};
    int m_looks = 0; ///< with partitions to look at, up to kLooksAtStart
};

} // namespace halcyon::engine
