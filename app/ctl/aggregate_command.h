#pragma once

#include "app/ctl/file_run.h"
#include "app/ctl/zone_text.h"

#include <ostream>

namespace halcyon::app {

struct AggregateOptions {
    FileRunOptions input;
    std::string window; ///< id of a window of the stream
    bool closeAll = false; ///< final: also the windows still open at the end
    bool ledger = false; ///< the buckets instead of windows
    bool json = false; ///< the windows as JSON, a row a line, instead of CSV
    ZoneText zone; ///< of the windows' times
};

/// `halcyonctl aggregate`: a window's rows as CSV or JSON, or the ledger as JSON. Returns the exit code: 5
/// when no message of the file became an event.
int runAggregate(const Profile& profile, const AggregateOptions& options, const std::stop_token& stop,
    std::ostream& out, std::ostream& err);

} // namespace halcyon::app
