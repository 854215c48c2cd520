#pragma once

#include "engine/api/live_snapshot.h"

#include <memory>
#include <mutex>

namespace halcyon::engine {

/// Where the engine leaves its newest snapshot and the console picks it up.
///
/// Holds one snapshot, not a queue: a slow reader skips, and never slows the
/// engine. Both calls are safe from any thread and lock only to copy a pointer.
/// (Not std::atomic<std::shared_ptr>: in g++ 12 it locks too, and TSan reports
/// a race inside it.)
class SnapshotBoard {
public:
    void publish(SnapshotPtr next)
    {
        const std::scoped_lock lock(m_mutex);
        m_latest.swap(next); // the old snapshot dies with `next`, after the lock
    }

    [[nodiscard]] SnapshotPtr latest() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_latest;
    }

private:
    mutable std::mutex m_mutex;
    SnapshotPtr m_latest = std::make_shared<const LiveSnapshot>();
};

} // namespace halcyon::engine
