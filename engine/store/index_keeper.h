#pragma once

#include "engine/store/interrupt.h"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

namespace halcyon::engine {

/// Keeps the block range indexes of today's and yesterday's tables current, and
/// makes tomorrow's tables ahead of midnight.
///
/// New rows are found without an index entry too, only slower: so this runs on
/// a connection and thread of its own, never holds a commit up, and uses at
/// most a fifth of its time. It is quiet about trouble and tries again.
class IndexKeeper {
public:
    /// `every` = 0: nothing is done.
    IndexKeeper(std::string connection, std::chrono::milliseconds every);
    ~IndexKeeper();

    /// Rows were added; safe from any thread.
    void rowsAdded() noexcept { m_hasNews.store(true, std::memory_order_relaxed); }

private:
    void run();

    std::string m_connection;
    std::chrono::milliseconds m_every;
    std::atomic<bool> m_hasNews{true};
    Interrupt m_stop;
    std::thread m_thread;
};

} // namespace halcyon::engine
