#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>

namespace halcyon::app {

struct EmbeddedOptions {
    enum class Action : std::uint8_t { Start, Stop, Status };
    Action action = Action::Status;
    std::filesystem::path folder; ///< empty: the default one
    bool asJson = false;
};

/// `halcyonctl embedded start|stop|status`: the private PostgreSQL server.
/// Prints its connection URI (start, status) or one JSON object; returns the
/// exit code of cli.md: 0, for `status` 1 when it does not run, 3 when it cannot
/// be set up, 4 when it cannot be reached, 5 when it cannot write.
int runEmbedded(const EmbeddedOptions& options, std::ostream& out, std::ostream& err);

} // namespace halcyon::app
