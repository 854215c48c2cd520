#pragma once

#include "engine/api/engine.h"

#include <chrono>
#include <ostream>
#include <stop_token>
#include <string>

namespace halcyon::app {

struct WatchOptions {
    bool once = false; ///< one snapshot, as soon as all that waits at the start is read, then exit
    bool json = false;
    bool noColor = false;
    std::chrono::seconds patience{10}; ///< of `once`: so long without any progress, and it gives up
    std::string profile; ///< its name, for the heading
};

/// `halcyonctl watch`: the live engine's snapshot in a terminal, or as JSON.
/// 0; 4 when `once` found no broker. Returns the exit code.
int runWatch(
    engine::Engine& engine, const WatchOptions& options, const std::stop_token& stop, std::ostream& out);

/// One snapshot as JSON, on one line.
[[nodiscard]] std::string snapshotJson(const engine::LiveSnapshot& snapshot);

} // namespace halcyon::app
