#pragma once

#include "engine/model/alert.h"

#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

namespace halcyon::engine {

/// An alert with its place in the log.
struct LoggedAlert {
    std::uint64_t sequence = 0;
    Alert alert;
};

/// The live engine's alerts, in the order they were raised. Snapshots may be
/// skipped, alerts may not: a reader asks for all after the last one it has.
///
/// A repeat of a known alert is logged again under a new sequence with the same
/// id. Keeps the newest `capacity` entries; older ones are in history.
/// Safe from any thread; locks only to append or to copy out.
class AlertLog {
public:
    explicit AlertLog(std::size_t capacity = 1'000'000)
        : m_capacity(capacity)
    {
    }

    void append(const std::vector<Alert>& alerts);
    /// Entries with a sequence above `sequence`, oldest first, at most `most`.
    [[nodiscard]] std::vector<LoggedAlert> after(std::uint64_t sequence, std::size_t most = 10'000) const;
    [[nodiscard]] std::uint64_t newest() const;

private:
    mutable std::mutex m_mutex; // guards the members below
    std::deque<LoggedAlert> m_entries;
    std::size_t m_capacity;
    std::uint64_t m_newest = 0;
};

} // namespace halcyon::engine
