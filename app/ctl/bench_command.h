#pragma once

#include "app/config/profile.h"
#include "engine/model/stream.h"
#include "engine/model/stream_settings.h"

#include <cstdint>
#include <iosfwd>
#include <stop_token>
#include <string>

namespace halcyon::app {

struct BenchOptions {
    std::string name; ///< engine, decode, kafka, store or latency
    engine::StreamId stream = engine::StreamId::Upi;
    engine::Encoding encoding = engine::Encoding::Json; ///< of engine and decode
    int threads = 1; ///< of engine and decode
    std::uint64_t events = 4'000'000; ///< of a run; latency: as many as `rate` makes in `seconds`
    double rate = 50'000; ///< latency: messages a second
    int seconds = 20; ///< latency: how long
    int repeat = 3;
};

/// `halcyonctl bench NAME`: measures this machine, and
/// prints one JSON object with the median of `repeat` runs, and minimum and
/// maximum where there are several. `kafka`, `store` and `latency` write to the
/// profile's brokers, in a topic of their own that stays; `store` and `latency`
/// record into the profile's database. Returns the exit code.
int runBench(const Profile& profile, const BenchOptions& options, const std::stop_token& stop,
    std::ostream& out, std::ostream& err);

} // namespace halcyon::app
