#pragma once

#include "engine/ingest/message_source.h"
#include "engine/model/stream_settings.h"

#include <array>
#include <chrono>
#include <vector>

namespace halcyon::engine {

/// Sees which partitions fall silent: read to their end, and nothing new for
/// the stream's `idleAfter` of reading time. A partition that has messages
/// waiting is not silent, nor is one whose broker does not answer, nor does
/// time pass for it while nobody reads (a paused console, a database away).
///
/// Threads: none of its own; the reading stage owns it.
class SilenceWatch {
public:
    using Clock = std::chrono::steady_clock;

    explicit SilenceWatch(const AllStreamSettings& settings);

    /// Whether enough time has passed for another `look`.
    [[nodiscard]] bool isDue(Clock::time_point now) const noexcept { return now - m_lookedAt >= kEvery; }
    /// The partitions that fell silent since the last look, each once until it speaks again.
    [[nodiscard]] std::vector<PartitionIndex> look(const std::vector<SourcePosition>& positions,
        bool isConnected, const PartitionTable& partitions, Clock::time_point now);

private:
    static constexpr std::chrono::milliseconds kEvery{500};
    /// More than this between two looks, and nobody was reading.
    static constexpr std::chrono::seconds kLongestLook{2};

    struct Track {
        std::int64_t position = -1;
        Clock::duration quiet{}; ///< reading time at the end without news
        bool isSilent = false;
    };

    std::array<std::chrono::microseconds, kStreamCount> m_idleAfter;
    std::vector<Track> m_tracks; // by PartitionIndex
    Clock::time_point m_lookedAt{};
};

} // namespace halcyon::engine
