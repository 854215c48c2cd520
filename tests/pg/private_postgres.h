#pragma once

#include "engine/store/embedded_postgres.h"
#include "engine/store/pg_session.h"

#include <filesystem>
#include <memory>
#include <string>

namespace halcyon::tests {

/// A folder of its own under /tmp that goes away with the test, even when the
/// test program crashes: a child process waits for our end, stops a server that
/// still runs there (by its own pid file) and removes the folder.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

private:
    std::filesystem::path m_path;
    int m_lifeline = -1;
    pid_t m_watcher = 0;
};

/// A real PostgreSQL server for one test program.
class PrivatePostgres {
public:
    /// Throws std::runtime_error when it does not start: then the test fails.
    PrivatePostgres();
    ~PrivatePostgres();

    /// A new, empty database; returns its URI.
    [[nodiscard]] std::string freshDatabase();
    /// The URI of a database of this server.
    [[nodiscard]] std::string uriOf(const std::string& database) const;
    [[nodiscard]] engine::EmbeddedPostgres& server() noexcept { return m_server; }
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder.path(); }

private:
    ScratchFolder m_folder;
    engine::EmbeddedPostgres m_server;
    int m_databases = 0;
};

/// An open session; throws std::runtime_error with the reason when there is none.
[[nodiscard]] engine::PgSession connectTo(const std::string& uri);

/// A SELECT's only value as text; "NULL", or "error: ...". For asserting on SQL.
[[nodiscard]] std::string ask(engine::PgSession& session, const std::string& sql);
/// All rows: columns joined by `|`, rows by newline.
[[nodiscard]] std::string askRows(engine::PgSession& session, const std::string& sql);

} // namespace halcyon::tests
