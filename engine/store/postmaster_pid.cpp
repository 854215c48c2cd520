#include "engine/store/postmaster_pid.h"

#include <signal.h>

#include <cerrno>
#include <charconv>
#include <fstream>

namespace halcyon::engine {

namespace {

namespace fs = std::filesystem;

/// Of /proc/PID/stat: 'Z' for a process that ended and waits to be collected.
char stateOf(const fs::path& entry)
{
    std::string line;
    std::getline(std::ifstream(entry / "stat"), line);
    const auto close = line.rfind(") ");
    return close == std::string::npos || close + 2 >= line.size() ? '\0' : line[close + 2];
}

/// A server's working folder is its data folder. Where we may not look at that
/// (a container without ptrace rights), its name has to do.
bool isServerOn(const fs::path& data, pid_t process)
{
    const auto entry = fs::path("/proc") / std::to_string(process);
    const auto state = stateOf(entry);
    if (state == 'Z' || state == 'X' || state == '\0')
        return false;
    std::error_code error;
    const auto folder = fs::read_symlink(entry / "cwd", error);
    if (error != std::errc::permission_denied)
        return !error && folder == data;
    std::string name;
    std::getline(std::ifstream(entry / "comm"), name);
    return name == "postgres";
}

} // namespace

PostmasterPid readPostmasterPid(const fs::path& data)
{
    constexpr int kStatusLine = 8;
    PostmasterPid pid;
    std::ifstream file(data / "postmaster.pid");
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (number == 1)
            std::from_chars(line.data(), line.data() + line.size(), pid.process);
        if (number == kStatusLine)
            pid.isReady = line.starts_with("ready");
    }
    if (pid.process <= 0)
        return {};
    std::error_code error;
    const auto canonical = fs::canonical(data, error);
    pid.isNumberTaken = ::kill(pid.process, 0) == 0 || errno == EPERM;
    pid.isServer = pid.isNumberTaken && isServerOn(canonical, pid.process);
    return pid;
}

pid_t processIn(const fs::path& data)
{
    std::error_code error;
    const auto canonical = fs::canonical(data, error);
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
        const auto name = entry.path().filename().string();
        pid_t process = 0;
        const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), process);
        if (code != std::errc{} || end != name.data() + name.size())
            continue;
        std::error_code unreadable;
        if (fs::read_symlink(entry.path() / "cwd", unreadable) == canonical && !unreadable)
            return process;
    }
    return 0;
}

} // namespace halcyon::engine
