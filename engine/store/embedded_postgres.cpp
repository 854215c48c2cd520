#include "engine/store/embedded_postgres.h"

#include "engine/model/hashed.h"
#include "engine/store/pg_transaction.h"
#include "engine/store/postmaster_pid.h"
#include "engine/store/private_folder.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>

namespace halcyon::engine {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kName = "halcyon"; ///< of the role, the database and the user map
constexpr std::string_view kSocketName = "/.s.PGSQL.5432";
constexpr std::size_t kLongestSocket = 107; ///< sun_path less its final zero
constexpr std::chrono::milliseconds kGlance{20};

// Measured on two cores with 340-byte rows (docs/performance.md): beyond these sizes nothing gets faster.
constexpr std::string_view kSettings = R"(listen_addresses = ''
port = 5432
unix_socket_permissions = 0700
max_connections = 40
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 64MB
max_wal_size = 2GB
min_wal_size = 128MB
wal_compression = on
checkpoint_timeout = 5min
synchronous_commit = on
jit = off
autovacuum = on
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_min_messages = warning
log_min_error_statement = panic
log_checkpoints = off
)";

std::string percentEncoded(std::string_view text)
{
    std::string encoded;
    for (const char c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '-' || c == '_' || c == '.' || c == '~';
        if (isPlain) {
            encoded += c;
            continue;
        }
        std::array<char, 4> code{};
        std::snprintf(code.data(), code.size(), "%%%02X", unsigned(std::uint8_t(c)));
        encoded += code.data();
    }
    return encoded;
}

/// As postgresql.conf and the shell both take it.
std::string singleQuoted(std::string_view text, std::string_view quoteInside)
{
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string(quoteInside) : std::string(1, c);
    return quoted + "'";
}

int majorOfData(const fs::path& data)
{
    int major = 0;
    std::ifstream(data / "PG_VERSION") >> major;
    return major;
}

/// The words a program ended with, on one line.
std::string lastWords(std::string text)
{
    while (text.ends_with('\n'))
        text.pop_back();
    for (auto& c : text)
        c = c == '\n' ? ' ' : c;
    return text;
}

} // namespace

EmbeddedPostgres::EmbeddedPostgres(fs::path folder, std::chrono::seconds patience)
    : m_folder(fs::absolute(std::move(folder)).lexically_normal())
    , m_patience(patience)
{
    if (!m_folder.has_filename())
        m_folder = m_folder.parent_path(); // "x/" and "x" are one folder
}

fs::path EmbeddedPostgres::defaultFolder()
{
    if (::geteuid() == 0)
        return "/var/lib/halcyon/postgres";
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/')
        return fs::path(data) / "halcyon" / "postgres";
    const char* home = std::getenv("HOME");
    return fs::path(home != nullptr ? home : "/tmp") / ".local" / "share" / "halcyon" / "postgres";
}

/// Inside the folder unless its path is too long for a socket's address.
fs::path EmbeddedPostgres::socketFolder() const
{
    auto inside = m_folder / "run";
    if (inside.string().size() + kSocketName.size() <= kLongestSocket)
        return inside;
    std::array<char, 64> name{};
    std::snprintf(name.data(), name.size(), "halcyon-%016llx",
        static_cast<unsigned long long>(hashText(m_folder.string())));
    return fs::path("/tmp") / name.data();
}

std::string EmbeddedPostgres::uriOf(const std::string& database) const
{
    return "postgresql://" + std::string(kName) + "@/" + database
        + "?host=" + percentEncoded(socketFolder().string()) + "&port=5432";
}

std::string EmbeddedPostgres::connectionUri() const
{
    return uriOf(std::string(kName));
}

EmbeddedPostgresStatus EmbeddedPostgres::status() const
{
    EmbeddedPostgresStatus status{.major = majorOfData(dataFolder())};
    if (status.major == 0)
        return status;
    const auto pid = readPostmasterPid(dataFolder());
    status.state
        = pid.isServer ? EmbeddedPostgresStatus::State::Running : EmbeddedPostgresStatus::State::Stopped;
    status.process = pid.isServer ? pid.process : 0;
    return status;
}

Result<SystemUser> EmbeddedPostgres::serverUser() const
{
    struct stat facts { };
    const bool hasData = ::stat(dataFolder().c_str(), &facts) == 0;
    if (::geteuid() != 0) {
        if (hasData && facts.st_uid != ::geteuid())
            return failure(ErrorCode::Access,
                "The private database in " + m_folder.string()
                    + " belongs to another user; choose another data folder.");
        return SystemUser::current();
    }
    if (const auto* owner = hasData && facts.st_uid != 0 ? ::getpwuid(facts.st_uid) : nullptr)
        return SystemUser{owner->pw_uid, owner->pw_gid, owner->pw_name};
    if (auto user = SystemUser::named("postgres"))
        return user;
    return SystemUser::named("nobody");
}

