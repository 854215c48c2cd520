#pragma once

#include "engine/store/pg_session.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

struct pg_conn;

namespace halcyon::engine {

/// The waiting side of a `PgSession`: libpq without blocking, with deadlines,
/// interrupts and an end to everything.
class PgWire {
public:
    explicit PgWire(PgSession::Options options)
        : m_options(std::move(options))
    {
    }

    [[nodiscard]] PgResult<void> open();

    /// A statement: `send` or `sendScript`, then `awaitResult` and libpq's own
    /// PQgetResult, or `takeAll` at once.
    [[nodiscard]] PgResult<void> send(const std::string& sql, const PgParameters& parameters);
    [[nodiscard]] PgResult<void> sendScript(const std::string& sql);
    [[nodiscard]] PgResult<void> flush();
    [[nodiscard]] PgResult<void> awaitResult();
    /// Reads all results of a statement; the last one counts, an error wins.
    [[nodiscard]] PgResult<PgRows> takeAll();

    /// After an interrupt or a deadline: stops the statement in the server and
    /// takes what still comes, or gives the connection up. Returns `failure`.
    tl::unexpected<PgFailure> drain(PgFailure failure);
    /// What an error result says.
    [[nodiscard]] static PgFailure failureOf(const pg_result* result);

    /// ROLLBACK that nothing interrupts; gives the connection up when it fails.
    void rollback();

    /// Null after it broke or was given up.
    [[nodiscard]] pg_conn* connection() const noexcept { return m_connection.get(); }
    [[nodiscard]] bool isUsable() const noexcept;
    void close() noexcept { m_connection.reset(); }

private:
    using Clock = std::chrono::steady_clock;
    struct ConnectionEnd {
        void operator()(pg_conn* connection) const noexcept;
    };

    [[nodiscard]] PgResult<void> await(short events);
    tl::unexpected<PgFailure> lost();
    void startClock();

    PgSession::Options m_options;
    std::unique_ptr<pg_conn, ConnectionEnd> m_connection;
    std::optional<Clock::time_point> m_deadline;
    Clock::time_point m_startedWaiting;
};

} // namespace halcyon::engine
