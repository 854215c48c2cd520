#pragma once

#include "engine/model/result.h"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace halcyon::engine {

/// A user of the system.
struct SystemUser {
    uid_t user = 0;
    gid_t group = 0;
    std::string name;

    /// Who this process runs as.
    [[nodiscard]] static SystemUser current();
    /// Nothing of the kind: `Missing`.
    [[nodiscard]] static Result<SystemUser> named(const std::string& name);
};

struct ProgramRun {
    std::filesystem::path program;
    std::vector<std::string> arguments;
    SystemUser user; ///< another than ourselves only when we are root
    std::chrono::seconds patience{60};
};

struct ProgramEnd {
    int exitCode = 0; ///< 128 + n when ended by signal n
    std::string output; ///< stdout and stderr as they came
};

/// Runs a program to its end, with an environment of its own (C locale, UTC,
/// no PG* variables), "/" as its folder and none of our open files. What it
/// leaves running in the background survives us. `Missing` when it cannot be
/// started, `Timeout` when it took too long (it is ended then).
[[nodiscard]] Result<ProgramEnd> runProgram(const ProgramRun& run);

/// The first folder on the way to `path`, itself included, that `user` may not
/// enter; empty when there is none.
[[nodiscard]] std::filesystem::path barredFolder(const std::filesystem::path& path, const SystemUser& user);

} // namespace halcyon::engine
