#include "engine/ingest/traffic_run.h"

#include <algorithm>
#include <thread>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds kShortestSleep = 2ms; // some hundred wake-ups a second at most
constexpr std::chrono::nanoseconds kLongestSleep = 50ms;
constexpr auto kTooLate = 10s;
constexpr std::uint64_t kMessagesPerLook = 256; // at the wall clock, when nothing is paced

/// The wall clock as event time: a second of it is `speed` seconds of events.
class EventClock {
public:
    EventClock(EventTime start, std::chrono::steady_clock::time_point began, double speed)
        : m_start(start)
        , m_began(began)
        , m_speed(speed)
    {
    }

    [[nodiscard]] EventTime now() const
    {
        const auto since = std::chrono::steady_clock::now() - m_began;
        return m_start
            + std::chrono::microseconds(
                std::int64_t(std::chrono::duration<double, std::micro>(since).count() * m_speed));
    }
    [[nodiscard]] std::chrono::nanoseconds wallUntil(EventTime time) const
    {
        return std::chrono::nanoseconds(std::int64_t(double((time - now()).count()) * 1000 / m_speed));
    }
    /// False when stopped meanwhile.
    [[nodiscard]] bool sleepUntil(EventTime time, const std::stop_token& stop) const
    {
        while (!stop.stop_requested()) {
            const auto left = wallUntil(time);
            if (left <= 0ns)
                return true;
            std::this_thread::sleep_for(std::clamp(left, kShortestSleep, kLongestSleep));
        }
        return false;
    }

private:
    EventTime m_start;
    std::chrono::steady_clock::time_point m_began;
    double m_speed;
};

} // namespace

Result<void> runTraffic(TrafficGenerator& traffic, const TrafficPace& pace, const TrafficSink& sink,
    std::atomic<std::uint64_t>& made, const std::stop_token& stop)
{
    using Clock = TrafficPace::Clock;
    const EventTime start = traffic.options().start;
    const EventClock clock(start, pace.began, pace.clock == Clock::Live ? 1 : pace.speed);
    const bool isPaced = pace.clock == Clock::Paced || pace.clock == Clock::Live;
    // Repeats due after the end come at the end; those of a count are part of it.
    const auto isTimeForRepeats
        = [&](std::uint64_t count) { return pace.count && *pace.count - count <= traffic.repeatsToCome(); };
    std::uint64_t count = 0;
    for (; !stop.stop_requested() && !(pace.count && count >= *pace.count) && !isTimeForRepeats(count);
         ++count) {
        if (pace.clock == Clock::Now && count % kMessagesPerLook == 0)
            traffic.skipTo(wallClockNow());
        if (pace.clock == Clock::Live && count % kMessagesPerLook == 0)
            traffic.skipTo(clock.now() - kTooLate);
        // A message that is made is in the truth: none is made before it is sure to be sent.
        const EventTime time = traffic.nextTime();
        if (pace.duration && time - start >= *pace.duration)
            break;
        if (isPaced && !clock.sleepUntil(time, stop))
            break;
        if (const auto sent = sink(traffic.next()); !sent)
            return sent;
        made.fetch_add(1, std::memory_order_relaxed);
    }
    for (; !stop.stop_requested() && traffic.repeatsToCome() > 0 && !(pace.count && count >= *pace.count);
         ++count) {
        if (const auto sent = sink(traffic.nextRepeat()); !sent)
            return sent;
        made.fetch_add(1, std::memory_order_relaxed);
    }
    return {};
}

} // namespace halcyon::engine
