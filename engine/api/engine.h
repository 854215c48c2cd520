#pragma once

#include "engine/api/alert_log.h"
#include "engine/api/snapshot_board.h"

#include <chrono>
#include <set>
#include <string>

namespace halcyon::engine {

/// The live engine as the console sees it. Every call returns at once and is
/// safe from the GUI thread; results show up on the board.
class Engine {
public:
    virtual ~Engine() = default;

    [[nodiscard]] virtual const SnapshotBoard& board() const = 0;
    [[nodiscard]] virtual const AlertLog& alerts() const = 0;

    /// Stops reading; the last snapshot stays, marked paused. Kafka keeps the
    /// messages, `resume` goes on where reading stopped.
    virtual void pause() = 0;
    virtual void resume() = 0;

    /// What the panels on screen need: only this is computed into snapshots.
    virtual void watch(std::set<std::string> metricIds, std::chrono::seconds range) = 0;
};

} // namespace halcyon::engine
