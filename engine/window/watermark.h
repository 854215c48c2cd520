#pragma once

#include "engine/model/event_time.h"
#include "engine/model/message.h"
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
    bool isIdle = false; ///< fell silent: holds nothing back
    bool isAwaited = false; ///< no events yet, but messages waiting: holds everything back
};

/// The watermark of one stream: the smallest, over its active partitions, of
/// (largest event time seen - allowed lateness). It moves after each event and
/// never back. A partition is active from its first event until it is said to
/// have fallen silent, and again from its next event or when it is said to have
/// messages waiting. Until the first event of such a partition there is no
/// smallest: without that, a backlog's partitions that are fetched first would
/// make the events of all others late.
///
/// Threads: none of its own.
class Watermark {
public:
    explicit Watermark(std::chrono::microseconds allowedLateness)
        : m_lateness(allowedLateness)
    {
    }

    /// The partition has messages that were not read yet: it holds the watermark back.
    void await(PartitionIndex partition);
    /// The partition no longer holds the watermark back.
    void fallSilent(PartitionIndex partition);
    void take(const PartitionMark& mark);

    /// Takes note of one event; O(1) unless it came from the slowest partition.
    void observe(PartitionIndex partition, EventTime eventTime);

    /// Before the first event: the earliest time there is.
    [[nodiscard]] EventTime value() const noexcept { return m_value; }
    /// The event time that all active partitions have reached: the watermark
    /// without the allowed lateness. What state remembers is counted back from
    /// it, so that a partition read behind the others finds what it needs.
    /// Before the first value, a time before all event times.
    [[nodiscard]] EventTime reached() const noexcept
    {
        return m_value == EventTime::min() ? kLongAgo : m_value + m_lateness;
    }
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
    static constexpr EventTime kLongAgo{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};

    [[nodiscard]] PartitionClock& clockOf(PartitionIndex partition);
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
