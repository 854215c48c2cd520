#pragma once

#include "engine/model/result.h"
#include "engine/store/child_program.h"
#include "engine/store/postgres_programs.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace halcyon::engine {

struct EmbeddedPostgresStatus {
    enum class State : std::uint8_t { Absent, Stopped, Running };
    State state = State::Absent; ///< `Absent`: no database was made in the folder yet
    int major = 0; ///< PostgreSQL version of the data
    pid_t process = 0; ///< of the server; 0 unless it runs
};

/// A private PostgreSQL server in a folder: no network, a Unix socket only its
/// owner (and root) can reach, checksums, UTF-8.
///
/// The server belongs to no process of ours. Any of them starts it or finds it
/// running (console, recorder, halcyonctl), and it outlives their end; `stop` ends it.
/// When we are root it runs as the owner of the data, at first user `postgres`,
/// or `nobody` where there is none.
/// Threads: calls on one folder wait for each other, across processes too.
class EmbeddedPostgres {
public:
    explicit EmbeddedPostgres(
        std::filesystem::path folder, std::chrono::seconds patience = std::chrono::seconds{60});

    /// Where the database lies when nobody says: under the user's data folder,
    /// as root in /var/lib, where the server's user can reach it.
    [[nodiscard]] static std::filesystem::path defaultFolder();

    /// Makes the database on first use and starts the server unless it runs;
    /// returns when it takes connections. Errors: `Missing` (no server
    /// installed), `Storage` (disk full), `Access` (folder not ours or out of
    /// reach), `Conflict` (data of a server that still runs elsewhere), `Timeout`.
    [[nodiscard]] Result<void> start();

    /// Ends the server in order; fine when it does not run.
    [[nodiscard]] Result<void> stop();

    [[nodiscard]] EmbeddedPostgresStatus status() const;

    /// For libpq; also before the server runs.
    [[nodiscard]] std::string connectionUri() const;

    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder; }
    /// What the server has to say.
    [[nodiscard]] std::filesystem::path logFile() const { return m_folder / "log" / "server.log"; }

private:
    [[nodiscard]] std::filesystem::path dataFolder() const { return m_folder / "data"; }
    [[nodiscard]] std::filesystem::path socketFolder() const;
    [[nodiscard]] std::string uriOf(const std::string& database) const;
    [[nodiscard]] Result<SystemUser> serverUser() const;
    [[nodiscard]] Result<void> makeFolders(const SystemUser& user) const;
    [[nodiscard]] Result<void> initialize(const PostgresPrograms& programs, const SystemUser& user) const;
    [[nodiscard]] Result<void> writeSettings(const SystemUser& user) const;
    [[nodiscard]] Result<void> launch(const PostgresPrograms& programs, const SystemUser& user) const;
    [[nodiscard]] Result<void> awaitReady() const;
    [[nodiscard]] Result<void> clearStalePid() const;
    [[nodiscard]] Result<void> makeDatabase() const;
    [[nodiscard]] std::string lastLogTrouble(std::uintmax_t from) const;

    std::filesystem::path m_folder;
    std::chrono::seconds m_patience;
};

} // namespace halcyon::engine
