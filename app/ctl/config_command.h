#pragma once

#include "app/ctl/common_options.h"

#include <ostream>

namespace halcyon::app {

/// `halcyonctl config [--origins] [check]`: the effective configuration.
int runConfig(const CommonOptions& options, bool withOrigins, bool onlyCheck, std::ostream& out);

} // namespace halcyon::app
