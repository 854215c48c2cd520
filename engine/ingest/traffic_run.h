#pragma once

#include "engine/ingest/traffic_generator.h"
#include "engine/model/result.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>

namespace halcyon::engine {

/// How traffic meets the wall clock, and when it ends.
struct TrafficPace {
    enum class Clock : std::uint8_t {
        Free, ///< as fast as it goes; times are the generator's
        Paced, ///< a message is sent when its time has come
        Live, ///< as Paced, and what is more than ten seconds late is never made: a paused demonstration goes
              ///< on with now
        Now, ///< as fast as it goes; times are now
    };
    Clock clock = Clock::Free;
    double speed = 1; ///< event time against wall time, when Paced
    std::optional<std::uint64_t> count;
    std::optional<std::chrono::microseconds> duration; ///< of event time
    /// When it was the traffic's start, for Paced and Live: making the generator takes a third of a second.
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
};

/// Takes one message; an error ends the run.
using TrafficSink = std::function<Result<void>(const TrafficMessage&)>;

/// Sends messages until an end of `pace` is met, `stop` is asked for (looked at
/// every 50 ms at least) or the sink fails. `made` counts as they are sent.
[[nodiscard]] Result<void> runTraffic(TrafficGenerator& traffic, const TrafficPace& pace,
    const TrafficSink& sink, std::atomic<std::uint64_t>& made, const std::stop_token& stop);

} // namespace halcyon::engine
