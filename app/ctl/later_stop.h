#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace halcyon::app {

/// Asks to stop a while after another one did: between the two, work that was
/// begun comes to its end.
class LaterStop {
public:
    LaterStop(const std::stop_token& first, std::chrono::milliseconds patience);

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::mutex m_mutex; // goes with the one below
    std::condition_variable_any m_wake;
    std::jthread m_thread; // last: it uses the others
};

} // namespace halcyon::app
