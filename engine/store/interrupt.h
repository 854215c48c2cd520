#pragma once

#include <chrono>

namespace halcyon::engine {

/// Wakes a thread that waits for a server. Safe from any thread; stays raised
/// until `clear`.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    void raise() noexcept;
    void clear() noexcept;
    [[nodiscard]] bool isRaised() const noexcept;

    /// Sleeps for `time`, or less when raised; true when raised.
    bool waitFor(std::chrono::milliseconds time) const noexcept;

    /// Readable while raised: for poll().
    [[nodiscard]] int descriptor() const noexcept { return m_descriptor; }

private:
    int m_descriptor = -1;
};

} // namespace halcyon::engine
