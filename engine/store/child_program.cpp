#include "engine/store/child_program.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>

namespace halcyon::engine {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kCannotExecute = 127;

/// In the child between fork and exec: only what is safe there after a fork of
/// a program with threads.
bool becomeUser(const SystemUser& user) noexcept
{
    if (::geteuid() != 0 || user.user == 0)
        return true;
    return ::setgroups(1, &user.group) == 0 && ::setresgid(user.group, user.group, user.group) == 0
        && ::setresuid(user.user, user.user, user.user) == 0;
}

void resetSignals() noexcept
{
    for (const int signal : {SIGPIPE, SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT})
        ::signal(signal, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void becomeProgram(
    const SystemUser& user, char* const* arguments, char* const* environment, int output) noexcept
{
    resetSignals();
    ::umask(S_IRWXG | S_IRWXO);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    if (becomeUser(user) && ::chdir("/") == 0)
        ::execve(arguments[0], arguments, environment);
    ::_exit(kCannotExecute);
}

std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> environmentFor()
{
    // The C library would hand memory back after each block of payments and ask for it again: a tenth of
    // PostgreSQL's time.
    std::vector<std::string> environment{"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C",
        "TZ=UTC", "MALLOC_TRIM_THRESHOLD_=16777216", "MALLOC_MMAP_THRESHOLD_=16777216"};
    if (const char* libraries = std::getenv("LD_LIBRARY_PATH"))
        environment.push_back(std::string("LD_LIBRARY_PATH=") + libraries);
    return environment;
}

/// Reads until the program closed its end; false when time is up.
bool readAll(int descriptor, Clock::time_point until, std::string& output)
{
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        if (left.count() <= 0)
            return false;
        pollfd entry{.fd = descriptor, .events = POLLIN, .revents = 0};
        if (::poll(&entry, 1, int(left.count())) <= 0)
            continue;
        const auto size = ::read(descriptor, buffer.data(), buffer.size());
        if (size <= 0)
            return true;
        output.append(buffer.data(), std::size_t(size));
    }
}

int waitFor(pid_t child)
{
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) { }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

SystemUser SystemUser::current()
{
    const auto* entry = ::getpwuid(::geteuid());
    return {::geteuid(), ::getegid(), entry != nullptr ? entry->pw_name : std::to_string(::geteuid())};
}

Result<SystemUser> SystemUser::named(const std::string& name)
{
    const auto* entry = ::getpwnam(name.c_str());
    if (entry == nullptr)
        return failure(ErrorCode::Missing, "There is no user " + name + " on this system.");
    return SystemUser{entry->pw_uid, entry->pw_gid, name};
}

Result<ProgramEnd> runProgram(const ProgramRun& run)
{
    std::vector<std::string> arguments{run.program.string()};
    arguments.insert(arguments.end(), run.arguments.begin(), run.arguments.end());
    auto environment = environmentFor();
    const auto argumentPointers = pointersTo(arguments);
    const auto environmentPointers = pointersTo(environment);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return failure(ErrorCode::Internal, std::string("Cannot make a pipe: ") + std::strerror(errno) + ".");
    const auto child = ::fork();
    if (child == 0)
        becomeProgram(run.user, argumentPointers.data(), environmentPointers.data(), ends[1]);
    ::close(ends[1]);
    if (child < 0) {
        ::close(ends[0]);
        return failure(
            ErrorCode::Internal, std::string("Cannot start a program: ") + std::strerror(errno) + ".");
    }
    ProgramEnd end;
    const bool isInTime = readAll(ends[0], Clock::now() + run.patience, end.output);
    ::close(ends[0]);
    if (!isInTime)
        ::kill(child, SIGKILL);
    end.exitCode = waitFor(child);
    const auto name = run.program.filename().string();
    if (!isInTime)
        return failure(ErrorCode::Timeout,
            name + " did not end within " + std::to_string(run.patience.count())
                + " s; look for what holds the disk up and try again.");
    if (end.exitCode == kCannotExecute)
        return failure(ErrorCode::Missing,
            run.program.string() + " cannot be run as user " + run.user.name
                + "; check that it is installed.");
    return end;
}

std::filesystem::path barredFolder(const std::filesystem::path& path, const SystemUser& user)
{
    std::vector<std::filesystem::path> folders;
    std::vector<std::string> texts;
    std::filesystem::path folder;
    for (const auto& part : path) {
        folder /= part;
        folders.push_back(folder);
        texts.push_back(folder.string());
    }
    const auto child = ::fork();
    if (child == 0) {
        if (!becomeUser(user))
            ::_exit(0);
        for (std::size_t i = 0; i < texts.size(); ++i)
            if (::access(texts[i].c_str(), X_OK) != 0)
                ::_exit(int(i + 1));
        ::_exit(0);
    }
    const int index = child < 0 ? 0 : waitFor(child);
    return index > 0 && std::size_t(index) <= folders.size() ? folders[std::size_t(index - 1)]
                                                             : std::filesystem::path{};
}

} // namespace halcyon::engine
