#pragma once

#include "app/console/console_options.h"
#include "engine/api/engine.h"
#include "engine/api/history.h"
#include "ui/shell/top_bar.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace halcyon::app {

/// A sentence that stays in the window while it is true.
struct BackendNotice {
    std::string id; ///< a later notice of the same id takes its place
    std::string sentence;
};

/// What the console runs on. Made before the window, so making it must not
/// wait for servers: connections come up later and show in the snapshots.
class ConsoleBackend {
public:
    virtual ~ConsoleBackend() = default;

    [[nodiscard]] virtual engine::Engine& engine() = 0;
    [[nodiscard]] virtual engine::History* history() = 0; ///< null: no database; may connect later
    [[nodiscard]] virtual ui::ProfileLabel profile() const = 0;
    /// Once, soon after the first frame: whatever else is to run beside the window.
    virtual void startServers() { }
    /// True at this moment; asked once a second on the GUI thread.
    [[nodiscard]] virtual std::vector<BackendNotice> notices() const = 0;
    [[nodiscard]] virtual engine::EventTime now() const { return engine::wallClockNow(); }
};

using BackendFactory
    = std::function<engine::Result<std::unique_ptr<ConsoleBackend>>(const ConsoleOptions& options)>;

/// The program: options, application, window, event loop. Returns the exit code of cli.md.
int consoleMain(int argc, char** argv, const BackendFactory& makeBackend);

} // namespace halcyon::app
