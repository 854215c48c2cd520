#pragma once

#include "app/ctl/common_options.h"
#include "app/ctl/zone_text.h"
#include "engine/api/engine.h"

#include <chrono>
#include <ostream>
#include <stop_token>
#include <string>
#include <vector>

namespace halcyon::app {

struct WatchOptions {
    bool once = false; ///< one snapshot, as soon as all that waits at the start is read, then exit
    bool json = false;
    bool noColor = false;
    bool isDemo = false; ///< the payments are invented, which JSON has to say
    std::chrono::seconds patience{10}; ///< of `once`: so long without any progress, and it gives up
    std::string profile; ///< its name, for the heading
    ZoneText zone; ///< of times shown
};

/// `halcyonctl watch`: the live engine's snapshot in a terminal, or as JSON.
/// 0; with `once` 4 when no broker was found, 3 when none of the topics exist. Returns the exit code.
int runWatch(
    engine::Engine& engine, const WatchOptions& options, const std::stop_token& stop, std::ostream& out);

/// The same on the profile's brokers; without any and without a profile, on the embedded default.
int runWatch(const CommonOptions& common, const Profile& profile, WatchOptions options,
    const std::stop_token& stop, std::ostream& out);

/// One snapshot as JSON, on one line.
[[nodiscard]] std::string snapshotJson(const engine::LiveSnapshot& snapshot, bool isDemo, ZoneText& zone);
/// What `--csv` shows of it, by path.
[[nodiscard]] std::vector<std::string> snapshotColumns();

} // namespace halcyon::app