/// The folder itself stays ours and holds what we write; the server owns data, run and log.
Result<void> EmbeddedPostgres::makeFolders(const SystemUser& user) const
{
    if (const auto barred = barredFolder(m_folder, user); !barred.empty())
        return failure(ErrorCode::Access,
            "User " + user.name + ", who runs the private database, may not enter " + barred.string()
                + "; choose another data folder or allow it (chmod o+x).");
    for (const auto& folder : {m_folder / "log", socketFolder()})
        if (auto made = makePrivateFolder(folder, user); !made)
            return made;
    return {};
}

/// In a folder beside, renamed when complete: a crash half-way leaves nothing that looks like a database.
Result<void> EmbeddedPostgres::initialize(const PostgresPrograms& programs, const SystemUser& user) const
{
    const auto fresh = m_folder / "data.new";
    std::error_code error;
    fs::remove_all(fresh, error);
    if (auto made = makePrivateFolder(fresh, user); !made)
        return made;
    const auto end = runProgram({.program = programs.folder / "initdb",
        .arguments = {"-D", fresh.string(), "-U", std::string(kName), "--encoding=UTF8", "--locale=C",
            "--data-checksums", "--auth=peer", "--no-instructions"},
        .user = user,
        .patience = m_patience});
    if (!end)
        return tl::unexpected(end.error());
    if (end->exitCode != 0) {
        fs::remove_all(fresh, error);
        const bool isFull = end->output.find("No space left") != std::string::npos;
        return failure(isFull ? ErrorCode::Storage : ErrorCode::Internal,
            "Cannot make the private database in " + m_folder.string() + ": " + lastWords(end->output)
                + (isFull ? "; free disk space and try again." : "."));
    }
    if (::rename(fresh.c_str(), dataFolder().c_str()) != 0)
        return tl::unexpected(systemError(ErrorCode::Access, "Cannot name " + dataFolder().string(), errno));
    return {};
}

Result<void> EmbeddedPostgres::writeSettings(const SystemUser& user) const
{
    const auto quoted = [](const fs::path& path) { return singleQuoted(path.string(), "''"); };
    const auto hba = m_folder / "pg_hba.conf";
    const auto ident = m_folder / "pg_ident.conf";
    std::string settings = "# Written by Halcyon at every start.\n" + std::string(kSettings);
    settings += "unix_socket_directories = " + quoted(socketFolder()) + "\n";
    settings += "hba_file = " + quoted(hba) + "\nident_file = " + quoted(ident) + "\n";
    if (auto written = writeSmallFile(m_folder / "postgresql.conf", settings); !written)
        return written;
    if (auto written = writeSmallFile(hba, "local all halcyon peer map=halcyon\n"); !written)
        return written;
    return writeSmallFile(ident, "halcyon root halcyon\nhalcyon \"" + user.name + "\" halcyon\n");
}

/// The first FATAL or PANIC that the server wrote since; empty when there is none.
std::string EmbeddedPostgres::lastLogTrouble(std::uintmax_t from) const
{
    std::ifstream log(logFile());
    log.seekg(std::streamoff(from));
    std::string line;
    while (std::getline(log, line))
        for (const std::string_view mark : {"FATAL:  ", "PANIC:  "})
            if (const auto at = line.find(mark); at != std::string::npos)
                return line.substr(at + mark.size());
    return {};
}

Result<void> EmbeddedPostgres::launch(const PostgresPrograms& programs, const SystemUser& user) const
{
    constexpr std::uintmax_t kLargestLog = 10'000'000;
    std::error_code error;
    auto logged = fs::file_size(logFile(), error);
    if (!error && logged > kLargestLog)
        fs::rename(logFile(), logFile().string() + ".old", error);
    logged = fs::exists(logFile(), error) ? fs::file_size(logFile(), error) : 0;
    const auto options
        = "-c config_file=" + singleQuoted((m_folder / "postgresql.conf").string(), "'\\''"); // for a shell
    const auto end = runProgram({.program = programs.folder / "pg_ctl",
        .arguments = {"start", "-D", dataFolder().string(), "-l", logFile().string(), "-o", options, "-w",
            "-t", std::to_string(m_patience.count())},
        .user = user,
        .patience = m_patience + std::chrono::seconds{10}});
    if (!end)
        return tl::unexpected(end.error());
    if (end->exitCode == 0)
        return {};
    auto why = lastLogTrouble(logged);
    const bool isFull = why.find("No space left") != std::string::npos;
    if (why.empty())
        why = lastWords(end->output);
    return failure(isFull ? ErrorCode::Storage : ErrorCode::Internal,
        "The private database in " + m_folder.string() + " does not start: " + why
            + (isFull ? "; free disk space and try again." : "; " + logFile().string() + " has more."));
}

