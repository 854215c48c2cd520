#pragma once

#include "engine/store/pg_failure.h"
#include "engine/store/pg_values.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace halcyon::engine {

class Interrupt;
class PgWire;

/// One connection to PostgreSQL that never waits longer than it is told.
///
/// Threads: one at a time; `Interrupt::raise` from any thread ends a wait.
/// An interrupted or timed-out statement is cancelled in the server as well.
/// When the server does not react to that within two seconds the connection
/// is given up. Text is UTF-8, times are UTC.
class PgSession {
public:
    struct Options {
        std::string connection; ///< libpq conninfo or URI; PG* variables, service and pgpass files count
        std::chrono::milliseconds connectTimeout = std::chrono::seconds{10};
        /// For each statement; without one it may take for ever.
        std::optional<std::chrono::milliseconds> statementTimeout;
        const Interrupt* interrupt = nullptr; ///< must outlive the session
        /// Called about once a second while a statement waits, with the time so far.
        std::function<void(std::chrono::milliseconds)> whileWaiting;
    };

    [[nodiscard]] static PgResult<PgSession> connect(const Options& options);
    ~PgSession();
    PgSession(PgSession&&) noexcept;
    PgSession& operator=(PgSession&&) noexcept;

    /// One statement, results in binary.
    [[nodiscard]] PgResult<PgRows> query(const std::string& sql, const PgParameters& parameters = {});

    /// Several statements, no parameters, no results. Outside of a transaction
    /// block they are one transaction.
    [[nodiscard]] PgResult<void> script(const std::string& sql);

    /// Hands out the rows one by one as they arrive, each as a `PgRows` of one
    /// row, so that memory stays bounded; `receive` ends it with false.
    [[nodiscard]] PgResult<void> stream(const std::string& sql, const PgParameters& parameters,
        const std::function<bool(const PgRows&)>& receive);

    /// COPY .. FROM STDIN: `beginCopy`, `sendCopy` as often as needed, `endCopy`.
    /// Bytes go to the server at once, so that it works while the caller encodes.
    [[nodiscard]] PgResult<void> beginCopy(const std::string& sql);
    [[nodiscard]] PgResult<void> sendCopy(std::span<const char> bytes);
    [[nodiscard]] PgResult<void> endCopy();

    /// Ends a transaction block, even after an interrupt; an already lost one is undone by the server.
    void rollback() noexcept;

    /// False after the connection broke or was given up.
    [[nodiscard]] bool isUsable() const noexcept;
    /// Between statements: whether the server has closed the connection, as far
    /// as is known here without asking it.
    [[nodiscard]] bool isAlive();
    [[nodiscard]] int backendId() const noexcept; ///< process id of the server's end
    [[nodiscard]] int serverVersion() const noexcept; ///< 150020
    [[nodiscard]] std::string serverVersionText() const; ///< "15.20"

private:
    explicit PgSession(std::unique_ptr<PgWire> wire) noexcept;
    tl::unexpected<PgFailure> afterFailure(PgFailure first);
    std::unique_ptr<PgWire> m_wire;
};

} // namespace halcyon::engine
