#include "engine/store/migrations.h"

#include "engine/store/advisory_locks.h"
#include "engine/store/pg_transaction.h"

#include <algorithm>
#include <string>

namespace halcyon::engine {

namespace {

constexpr int kOldestServer = 150000;
constexpr std::string_view kPreparing = "prepare the database";

Error newerThanUs(int version, int ours)
{
    return {ErrorCode::Conflict,
        "The database has schema version " + std::to_string(version) + ", this program knows only "
            + std::to_string(ours) + "; use the newer Halcyon that made it."};
}

Result<void> checkServer(PgSession& session)
{
    if (session.serverVersion() < kOldestServer)
        return failure(ErrorCode::Config,
            "PostgreSQL " + session.serverVersionText() + " is too old; Halcyon needs version 15 or newer.");
    const auto encoding = session.query("SELECT pg_encoding_to_char(encoding)::text, datname::text "
                                        "FROM pg_database WHERE datname = current_database()");
    if (!encoding)
        return tl::unexpected(toError(encoding.error(), kPreparing));
    if (encoding->view(0, 0) != "UTF8")
        return failure(ErrorCode::Config,
            "Database " + encoding->text(0, 1) + " has encoding " + encoding->text(0, 0)
                + "; create one with ENCODING 'UTF8' for Halcyon.");
    return {};
}

Result<int> readVersion(PgSession& session)
{
    const auto exists = session.query("SELECT to_regclass('schema_migrations') IS NOT NULL");
    if (!exists)
        return tl::unexpected(toError(exists.error(), kPreparing));
    if (!exists->boolean(0, 0))
        return 0;
    const auto version = session.query("SELECT coalesce(max(version), 0) FROM schema_migrations");
    if (!version)
        return tl::unexpected(toError(version.error(), kPreparing));
    return int(version->integer(0, 0));
}

PgResult<void> applyOne(PgSession& session, const Migration& migration)
{
    if (auto done = session.script(std::string(migration.sql)); !done)
        return done;
    PgParameters parameters;
    parameters.integer(migration.version).text(migration.name).text(HALCYON_VERSION);
    if (auto noted = session.query("INSERT INTO schema_migrations (version, name, program) "
                                   "VALUES ($1::bigint::integer, $2, $3)",
            parameters);
        !noted)
        return tl::unexpected(std::move(noted.error()));
    return {};
}

constexpr auto kMakeVersionTable
    = "CREATE TABLE IF NOT EXISTS schema_migrations ("
      "version integer PRIMARY KEY, name text NOT NULL, program text NOT NULL, "
      "applied_at timestamp NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'))";

} // namespace

int schemaVersion() noexcept
{
    return embeddedMigrations().back().version;
}

Result<int> databaseVersion(PgSession& session)
{
    return readVersion(session);
}

Result<int> migrate(PgSession& session, std::span<const Migration> migrations)
{
    if (auto fit = checkServer(session); !fit)
        return tl::unexpected(std::move(fit.error()));
    const int newest = migrations.back().version;
    auto transaction = PgTransaction::begin(session);
    if (!transaction)
        return tl::unexpected(toError(transaction.error(), kPreparing));
    if (auto locked = session.query("SELECT pg_advisory_xact_lock(" + lockKey(AdvisoryLock::Migration) + ")");
        !locked)
        return tl::unexpected(toError(locked.error(), kPreparing));
    const auto version = readVersion(session);
    if (!version)
        return version;
    if (*version > newest)
        return tl::unexpected(newerThanUs(*version, newest));
    if (*version == newest)
        return 0;
    if (auto made = session.query(kMakeVersionTable); !made)
        return tl::unexpected(toError(made.error(), kPreparing));
    int applied = 0;
    for (const auto& migration : migrations) {
        if (migration.version <= *version)
            continue;
        if (auto done = applyOne(session, migration); !done)
            return tl::unexpected(
                toError(done.error(), "bring the database to version " + std::to_string(migration.version)));
        ++applied;
    }
    if (auto done = transaction->commit(); !done)
        return tl::unexpected(toError(done.error(), kPreparing));
    return applied;
}

Result<void> requireSchema(PgSession& session)
{
    const auto version = readVersion(session);
    if (!version)
        return tl::unexpected(version.error());
    const int ours = schemaVersion();
    if (*version > ours)
        return tl::unexpected(newerThanUs(*version, ours));
    if (*version == 0)
        return failure(ErrorCode::Missing,
            "The database holds no recorded payments yet; start the recorder on it once.");
    if (*version < ours)
        return failure(ErrorCode::Conflict,
            "The database has schema version " + std::to_string(*version) + ", this program needs "
                + std::to_string(ours) + "; start this version's recorder on it once.");
    return {};
}

} // namespace halcyon::engine
