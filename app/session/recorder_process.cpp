#include "app/session/recorder_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace halcyon::app {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLongestPause{30};
constexpr std::chrono::seconds kPatience{10};
/// A run this long counts as healthy: the next pause is short again.
constexpr std::chrono::seconds kHealthyRun{60};

/// A pipe whose ends close with it and do not leak into children.
struct Pipe {
    int readEnd = -1;
    int writeEnd = -1;

    Pipe()
    {
        std::array<int, 2> ends{-1, -1};
        if (pipe2(ends.data(), O_CLOEXEC) == 0) {
            readEnd = ends[0];
            writeEnd = ends[1];
        }
    }
    ~Pipe()
    {
        closeWriteEnd();
        if (readEnd >= 0)
            close(readEnd);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void closeWriteEnd()
    {
        if (writeEnd >= 0)
            close(writeEnd);
        writeEnd = -1;
    }
};

/// Puts bytes together to lines; keeps the newest.
class LastLine {
public:
    bool take(std::string_view bytes)
    {
        bool isNew = false;
        for (const char c : bytes) {
            if (c != '\n') {
                m_partial += c;
                continue;
            }
            if (!m_partial.empty()) {
                line = std::exchange(m_partial, {});
                isNew = true;
            }
        }
        return isNew;
    }
    std::string line;

private:
    std::string m_partial;
};

/// Our environment with `changes` laid over it, for execve.
class Environment {
public:
    explicit Environment(const std::map<std::string, std::string>& changes)
    {
        std::map<std::string, std::string> all;
        for (char** entry = environ; *entry != nullptr; ++entry) {
            const std::string_view text(*entry);
            all[std::string(text.substr(0, text.find('=')))] = text;
        }
        for (const auto& [name, value] : changes)
            all[name] = name + '=' + value;
        for (auto& [name, text] : all)
            m_texts.push_back(std::move(text));
        for (std::string& text : m_texts)
            m_pointers.push_back(text.data());
        m_pointers.push_back(nullptr);
    }
    [[nodiscard]] char** data() { return m_pointers.data(); }

private:
    std::vector<std::string> m_texts;
    std::vector<char*> m_pointers;
};

[[nodiscard]] pid_t start(const RecorderProcess::Settings& settings, const Pipe& out, const Pipe& err)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.writeEnd, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.writeEnd, STDERR_FILENO);
    std::vector<std::string> texts{settings.program.string()};
    texts.insert(texts.end(), settings.arguments.begin(), settings.arguments.end());
    std::vector<char*> arguments;
    for (std::string& text : texts)
        arguments.push_back(text.data());
    arguments.push_back(nullptr);
    Environment environment(settings.environment);
    pid_t child = -1;
    const int failed = posix_spawn(
        &child, settings.program.c_str(), &actions, nullptr, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    errno = failed;
    return failed == 0 ? child : -1;
}

} // namespace

RecorderProcess::RecorderProcess(Settings settings)
    : m_settings(std::move(settings))
    , m_thread([this](const std::stop_token& stop) { supervise(stop); })
{
}

RecorderProcess::~RecorderProcess() = default; // the thread's end ends the child

RecorderProcess::State RecorderProcess::state() const
{
    const std::scoped_lock lock(m_mutex);
    return m_state;
}

void RecorderProcess::supervise(const std::stop_token& stop)
{
    std::chrono::seconds pause = 1s;
    while (!stop.stop_requested()) {
        const auto started = Clock::now();
        runOnce(stop);
        if (Clock::now() - started >= kHealthyRun)
            pause = 1s;
        std::unique_lock lock(m_mutex);
        m_state.isRunning = false;
        m_state.nextStart = engine::wallClockNow() + pause;
        m_wake.wait_for(lock, stop, pause, [] { return false; });
        ++m_state.restarts;
        pause = std::min(pause * 2, kLongestPause);
    }
}

void RecorderProcess::runOnce(const std::stop_token& stop)
{
    Pipe out;
    Pipe err;
    const pid_t child = start(m_settings, out, err);
    if (child < 0) {
        const std::scoped_lock lock(m_mutex);
        m_state.lastError = "Cannot start " + m_settings.program.string() + ": " + std::strerror(errno) + ".";
        return;
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_state.isRunning = true;
        m_state.lastError.clear();
    }
    out.closeWriteEnd();
    err.closeWriteEnd();

    LastLine outLine;
    LastLine errLine;
    std::array<pollfd, 2> ends{pollfd{out.readEnd, POLLIN, 0}, pollfd{err.readEnd, POLLIN, 0}};
    std::array<char, 4096> buffer{};
    Clock::time_point killAt = Clock::time_point::max();
    for (bool isOpen = true; isOpen;) {
        if (stop.stop_requested() && killAt == Clock::time_point::max()) {
            kill(child, SIGTERM);
            killAt = Clock::now() + kPatience;
        } else if (Clock::now() >= killAt) {
            kill(child, SIGKILL);
        }
        poll(ends.data(), ends.size(), 100);
        isOpen = false;
        for (pollfd& end : ends) {
            if (end.fd < 0)
                continue;
            const ssize_t got = end.revents != 0 ? read(end.fd, buffer.data(), buffer.size()) : -1;
            if (end.revents != 0 && got <= 0) {
                end.fd = -1;
                continue;
            }
            isOpen = true;
            if (got <= 0)
                continue;
            const bool isOut = &end == ends.data();
            LastLine& line = isOut ? outLine : errLine;
            if (line.take({buffer.data(), std::size_t(got)})) {
                const std::scoped_lock lock(m_mutex);
                (isOut ? m_state.lastLine : m_state.lastError) = line.line;
            }
        }
    }
    waitpid(child, nullptr, 0);
}

std::filesystem::path findHalcyonctl()
{
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto beside = self.parent_path() / "halcyonctl";
    return !error && std::filesystem::exists(beside, error) ? beside : "/usr/bin/halcyonctl";
}

} // namespace halcyon::app
