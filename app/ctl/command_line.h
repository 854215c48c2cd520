#pragma once

#include <stop_token>

namespace halcyon::app {

/// Everything halcyonctl can be asked (cli.md). Returns the exit code.
int runCommandLine(int argc, char** argv, const std::stop_token& stop);

} // namespace halcyon::app
