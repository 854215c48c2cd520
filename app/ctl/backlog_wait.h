#pragma once

#include "engine/api/live_snapshot.h"

#include <chrono>
#include <map>
#include <string>
#include <utility>

namespace halcyon::app {

/// Waits until all is read that was in Kafka when it was first looked at, however
/// long that takes: what has come since would never end on a busy stream.
///
/// Gives up only when nothing moves for the patience given. A partition in
/// trouble counts as read: nothing more will come of it.
///
/// Threads: none of its own; the time is the caller's.
class BacklogWait {
public:
    using Clock = std::chrono::steady_clock;

    BacklogWait(Clock::duration patience, Clock::time_point now);

    /// Looks at the newest snapshot; false when there is nothing more to wait for.
    [[nodiscard]] bool goesOn(const engine::LiveSnapshot& snapshot, Clock::time_point now);

    /// Topics become known one after the other: what is read has to stay so for this long.
    static constexpr std::chrono::seconds kSteadyFor{1};

private:
    [[nodiscard]] bool isRead(const engine::LiveSnapshot& snapshot) const;

    Clock::duration m_patience;
    std::map<std::pair<std::string, std::int32_t>, std::int64_t> m_ends; // when first seen
    std::size_t m_partitions = 0;
    std::int64_t m_positions = 0; // their sum
    Clock::time_point m_movedAt;
    Clock::time_point m_readSince;
};

} // namespace halcyon::app
