#pragma once

#include "engine/model/event_time.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace halcyon::app {

/// `halcyonctl record` as a supervised child: started, started again with
/// growing pauses when it ends by itself, told to stop when this object goes.
/// Killed with us? No: a dead window never stops recording; the next console
/// finds the recorder lock held and leaves it alone.
///
/// Threads: one of its own; `state` from any.
class RecorderProcess {
public:
    struct Settings {
        std::filesystem::path program; ///< halcyonctl
        std::vector<std::string> arguments; ///< "record", ...
        /// Variables laid over our environment: where secrets travel, since all can read a command line.
        std::map<std::string, std::string> environment;
    };
    struct State {
        bool isRunning = false;
        std::string lastLine; ///< newest line of its stdout: JSON, see cli.md
        std::string lastError; ///< newest line of its stderr in its latest run
        int restarts = 0;
        engine::EventTime nextStart{}; ///< when it is tried again; meaningful while it does not run
    };

    explicit RecorderProcess(Settings settings);
    /// Sends SIGTERM and waits for it to commit and end; after ten seconds SIGKILL.
    ~RecorderProcess();
    RecorderProcess(const RecorderProcess&) = delete;
    RecorderProcess& operator=(const RecorderProcess&) = delete;

    [[nodiscard]] State state() const;

private:
    void supervise(const std::stop_token& stop);
    void runOnce(const std::stop_token& stop);

    Settings m_settings;
    mutable std::mutex m_mutex; // guards m_state
    std::condition_variable_any m_wake;
    State m_state;
    std::jthread m_thread;
};

/// The halcyonctl that belongs to the running program: beside it, else on PATH.
[[nodiscard]] std::filesystem::path findHalcyonctl();

} // namespace halcyon::app
