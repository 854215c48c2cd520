#pragma once

#include "app/ctl/file_run.h"

#include <ostream>

namespace halcyon::app {

/// `halcyonctl score`: one JSON line for each event that is scored (duplicates
/// and dead letters are not), in order, with the parts of its score and the
/// alerts it raised or joined. Returns the exit code: 5 when no message became
/// an event.
int runScore(const Profile& profile, const FileRunOptions& options, const std::stop_token& stop,
    std::ostream& out, std::ostream& err);

} // namespace halcyon::app
