#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace halcyon::engine {

/// A moment, in microseconds since the epoch, UTC. Event times and wall-clock
/// readings use the same type; which one a value is, its name says.
using EventTime = std::chrono::sys_time<std::chrono::microseconds>;

/// [from, to) in event time.
struct TimeRange {
    EventTime from{};
    EventTime to{};

    [[nodiscard]] bool contains(EventTime time) const noexcept { return from <= time && time < to; }
    [[nodiscard]] std::chrono::microseconds length() const noexcept { return to - from; }
    friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// "2026-11-21T12:53:40.123456Z": always UTC, fraction only as long as needed
/// (none, 3 or 6 digits).
[[nodiscard]] std::string formatIsoTime(EventTime time);

/// The wall clock, for the places where time enters the program (a poll of
/// Kafka, a commit). Everything behind them takes time as an argument.
[[nodiscard]] inline EventTime wallClockNow()
{
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

/// The start of the period of `length` that holds `time`, counted from the
/// epoch; right for times before 1970 too.
[[nodiscard]] inline EventTime floorTo(EventTime time, std::chrono::microseconds length) noexcept
{
    const auto since = time.time_since_epoch().count();
    const auto size = length.count();
    auto remainder = since % size;
    if (remainder < 0)
        remainder += size;
    return time - std::chrono::microseconds{remainder};
}

} // namespace halcyon::engine
