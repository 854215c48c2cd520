#pragma once

#include "engine/store/interrupt.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>

namespace halcyon::engine {

class PgSession;

/// Gives recorded payments the rows that indexes find: moves them from the
/// blocks they arrived in to the tables of their day, keeps the block range
/// indexes of today's and yesterday's tables current, and makes tomorrow's
/// tables ahead of midnight.
///
/// Payments are seen in their blocks too, only slower: so this runs on a
/// connection and thread of its own, never holds a commit up, and uses at most
/// a fifth of its time. While a backlog comes in it waits; when it has been
/// behind for minutes it takes half of its time. It is quiet about trouble and
/// tries again.
class RowKeeper {
public:
    /// `every` = 0: nothing is done.
    RowKeeper(std::string connection, std::chrono::milliseconds every);
    ~RowKeeper();

    /// That many rows were committed; safe from any thread.
    void rowsAdded(std::int64_t rows) noexcept { m_added.fetch_add(rows, std::memory_order_relaxed); }

private:
    using Clock = std::chrono::steady_clock;

    void run();
    [[nodiscard]] bool isBacklog();
    [[nodiscard]] std::chrono::milliseconds tidy(PgSession& session);
    [[nodiscard]] bool isFarBehind() const;

    std::string m_connection;
    std::chrono::milliseconds m_every;
    std::atomic<std::int64_t> m_added{0};
    Interrupt m_stop;

    // The thread's.
    bool m_hasNews = true;
    Clock::time_point m_lookedAt = Clock::now();
    std::optional<Clock::time_point> m_behindSince; ///< since when blocks are left over
    std::int32_t m_preparedFor = 0; ///< the day whose next one has tables

    std::thread m_thread; ///< last: it uses the others
};

} // namespace halcyon::engine
