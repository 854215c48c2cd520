#include "engine/store/pg_recorder_store.h"
#include "engine/store/pg_session.h"
#include "engine/store/postmaster_pid.h"
#include "tests/fakes/pg_proxy.h"
#include "tests/pg/made_batches.h"
#include "tests/pg/private_postgres.h"
#include "tests/pg/recording.h"
#include "tests/pg/show_strings.h"

#include <QtTest>

#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <mutex>

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// What a store reported, in order; an empty sentence says all is well.
class Troubles {
public:
    void add(const std::string& sentence)
    {
        const std::scoped_lock lock(m_mutex);
        m_all.push_back(sentence);
    }
    void clear()
    {
        const std::scoped_lock lock(m_mutex);
        m_all.clear();
    }
    [[nodiscard]] std::string last() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_all.empty() ? "none yet" : m_all.back();
    }
    [[nodiscard]] bool has(const std::string& part) const
    {
        const std::scoped_lock lock(m_mutex);
        return std::any_of(m_all.begin(), m_all.end(),
            [&](const std::string& sentence) { return sentence.find(part) != std::string::npos; });
    }

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_all;
};

/// A commit on a thread of its own. A test that fails meanwhile stops it.
class Committing {
public:
    Committing(Recording& recording, std::vector<MadeMessage> messages, std::stop_source stop)
        : m_stop(std::move(stop))
        , m_done(std::async(std::launch::async,
              [&recording, messages = std::move(messages)] { return recording.commit(messages); }))
    {
    }
    ~Committing() { m_stop.request_stop(); }

    bool endsWithin(std::chrono::seconds time) { return m_done.wait_for(time) == std::future_status::ready; }
    Result<void> result() { return m_done.get(); }

private:
    std::stop_source m_stop;
    std::future<Result<void>> m_done;
};

std::string reasonOf(const Result<void>& result)
{
    return result ? "" : result.error().message;
}

} // namespace

#define COMMITTED(expression)                                                                                \
    do {                                                                                                     \
        const auto done = (expression);                                                                      \
        QVERIFY2(done, reasonOf(done).c_str());                                                              \
    } while (false)

class TestRecorderStoreFaults : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<PrivatePostgres> m_postgres;
    std::string m_uri;
    Troubles m_troubles;
    std::stop_source m_stop;

    PgRecorderSettings settings(const std::string& uri)
    {
        PgRecorderSettings settings;
        settings.connection = uri;
        settings.stop = m_stop.get_token();
        settings.onTrouble = [this](const std::string& sentence) { m_troubles.add(sentence); };
        return settings;
    }
    std::string answer(const std::string& sql)
    {
        auto session = connectTo(m_uri);
        return ask(session, sql);
    }
    /// Ends the connection that holds the recorder lock, as an administrator would.
    void endRecordersBackend()
    {
        QCOMPARE(answer("SELECT pg_terminate_backend(backend, 5000) FROM recorder"), std::string("true"));
    }
    /// A URI that leads through a proxy in `folder`.
    std::string throughProxy(const fs::path& folder)
    {
        auto uri = m_uri;
        const auto from = uri.find("host=") + 5;
        return uri.replace(from, uri.find('&', from) - from, folder.string());
    }
    fs::path sockets() { return m_postgres->server().folder() / "run"; }

