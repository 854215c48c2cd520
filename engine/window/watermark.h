#pragma once

#include "engine/model/event_time.h"
#include "engine/model/partition.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace halcyon::engine {

/// How far one partition has come.
struct PartitionClock {
    EventTime newest{}; ///< largest event time seen
    bool hasEvents = false;
    bool isIdle = false;
};

/// The watermark of one stream: the smallest, over its active partitions, of
/// (largest event time seen - allowed lateness). It moves after each event and
/// never back. A partition is active from its first event until it is said to
/// have fallen silent, and again from its next event.
///
/// Threads: none of its own.
class Watermark {
public:
    explicit Watermark(std::chrono::microseconds allowedLateness)
        : m_lateness(allowedLateness)
    {
    }

    /// The partition no longer holds the watermark back; nothing for one without events.
    void fallSilent(PartitionIndex partition);

    /// Takes note of one event; O(1) unless it came from the slowest partition.
    void observe(PartitionIndex partition, EventTime eventTime);

    /// Before the first event: the earliest time there is.
    [[nodiscard]] EventTime value() const noexcept { return m_value; }
    /// Largest event time of the stream; nothing before the first event.
    [[nodiscard]] std::optional<EventTime> newest() const noexcept
    {
        return m_hasEvents ? std::optional(m_newest) : std::nullopt;
    }
    /// Indexed by PartitionIndex; entries of other streams' partitions have no events.
    [[nodiscard]] const std::vector<PartitionClock>& partitions() const noexcept { return m_partitions; }
    [[nodiscard]] std::chrono::microseconds allowedLateness() const noexcept { return m_lateness; }

    void restore(EventTime value, std::vector<PartitionClock> partitions);

private:
    void findSlowest();

    std::chrono::microseconds m_lateness;
    std::vector<PartitionClock> m_partitions;
    std::size_t m_slowest = 0; ///< the active partition that holds the watermark; valid when m_hasActive
    bool m_hasActive = false;
    bool m_hasEvents = false;
    EventTime m_newest{};
    EventTime m_value = EventTime::min();
};

} // namespace halcyon::engine
