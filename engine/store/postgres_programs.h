#pragma once

#include "engine/model/result.h"

#include <filesystem>
#include <vector>

namespace halcyon::engine {

/// An installed PostgreSQL server.
struct PostgresPrograms {
    int major = 0; ///< 15
    std::filesystem::path folder; ///< of initdb, pg_ctl and postgres
};

/// All servers found, newest first: where distributions put them, then PATH.
[[nodiscard]] std::vector<PostgresPrograms> installedPostgres();

/// The newest one, or for data that exists the one of its version. `Missing`
/// names the package to install.
[[nodiscard]] Result<PostgresPrograms> choosePostgres(
    const std::vector<PostgresPrograms>& installed, int dataMajor);

} // namespace halcyon::engine
