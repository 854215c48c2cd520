#pragma once

#include "app/config/profile.h"
#include "app/ctl/zone_text.h"

#include <ostream>
#include <stop_token>

namespace halcyon::app {

struct RecordOptions {
    bool untilEnd = false; ///< read to the ends the logs have now, commit, leave
    bool json = false; ///< a line of JSON a second on `out`
    bool quiet = false;
    bool isTerminal = false; ///< notes go to one, a line a second; else few of them
    bool exitWithParent = false; ///< stop when the process that started us ends
    ZoneText zone; ///< of times in the JSON
};

/// `halcyonctl record`. Returns the exit code.
int runRecord(const Profile& profile, const RecordOptions& options, const std::stop_token& stop,
    std::ostream& out, std::ostream& err);

} // namespace halcyon::app
