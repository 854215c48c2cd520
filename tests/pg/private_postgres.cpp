#include "tests/pg/private_postgres.h"

#include "engine/store/postmaster_pid.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace halcyon::tests {

namespace fs = std::filesystem;

namespace {

/// In the watcher: waits until the program is gone, then clears up behind it.
[[noreturn]] void watch(const fs::path& folder, int lifeline)
{
    using namespace std::chrono_literals;
    ::setsid();
    char nothing = 0;
    while (::read(lifeline, &nothing, 1) < 0) { }
    const auto data = folder / "postgres" / "data";
    for (int i = 0; i < 500; ++i) { // 10 s
        const auto pid = engine::readPostmasterPid(data);
        if (!pid.isServer)
            break;
        ::kill(pid.process, i < 250 ? SIGINT : SIGQUIT);
        std::this_thread::sleep_for(20ms);
    }
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    ::_exit(0);
}

} // namespace

ScratchFolder::ScratchFolder()
{
    std::string pattern = "/tmp/halcyon-test-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error("no folder under /tmp");
    m_path = pattern;
    ::chmod(pattern.c_str(), 0711); // the server's user passes through
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    m_watcher = ::fork();
    if (m_watcher == 0) {
        ::close_range(3, unsigned(ends[0]) - 1, 0);
        ::close(ends[1]);
        watch(m_path, ends[0]);
    }
    ::close(ends[0]);
    m_lifeline = ends[1];
}

ScratchFolder::~ScratchFolder()
{
    ::close(m_lifeline);
    ::waitpid(m_watcher, nullptr, 0);
}

PrivatePostgres::PrivatePostgres()
    : m_server(m_folder.path() / "postgres")
{
    if (const auto started = m_server.start(); !started)
        throw std::runtime_error(started.error().message);
    // Processes are killed here, machines are not: what the system has taken is safe.
    auto session = connectTo(m_server.connectionUri());
    for (const auto* sql : {"ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"})
        if (const auto set = session.query(sql); !set)
            throw std::runtime_error(set.error().message);
}

PrivatePostgres::~PrivatePostgres()
{
    [[maybe_unused]] const auto stopped = m_server.stop(); // else the watcher does it
}

std::string PrivatePostgres::uriOf(const std::string& database) const
{
    auto uri = m_server.connectionUri();
    const std::string_view before = "@/halcyon?";
    return uri.replace(uri.find(before), before.size(), "@/" + database + "?");
}

std::string PrivatePostgres::freshDatabase()
{
    const auto name = "test" + std::to_string(++m_databases);
    auto session = connectTo(m_server.connectionUri());
    if (const auto made = session.query("CREATE DATABASE " + name); !made)
        throw std::runtime_error(made.error().message);
    return uriOf(name);
}

engine::PgSession connectTo(const std::string& uri)
{
    auto session = engine::PgSession::connect({.connection = uri});
    if (!session)
        throw std::runtime_error(session.error().message);
    return std::move(*session);
}

std::string askRows(engine::PgSession& session, const std::string& sql)
{
    const auto rows = session.query("SELECT q::text FROM (" + sql + ") AS q");
    if (!rows)
        return "error: " + rows.error().message;
    std::string text;
    for (int i = 0; i < rows->size(); ++i) {
        auto row = rows->text(i, 0);
        row = row.substr(1, row.size() - 2); // (a,b,c)
        text += (i == 0 ? "" : "\n") + row;
    }
    return text;
}

std::string ask(engine::PgSession& session, const std::string& sql)
{
    const auto rows = session.query("SELECT q.value::text FROM (" + sql + ") AS q (value)");
    if (!rows)
        return "error: " + rows.error().message;
    if (rows->size() != 1 || rows->isNull(0, 0))
        return "NULL";
    return rows->text(0, 0);
}

} // namespace halcyon::tests
