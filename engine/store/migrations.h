#pragma once

#include "engine/model/result.h"

#include <span>
#include <string_view>

namespace halcyon::engine {

class PgSession;

/// One step of the schema, from a file in resources/sql/.
struct Migration {
    int version = 0;
    std::string_view name;
    std::string_view sql;
};

/// All that this program knows, oldest first; part of the binary.
[[nodiscard]] std::span<const Migration> embeddedMigrations() noexcept;

/// The version this program works with: that of its newest migration.
[[nodiscard]] int schemaVersion() noexcept;

/// What version the database has; 0 for none.
[[nodiscard]] Result<int> databaseVersion(PgSession& session);

/// Brings the database to `migrations`' newest version, in one transaction, all
/// or nothing; two programs that try at once wait for each other. Returns how
/// many steps were applied. `Conflict`: the database is newer than this program,
/// or holds foreign tables of the same names. `Config`: its encoding is not
/// UTF-8, or its server is too old.
[[nodiscard]] Result<int> migrate(
    PgSession& session, std::span<const Migration> migrations = embeddedMigrations());

/// For those who only read: `Conflict` unless the database has exactly this
/// program's version.
[[nodiscard]] Result<void> requireSchema(PgSession& session);

} // namespace halcyon::engine
