#pragma once

#include <chrono>
#include <string>

namespace halcyon::app {

/// When a line of progress is worth being written: on a terminal always; in a file, as a service's log is,
/// when what matters has changed, and else every ten seconds.
class ProgressPace {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds kInFiles{10};

    explicit ProgressPace(bool isTerminal)
        : m_isTerminal(isTerminal)
    {
    }

    /// `state` is the part of the line without its figures. True counts as written.
    [[nodiscard]] bool isDue(const std::string& state, Clock::time_point now)
    {
        if (!m_isTerminal && m_writtenAt != Clock::time_point{} && state == m_state
            && now - m_writtenAt < kInFiles)
            return false;
        m_state = state;
        m_writtenAt = now;
        return true;
    }

private:
    bool m_isTerminal;
    std::string m_state;
    Clock::time_point m_writtenAt{};
};

} // namespace halcyon::app
