#include "engine/store/embedded_postgres.h"
#include "engine/store/postmaster_pid.h"
#include "tests/pg/private_postgres.h"
#include "tests/pg/show_strings.h"

#include <QtTest>

#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using State = EmbeddedPostgresStatus::State;

namespace {

template <typename Condition>
bool awaited(Condition condition, std::chrono::seconds patience = 20s)
{
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= until)
            return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

std::string reasonOf(const Result<void>& result)
{
    return result ? "" : result.error().message;
}

/// Begins a test's story with a running server in a folder of its own.
struct Started {
    ScratchFolder scratch;
    EmbeddedPostgres server{scratch.path() / "postgres"};
    Result<void> started = server.start();
};

/// All that the server's process group left behind is gone.
bool isDeserted(const EmbeddedPostgres& server)
{
    return processIn(server.folder() / "data") == 0;
}

} // namespace

#define STARTED(story)                                                                                       \
    Started story;                                                                                           \
    QVERIFY2(story.started, reasonOf(story.started).c_str())

class TestEmbeddedPostgres : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void makesADatabaseOnFirstUse()
    {
        STARTED(story);
        auto session = connectTo(story.server.connectionUri());
        QCOMPARE(ask(session, "SELECT current_setting('data_checksums')"), std::string("on"));
        QCOMPARE(ask(session, "SELECT current_setting('server_encoding')"), std::string("UTF8"));
        QCOMPARE(ask(session, "SELECT current_setting('listen_addresses')"), std::string(""));
        QCOMPARE(ask(session, "SELECT current_setting('synchronous_commit')"), std::string("on"));
        QCOMPARE(ask(session, "SELECT current_database()"), std::string("halcyon"));
        QCOMPARE(ask(session, "SELECT datcollate::text FROM pg_database WHERE datname = current_database()"),
            std::string("C"));
        QVERIFY(story.server.status().state == State::Running);
        QVERIFY(story.server.status().major >= 15);
    }

    void nobodyElseCanReachTheSocket()
    {
        STARTED(story);
        struct stat facts { };
        QCOMPARE(::stat((story.server.folder() / "run").c_str(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777U, 0700U);
        QVERIFY(facts.st_uid != 0); // never as root
        auto session = connectTo(story.server.connectionUri());
        QCOMPARE(ask(session, "SELECT current_setting('unix_socket_permissions')"), std::string("0700"));
    }

    void aSecondStartFindsTheRunningServer()
    {
        STARTED(story);
        const auto process = story.server.status().process;
        EmbeddedPostgres again(story.server.folder());
        QVERIFY(again.start());
        QCOMPARE(again.status().process, process);
        QCOMPARE(again.connectionUri(), story.server.connectionUri());
    }

    void manyThatStartAtOnceShareOneServer()
    {
        ScratchFolder scratch;
        const auto folder = scratch.path() / "postgres";
        std::vector<std::thread> threads;
        std::atomic<int> good{0};
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] { good += EmbeddedPostgres(folder).start() ? 1 : 0; });
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(good.load(), 4);
        QVERIFY(EmbeddedPostgres(folder).status().state == State::Running);
    }

    void stopsInOrderAndKeepsTheData()
    {
        STARTED(story);
        {
            auto session = connectTo(story.server.connectionUri());
            QVERIFY(session.script("CREATE TABLE kept AS SELECT 42 AS answer"));
        }
        const auto stopped = story.server.stop();
        QVERIFY2(stopped, reasonOf(stopped).c_str());
        QVERIFY(story.server.status().state == State::Stopped);
        QVERIFY(isDeserted(story.server));
        QVERIFY(story.server.stop()); // once more is fine
        QVERIFY(story.server.start());
        auto session = connectTo(story.server.connectionUri());
        QCOMPARE(ask(session, "SELECT answer FROM kept"), std::string("42"));
    }

    void outlivesTheProcessThatStartedIt()
    {
        ScratchFolder scratch;
        const auto folder = scratch.path() / "postgres";
        const auto child = ::fork();
        if (child == 0) {
            [[maybe_unused]] const auto started = EmbeddedPostgres(folder).start();
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        EmbeddedPostgres server(folder);
        QVERIFY(server.status().state == State::Running);
        const auto process = server.status().process;
        QVERIFY(server.start());
        QCOMPARE(server.status().process, process);
        QVERIFY(server.stop());
    }

    void startsAgainAfterTheServerWasKilled()
    {
        STARTED(story);
        {
            auto session = connectTo(story.server.connectionUri());
            QVERIFY(session.script("CREATE TABLE kept AS SELECT 42 AS answer"));
        }
        const auto process = story.server.status().process;
        QCOMPARE(::kill(process, SIGKILL), 0);
        QVERIFY(awaited([&] { return story.server.status().state == State::Stopped; }));
        const auto again = story.server.start();
        QVERIFY2(again, reasonOf(again).c_str());
        auto session = connectTo(story.server.connectionUri());
        QCOMPARE(ask(session, "SELECT answer FROM kept"), std::string("42"));
    }

    void aPidFileThatNamesAnotherProgramIsNoServer()
    {
        STARTED(story);
        const auto pidFile = story.server.folder() / "data" / "postmaster.pid";
        std::ifstream original(pidFile);
        std::string content((std::istreambuf_iterator<char>(original)), {});
        const auto process = story.server.status().process;
        QCOMPARE(::kill(process, SIGKILL), 0);
        QVERIFY(awaited([&] { return isDeserted(story.server); }));
        content.replace(
            0, content.find('\n'), std::to_string(::getpid())); // a number used again after a reboot
        std::ofstream(pidFile) << content;
        QVERIFY(story.server.status().state == State::Stopped);
        const auto again = story.server.start();
        QVERIFY2(again, reasonOf(again).c_str());
        QVERIFY(story.server.status().state == State::Running);
    }

    void aCrashWhileTheDatabaseWasMadeLeavesNoHalfOfIt()
    {
        ScratchFolder scratch;
        const auto folder = scratch.path() / "postgres";
        fs::create_directories(folder / "data.new" / "base");
        fs::permissions(folder, fs::perms(0755));
        EmbeddedPostgres server(folder);
        const auto started = server.start();
        QVERIFY2(started, reasonOf(started).c_str());
        QVERIFY(!fs::exists(folder / "data.new"));
    }

    void aLongPathStillGetsASocket()
    {
        ScratchFolder scratch;
        const auto folder = scratch.path() / std::string(90, 'x') / "postgres";
        EmbeddedPostgres server(folder);
        const auto started = server.start();
        QVERIFY2(started, reasonOf(started).c_str());
        auto session = connectTo(server.connectionUri());
        const auto sockets = ask(session, "SELECT current_setting('unix_socket_directories')");
        QVERIFY2(sockets.size() < 90, sockets.c_str());
        struct stat facts { };
        QCOMPARE(::stat(sockets.c_str(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777U, 0700U);
        QVERIFY(server.stop());
        fs::remove_all(sockets);
    }

    void aPathWithBlanksAndQuotesWorks()
    {
        ScratchFolder scratch;
        EmbeddedPostgres server(scratch.path() / "my 'data' & more" / "postgres");
        const auto started = server.start();
        QVERIFY2(started, reasonOf(started).c_str());
        auto session = connectTo(server.connectionUri());
        QCOMPARE(ask(session, "SELECT 1"), std::string("1"));
        QVERIFY(server.stop());
    }

    void dataOfAnotherVersionIsLeftAlone()
    {
        ScratchFolder scratch;
        const auto folder = scratch.path() / "postgres";
        fs::create_directories(folder / "data");
        std::ofstream(folder / "data" / "PG_VERSION") << "9\n";
        fs::permissions(folder, fs::perms(0755));
        const auto started = EmbeddedPostgres(folder).start();
        QVERIFY(!started);
        QVERIFY(started.error().code == ErrorCode::Missing);
        QVERIFY2(started.error().message.find("postgresql-9") != std::string::npos,
            started.error().message.c_str());
    }

    void withoutAServerInstalledThePackageIsNamed()
    {
        const auto chosen = choosePostgres({}, 0);
        QVERIFY(!chosen);
        QVERIFY(chosen.error().code == ErrorCode::Missing);
        QVERIFY(chosen.error().message.find("postgresql-15") != std::string::npos);
        const auto tooOld = choosePostgres({{14, "/usr/lib/postgresql/14/bin"}}, 0);
        QVERIFY(!tooOld);
        const auto newest = choosePostgres({{17, "/a"}, {15, "/b"}}, 0);
        QCOMPARE(newest->major, 17);
        QCOMPARE(choosePostgres({{17, "/a"}, {15, "/b"}}, 15)->folder, fs::path("/b"));
    }

    void aFolderTheServerCannotReachIsNamed()
    {
        if (::geteuid() != 0)
            QSKIP("only root runs the server as somebody else");
        ScratchFolder scratch;
        const auto closed = scratch.path() / "closed";
        fs::create_directories(closed);
        fs::permissions(closed, fs::perms(0700));
        const auto started = EmbeddedPostgres(closed / "postgres").start();
        QVERIFY(!started);
        QVERIFY(started.error().code == ErrorCode::Access);
        QVERIFY2(started.error().message.find(closed.string()) != std::string::npos,
            started.error().message.c_str());
    }

    void aFullDiskIsNamed()
    {
        ScratchFolder scratch;
        const auto small = scratch.path() / "small";
        fs::create_directories(small);
        if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=8m,mode=0755") != 0)
            QSKIP("no right to mount a small file system here");
        const auto started = EmbeddedPostgres(small / "postgres").start();
        ::umount(small.c_str());
        QVERIFY(!started);
        QVERIFY2(started.error().code == ErrorCode::Storage, started.error().message.c_str());
    }

    void aFolderThatIsALinkIsRefused()
    {
        ScratchFolder scratch;
        const auto folder = scratch.path() / "postgres";
        fs::create_directories(folder);
        fs::permissions(folder, fs::perms(0755));
        fs::create_symlink("/tmp", folder / "log");
        const auto started = EmbeddedPostgres(folder).start();
        QVERIFY(!started);
        QVERIFY(started.error().code == ErrorCode::Access);
    }
};

QTEST_GUILESS_MAIN(TestEmbeddedPostgres)
#include "tst_embedded_postgres.moc"
