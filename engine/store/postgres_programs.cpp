#include "engine/store/postgres_programs.h"

#include "engine/store/child_program.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <set>
#include <string>

namespace halcyon::engine {

namespace {

namespace fs = std::filesystem;

constexpr int kOldest = 15;

std::set<fs::path> candidateFolders()
{
    std::set<fs::path> folders;
    std::error_code error;
    for (const auto* parent : {"/usr/lib/postgresql", "/usr/lib64/postgresql"})
        for (const auto& entry : fs::directory_iterator(parent, error))
            folders.insert(entry.path() / "bin");
    for (const auto& entry : fs::directory_iterator("/usr", error))
        if (entry.path().filename().string().starts_with("pgsql-"))
            folders.insert(entry.path() / "bin");
    const char* path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "" : path;
    while (!rest.empty()) {
        const auto end = rest.find(':');
        if (const auto part = rest.substr(0, end); part.starts_with('/'))
            folders.insert(fs::path(part));
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return folders;
}

/// "postgres (PostgreSQL) 15.20 (Debian 15.20-0)" → 15; 0 when it is something else.
int majorOf(const fs::path& folder)
{
    const auto end = runProgram({.program = folder / "postgres",
        .arguments = {"--version"},
        .user = SystemUser::current(),
        .patience = std::chrono::seconds{10}});
    if (!end || end->exitCode != 0)
        return 0;
    constexpr std::string_view kBefore = "(PostgreSQL) ";
    const auto at = end->output.find(kBefore);
    int major = 0;
    if (at != std::string::npos)
        std::from_chars(
            end->output.data() + at + kBefore.size(), end->output.data() + end->output.size(), major);
    return major;
}

bool hasPrograms(const fs::path& folder)
{
    std::error_code error;
    return fs::exists(folder / "postgres", error) && fs::exists(folder / "initdb", error)
        && fs::exists(folder / "pg_ctl", error);
}

} // namespace

std::vector<PostgresPrograms> installedPostgres()
{
    std::vector<PostgresPrograms> installed;
    for (const auto& folder : candidateFolders())
        if (hasPrograms(folder))
            if (const int major = majorOf(folder); major > 0)
                installed.push_back({major, folder});
    std::stable_sort(installed.begin(), installed.end(),
        [](const PostgresPrograms& a, const PostgresPrograms& b) { return a.major > b.major; });
    return installed;
}

Result<PostgresPrograms> choosePostgres(const std::vector<PostgresPrograms>& installed, int dataMajor)
{
    const auto found
        = std::find_if(installed.begin(), installed.end(), [&](const PostgresPrograms& programs) {
              return dataMajor != 0 ? programs.major == dataMajor : programs.major >= kOldest;
          });
    if (found != installed.end())
        return *found;
    if (dataMajor != 0)
        return failure(ErrorCode::Missing,
            "The private database was made by PostgreSQL " + std::to_string(dataMajor)
                + ", which is not installed; install package postgresql-" + std::to_string(dataMajor)
                + ", or move the folder away to begin a new one.");
    return failure(ErrorCode::Missing,
        "No PostgreSQL server is installed that could hold the private database; install package postgresql-"
            + std::to_string(kOldest) + " or newer.");
}

} // namespace halcyon::engine