/// A server that another process started, or that recovers after a crash.
Result<void> EmbeddedPostgres::awaitReady() const
{
    const auto until = Clock::now() + m_patience;
    for (;;) {
        const auto pid = readPostmasterPid(dataFolder());
        if (!pid.isServer || pid.isReady)
            return {};
        if (Clock::now() >= until)
            return failure(ErrorCode::Timeout,
                "The private database (process " + std::to_string(pid.process) + ") is not ready after "
                    + std::to_string(m_patience.count()) + " s; " + logFile().string() + " says why.");
        std::this_thread::sleep_for(kGlance);
    }
}

/// After a crash of the machine the number in postmaster.pid may be another
/// program's, after one of the server that of a process not yet collected: the
/// server would refuse to start. The files go only when nothing works in the
/// data folder any more.
Result<void> EmbeddedPostgres::clearStalePid() const
{
    const auto pid = readPostmasterPid(dataFolder());
    if (pid.process == 0 || pid.isServer)
        return {};
    const auto until = Clock::now() + m_patience;
    for (auto left = processIn(dataFolder()); left != 0; left = processIn(dataFolder())) {
        if (Clock::now() >= until)
            return failure(ErrorCode::Conflict,
                "Process " + std::to_string(left) + " of a server that crashed still works on "
                    + m_folder.string() + "; end it and try again.");
        std::this_thread::sleep_for(kGlance);
    }
    if (!pid.isNumberTaken)
        return {}; // the server clears that up itself
    std::error_code error;
    fs::remove(dataFolder() / "postmaster.pid", error);
    fs::remove(socketFolder() / (std::string(kSocketName.substr(1)) + ".lock"), error);
    return {};
}

Result<void> EmbeddedPostgres::makeDatabase() const
{
    constexpr std::string_view kDoing = "reach the private database";
    auto session = PgSession::connect({.connection = uriOf("postgres")});
    if (!session)
        return tl::unexpected(toError(session.error(), kDoing));
    const auto exists
        = session->query("SELECT FROM pg_database WHERE datname = $1", PgParameters().text(kName));
    if (!exists)
        return tl::unexpected(toError(exists.error(), kDoing));
    if (exists->size() == 1)
        return {};
    if (auto made = session->query("CREATE DATABASE " + quotedName(kName)); !made)
        return tl::unexpected(toError(made.error(), "make the private database"));
    return {};
}

Result<void> EmbeddedPostgres::start()
{
    // Before any folder is made: the package to be installed brings the user who has to own them.
    if (status().state == EmbeddedPostgresStatus::State::Absent)
        if (const auto programs = choosePostgres(installedPostgres(), 0); !programs)
            return tl::unexpected(programs.error());
    const auto user = serverUser();
    if (!user)
        return tl::unexpected(user.error());
    if (auto made = makePassableFolder(m_folder); !made)
        return made;
    const auto lock = FolderLock::take(m_folder, m_patience);
    if (!lock)
        return tl::unexpected(lock.error());
    if (auto made = makeFolders(*user); !made)
        return made;
    if (auto ready = awaitReady(); !ready)
        return ready;
    if (status().state != EmbeddedPostgresStatus::State::Running) {
        const auto programs = choosePostgres(installedPostgres(), majorOfData(dataFolder()));
        if (!programs)
            return tl::unexpected(programs.error());
        if (majorOfData(dataFolder()) == 0)
            if (auto made = initialize(*programs, *user); !made)
                return made;
        if (auto cleared = clearStalePid(); !cleared)
            return cleared;
        if (auto written = writeSettings(*user); !written)
            return written;
        if (auto launched = launch(*programs, *user); !launched)
            return launched;
    }
    return makeDatabase();
}

Result<void> EmbeddedPostgres::stop()
{
    if (status().state != EmbeddedPostgresStatus::State::Running)
        return {};
    const auto lock = FolderLock::take(m_folder, m_patience);
    if (!lock)
        return tl::unexpected(lock.error());
    const auto user = serverUser();
    if (!user)
        return tl::unexpected(user.error());
    const auto programs = choosePostgres(installedPostgres(), majorOfData(dataFolder()));
    if (!programs)
        return tl::unexpected(programs.error());
    const auto end = runProgram({.program = programs->folder / "pg_ctl",
        .arguments
        = {"stop", "-D", dataFolder().string(), "-m", "fast", "-w", "-t", std::to_string(m_patience.count())},
        .user = *user,
        .patience = m_patience + std::chrono::seconds{10}});
    if (!end)
        return tl::unexpected(end.error());
    if (end->exitCode != 0 && status().state == EmbeddedPostgresStatus::State::Running)
        return failure(ErrorCode::Timeout,
            "The private database in " + m_folder.string() + " does not stop: " + lastWords(end->output)
                + ".");
    return {};
}

} // namespace halcyon::engine
