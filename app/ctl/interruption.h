#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace halcyon::app {

/// SIGINT and SIGTERM as a stop token. Make it first thing in main, before any
/// thread: it blocks the signals for all of them and waits for them on one of
/// its own. The second signal ends the process at once.
class Interruption {
public:
    Interruption();
    ~Interruption();

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }
    /// 128 + signal when one came, else `otherwise`.
    [[nodiscard]] int exitCode(int otherwise) const;

private:
    std::stop_source m_source;
    std::atomic<int> m_signal = 0;
    std::jthread m_thread;
};

} // namespace halcyon::app