private Q_SLOTS:
    void initTestCase() { m_postgres = std::make_unique<PrivatePostgres>(); }
    void init()
    {
        m_uri = m_postgres->freshDatabase();
        m_troubles.clear();
        m_stop = {};
    }
    void cleanup() { QCOMPARE(brokenInvariant(m_uri), std::string()); }

    void onlyOneRecordsAndTheOtherLearnsWho()
    {
        Recording first(m_uri);
        QVERIFY(first.state);
        Recording second(m_uri);
        QVERIFY(!second.state);
        QVERIFY(second.state.error().code == ErrorCode::Conflict);
        const auto& message = second.state.error().message;
        QVERIFY2(message.find("process " + std::to_string(::getpid())) != std::string::npos, message.c_str());
        COMMITTED(first.commit(upiRun(0, 10)));
    }

    void aKilledRecordersLockIsFreeAtOnce()
    {
        auto first = std::make_unique<Recording>(m_uri);
        first.reset();
        Recording second(m_uri);
        QVERIFY(second.state);
    }

    void theOneThatWasReplacedIsFenced()
    {
        Recording first(m_uri);
        COMMITTED(first.commit(upiRun(0, 10)));
        endRecordersBackend(); // as a long pause of the first would
        Recording second(m_uri);
        QVERIFY(second.state);
        COMMITTED(second.commit(upiRun(10, 10)));
        const auto done = first.commit(upiRun(10, 10));
        QVERIFY(!done);
        QVERIFY2(done.error().code == ErrorCode::Conflict, done.error().message.c_str());
        QCOMPARE(answer("SELECT count(*) FROM upi_events"), std::string("20"));
    }

    void whatMovedBehindItsBackFencesEvenALivingSession_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QByteArray>("column");
        QTest::newRow("a new epoch") << QByteArray("recorder") << QByteArray("epoch");
        QTest::newRow("an offset") << QByteArray("consumer_offsets") << QByteArray("next_offset");
    }
    void whatMovedBehindItsBackFencesEvenALivingSession()
    {
        QFETCH(QByteArray, table);
        QFETCH(QByteArray, column);
        Recording recording(m_uri);
        COMMITTED(recording.commit(upiRun(0, 10)));
        auto session = connectTo(m_uri);
        const std::string move = ("UPDATE " + table + " SET " + column + " = " + column).toStdString();
        QVERIFY(session.query(move + " + 1"));
        const auto done = recording.commit(upiRun(10, 10));
        QVERIFY(!done);
        QVERIFY(done.error().code == ErrorCode::Conflict);
        QCOMPARE(answer("SELECT count(*) FROM upi_events"), std::string("10"));
        QVERIFY(session.query(move + " - 1"));
    }

    void aLostAnswerToCommitIsLookedUp()
    {
        ScratchFolder scratch;
        PgProxy proxy(scratch.path(), sockets());
        Recording recording(settings(throughProxy(scratch.path())));
        COMMITTED(recording.commit(upiRun(0, 10)));
        proxy.loseAnswerTo("COMMIT");
        COMMITTED(recording.commit(upiRun(10, 10)));
        QCOMPARE(proxy.faults(), 1);
        QCOMPARE(answer("SELECT count(*) FROM upi_events"), std::string("20"));
        QCOMPARE(answer("SELECT count(*) FROM commits"), std::string("2")); // it was not repeated
        COMMITTED(recording.commit(upiRun(20, 10)));
    }

    void aConnectionThatBreaksIsReplacedAndTheBatchRepeated_data()
    {
        QTest::addColumn<QByteArray>("word");
        for (const auto* word : {"BEGIN", "UPDATE recorder", "consumer_offsets", "COPY upi_blocks", "PGCOPY",
                 "INSERT INTO ledger", "recorded_days", "COMMIT"})
            QTest::newRow(word) << QByteArray(word);
    }
    void aConnectionThatBreaksIsReplacedAndTheBatchRepeated()
    {
        QFETCH(QByteArray, word);
        ScratchFolder scratch;
        PgProxy proxy(scratch.path(), sockets());
        Recording recording(settings(throughProxy(scratch.path())));
        COMMITTED(recording.commit(upiRun(0, 10)));
        proxy.breakBefore(word.toStdString());
        COMMITTED(recording.commit(upiRun(10, 10)));
        QCOMPARE(proxy.faults(), 1);
        QCOMPARE(answer("SELECT count(*) FROM upi_events"), std::string("20"));
        QCOMPARE(answer("SELECT count(*) FROM commits"), std::string("2"));
        QVERIFY(m_troubles.has("PostgreSQL is away since"));
        QCOMPARE(m_troubles.last(), std::string());
    }

    void aStrandedSessionOfOursDoesNotKeepTheLock()
    {
        ScratchFolder scratch;
        PgProxy proxy(scratch.path(), sockets());
        Recording recording(settings(throughProxy(scratch.path())));
        COMMITTED(recording.commit(upiRun(0, 10)));
        proxy.strandAt("COPY upi_blocks"); // the server goes on waiting for our dead connection
        COMMITTED(recording.commit(upiRun(10, 10)));
        QCOMPARE(answer("SELECT count(*) FROM upi_events"), std::string("20"));
    }

    void anAdministratorMayEndItsSessionAtAnyTime()
    {
        Recording recording(settings(m_uri));
        // Each time in another statement of a commit, as soon as it is seen there.
        static constexpr std::array kStatements{"COPY", "UPDATE recorder", "INSERT INTO ledger", "COMMIT"};
        std::atomic<bool> isOver{false};
        std::atomic<int> endings{0};
        std::thread administrator([&] {
            auto session = connectTo(m_uri);
            while (!isOver) {
                const auto ended = session.query(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity JOIN recorder ON pid = backend "
                    "WHERE query LIKE $1 || '%'",
                    PgParameters().text(kStatements[std::size_t(endings) % kStatements.size()]));
                endings += ended ? ended->size() : 0;
            }
        });
        int commits = 0;
        bool isFine = true;
        for (; (commits < 20 || endings < 8) && commits < 200 && isFine; ++commits)
            isFine = bool(recording.commit(upiRun(commits * 500, 500)));
        isOver = true;
        administrator.join();
        QVERIFY(isFine);
        QVERIFY(endings >= 8);
        QCOMPARE(answer("SELECT count(*) FROM upi_events"), std::to_string(commits * 500));
    }

    void theServerMayBeStoppedAndStarted_data()
    {
        QTest::addColumn<bool>("isKilled");
        QTest::newRow("stopped in order") << false;
        QTest::newRow("killed") << true;
    }
    void theServerMayBeStoppedAndStarted()
    {
        QFETCH(bool, isKilled);
        Recording recording(settings(m_uri));
        COMMITTED(recording.commit(upiRun(0, 100)));
        auto& server = m_postgres->server();
        if (isKilled)
            ::kill(server.status().process, SIGKILL);
        else
            COMMITTED(server.stop());
        QTRY_VERIFY_WITH_TIMEOUT(processIn(server.folder() / "data") == 0, 20'000); // its backends end too
        Committing committing(recording, upiRun(100, 100), m_stop);
        QTRY_VERIFY_WITH_TIMEOUT(m_troubles.has("PostgreSQL is away since"), 20'000);
        COMMITTED(server.start());
        QVERIFY(committing.endsWithin(60s));
        COMMITTED(committing.result());
        QCOMPARE(m_troubles.last(), std::string());
        QCOMPARE(answer("SELECT count(*) FROM upi_events"), std::string("200"));
    }

    void askedToStopItDoesNotWaitForTheServer()
    {
        Recording recording(settings(m_uri));
        COMMITTED(recording.commit(upiRun(0, 100)));
        COMMITTED(m_postgres->server().stop());
        Committing committing(recording, upiRun(100, 100), m_stop);
        QTRY_VERIFY_WITH_TIMEOUT(m_troubles.has("away"), 20'000);
        m_stop.request_stop();
        const bool isPrompt = committing.endsWithin(5s);
        COMMITTED(m_postgres->server().start());
        QVERIFY(isPrompt);
        const auto done = committing.result();
        QVERIFY(!done);
        QVERIFY(done.error().code == ErrorCode::Cancelled);
    }

    void aLockOfSomebodyElseIsWaitedFor()
    {
        Recording recording(settings(m_uri));
        COMMITTED(recording.commit(upiRun(0, 10)));
        auto session = connectTo(m_uri);
        QVERIFY(session.script("BEGIN; LOCK TABLE commits IN ACCESS EXCLUSIVE MODE"));
        Committing committing(recording, upiRun(10, 10), m_stop);
        QTRY_VERIFY_WITH_TIMEOUT(m_troubles.has("has not answered"), 20'000);
        auto other = connectTo(m_uri); // and it may be cancelled meanwhile
        QCOMPARE(ask(other, "SELECT pg_cancel_backend(backend) FROM recorder"), std::string("true"));
        QVERIFY(session.script("COMMIT"));
        QVERIFY(committing.endsWithin(30s));
        COMMITTED(committing.result());
        QCOMPARE(m_troubles.last(), std::string());
    }

    void aServerWithoutAFreeConnectionIsWaitedFor()
    {
        Recording recording(settings(m_uri));
        COMMITTED(recording.commit(upiRun(0, 10)));
        std::vector<PgSession> crowd;
        auto ender = connectTo(m_uri);
        for (;;) {
            auto session = PgSession::connect({.connection = m_uri});
            if (!session)
                break;
            crowd.push_back(std::move(*session));
        }
        QVERIFY(crowd.size() > 10);
        QCOMPARE(ask(ender, "SELECT pg_terminate_backend(backend, 5000) FROM recorder"), std::string("true"));
        auto late = PgSession::connect({.connection = m_uri}); // takes the place that became free
        Committing committing(recording, upiRun(10, 10), m_stop);
        QTRY_VERIFY_WITH_TIMEOUT(m_troubles.has("too many clients"), 20'000);
        crowd.clear();
        QVERIFY(committing.endsWithin(30s));
        COMMITTED(committing.result());
    }

    void aServerThatBecameReadOnlyIsWaitedFor()
    {
        Recording recording(settings(m_uri));
        COMMITTED(recording.commit(upiRun(0, 10)));
        auto session = connectTo(m_uri);
        const auto name = ask(session, "SELECT current_database()");
        QVERIFY(session.query("ALTER DATABASE " + name + " SET default_transaction_read_only = on"));
        endRecordersBackend();
        Committing committing(recording, upiRun(10, 10), m_stop);
        QTRY_VERIFY_WITH_TIMEOUT(m_troubles.has("read-only"), 20'000);
        QVERIFY(session.query("ALTER DATABASE " + name + " RESET default_transaction_read_only"));
        QVERIFY(committing.endsWithin(30s));
        COMMITTED(committing.result());
    }

    void aFullDiskIsWaitedForAndRecoversUnaided()
    {
        ScratchFolder scratch;
        const auto small = scratch.path() / "small";
        fs::create_directories(small);
        if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=64m,mode=0777") != 0)
            QSKIP("no right to mount a small file system here");
        struct Unmount {
            fs::path path;
            ~Unmount() { ::umount2(path.c_str(), MNT_DETACH); }
        } unmount{small};
        const auto space = small / "space";
        fs::create_directories(space);
        if (::geteuid() == 0)
            QCOMPARE(::chown(space.c_str(), SystemUser::named("postgres")->user,
                         SystemUser::named("postgres")->group),
                0);
        {
            auto admin = connectTo(m_postgres->server().connectionUri());
            QVERIFY(admin.query("CREATE TABLESPACE small LOCATION '" + space.string() + "'"));
            QVERIFY(admin.query("CREATE DATABASE full_disk TABLESPACE small"));
        }
        m_uri = m_postgres->uriOf("full_disk");
        {
            auto impatient = settings(m_uri);
            impatient.storagePatience = 1s;
            Recording recording(std::move(impatient));
            QVERIFY(recording.state);
            COMMITTED(recording.commit(upiRun(0, 1000)));
            {
                std::ofstream ballast(small / "ballast");
                const std::string block(1 << 20, 'x');
                while (ballast.write(block.data(), std::streamsize(block.size())).flush()) { }
            }
            const auto given = recording.commit(upiRun(1000, 20'000));
            QVERIFY(!given);
            QVERIFY2(given.error().code == ErrorCode::Storage, given.error().message.c_str());
        }
        m_troubles.clear();
        {
            Recording recording(settings(m_uri));
            QVERIFY2(recording.state, recording.state ? "" : recording.state.error().message.c_str());
            Committing committing(recording, upiRun(1000, 20'000), m_stop);
            QTRY_VERIFY_WITH_TIMEOUT(m_troubles.has("No space left"), 20'000);
            fs::remove(small / "ballast");
            QVERIFY(committing.endsWithin(30s));
            COMMITTED(committing.result());
            QCOMPARE(m_troubles.last(), std::string());
        }
        QCOMPARE(brokenInvariant(m_uri), std::string());
        auto admin = connectTo(m_postgres->server().connectionUri());
        QVERIFY(admin.query("DROP DATABASE full_disk (FORCE)"));
        QVERIFY(admin.query("DROP TABLESPACE small"));
        m_uri = m_postgres->freshDatabase();
        Recording schema(m_uri);
    }

    void takingOverSaysWhyItCannot()
    {
        {
            Recording schema(m_uri);
        }
        const auto refusal = [&](const std::string& uri) {
            Recording recording(uri);
            return recording.state ? Error{} : recording.state.error();
        };
        QVERIFY(refusal(m_postgres->uriOf("nowhere")).code == ErrorCode::Access);
        QVERIFY(refusal("postgresql:///x?host=/tmp/nowhere-at-all").code == ErrorCode::Connect);
        auto session = connectTo(m_uri);
        QVERIFY(session.query("INSERT INTO schema_migrations VALUES (9999, 'future', 'x')"));
        const auto newer = refusal(m_uri);
        QVERIFY2(newer.code == ErrorCode::Conflict && newer.message.find("9999") != std::string::npos,
            newer.message.c_str());
        QVERIFY(session.query("DELETE FROM schema_migrations WHERE version = 9999"));
        Recording again(m_uri); // the refused one left no lock behind
        QVERIFY(again.state);
    }
};

QTEST_GUILESS_MAIN(TestRecorderStoreFaults)
#include "tst_recorder_store_faults.moc"
