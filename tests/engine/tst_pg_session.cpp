#include "engine/store/interrupt.h"
#include "engine/store/pg_transaction.h"
#include "tests/pg/private_postgres.h"
#include "tests/pg/show_strings.h"

#include <QtTest>

#include <signal.h>

#include <thread>

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Kind = PgFailure::Kind;

namespace {

std::string refusal(const std::string& uri)
{
    const auto session = PgSession::connect({.connection = uri, .connectTimeout = 5s});
    if (session)
        return "";
    const auto error = toError(session.error(), "connect");
    return std::to_string(int(error.code)) + " " + error.message;
}

bool saysOneSentence(const std::string& text)
{
    return text.find('\n') == std::string::npos && text.ends_with('.');
}

} // namespace

class TestPgSession : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<PrivatePostgres> m_postgres;
    std::string m_uri;

private Q_SLOTS:
    void initTestCase()
    {
        m_postgres = std::make_unique<PrivatePostgres>();
        m_uri = m_postgres->freshDatabase();
    }

    void valuesGoThereAndBackUnchanged()
    {
        auto session = connectTo(m_uri);
        const EventTime moment(1'795'265'620'123'456us);
        const std::string bytes("\0\xFF\x01", 3);
        const auto rows = session.query("SELECT $1, $2, $3, $4, $5, $6, $7::bigint, $8, ARRAY[$9::bytea, "
                                        "'x'], $10::text[], interval '90 seconds', 1.5::float8",
            PgParameters()
                .text("naïve ₹")
                .integer(-7)
                .time(moment)
                .bytes(bytes)
                .amount(AmountSum(Amount{-12'345}))
                .boolean(true)
                .optionalInteger({})
                .day(-1)
                .bytes("h")
                .texts(std::array<std::string, 2>{"a", "b"}));
        QVERIFY2(rows, rows ? "" : rows.error().message.c_str());
        QCOMPARE(rows->text(0, 0), std::string("naïve ₹"));
        QCOMPARE(rows->integer(0, 1), -7);
        QCOMPARE(rows->time(0, 2), moment);
        QCOMPARE(rows->text(0, 3), bytes);
        QVERIFY(rows->amount(0, 4) == AmountSum(Amount{-12'345}));
        QVERIFY(rows->boolean(0, 5));
        QVERIFY(rows->isNull(0, 6));
        QCOMPARE(rows->byteArray(0, 8).size(), 2U);
        QCOMPARE(rows->interval(0, 10), std::chrono::microseconds(90s));
        QCOMPARE(rows->real(0, 11), 1.5);
    }

    void amountsReadFromSqlAreExact_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("amount");
        QTest::newRow("sum of tenths") << QByteArray("sum(0.1) FROM generate_series(1, 1000000)") << "100000";
        QTest::newRow("thousands") << QByteArray("123456789012.3456") << "123456789012.3456";
        QTest::newRow("negative") << QByteArray("-0.0001") << "-0.0001";
        QTest::newRow("trailing zeros") << QByteArray("1000000.000000000") << "1000000";
        QTest::newRow("beyond 64 bits")
            << QByteArray("12345678901234567890123.4") << "12345678901234567890123.4";
    }
    void amountsReadFromSqlAreExact()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QString, amount);
        auto session = connectTo(m_uri);
        const auto rows = session.query("SELECT " + sql.toStdString());
        QVERIFY(rows);
        QCOMPARE(formatAmount(rows->amount(0, 0)), amount.toStdString());
    }

    void aRefusedConnectionSaysWhyInOneSentence()
    {
        const auto wrongDatabase = refusal(m_postgres->uriOf("nowhere"));
        QVERIFY2(wrongDatabase.starts_with(std::to_string(int(ErrorCode::Access))), wrongDatabase.c_str());
        QVERIFY(saysOneSentence(wrongDatabase));
        auto uri = m_uri;
        uri.replace(uri.find("halcyon@"), 8, "stranger@");
        const auto wrongRole = refusal(uri);
        QVERIFY2(wrongRole.starts_with(std::to_string(int(ErrorCode::Access))), wrongRole.c_str());
        QVERIFY(saysOneSentence(wrongRole));
        const auto noServer = refusal("postgresql:///x?host=/tmp/nowhere-at-all");
        QVERIFY2(noServer.starts_with(std::to_string(int(ErrorCode::Connect))), noServer.c_str());
        QVERIFY(saysOneSentence(noServer));
        const auto badUri = refusal("postgresql://a:b:c:d");
        QVERIFY2(saysOneSentence(badUri), badUri.c_str());
    }

    void namesItselfButLetsTheUserOverride()
    {
        auto session = connectTo(m_uri);
        QCOMPARE(ask(session, "SELECT current_setting('application_name')"),
            std::string("halcyon/" HALCYON_VERSION));
        auto named = connectTo(m_uri + "&application_name=mine");
        QCOMPARE(ask(named, "SELECT current_setting('application_name')"), std::string("mine"));
    }

    void timesAreUtcWhateverTheServerThinks()
    {
        auto session = connectTo(m_uri + "&options=-ctimezone%3DAsia/Kolkata");
        QCOMPARE(ask(session, "SELECT current_setting('timezone')"), std::string("UTC"));
    }

    void anInterruptStopsTheStatementInTheServerToo()
    {
        Interrupt interrupt;
        auto session = PgSession::connect({.connection = m_uri, .interrupt = &interrupt});
        QVERIFY(session);
        const auto backend = session->backendId();
        const auto start = Clock::now();
        std::thread raiser([&] {
            interrupt.waitFor(100ms);
            interrupt.raise();
        });
        const auto rows = session->query("SELECT pg_sleep(60)");
        raiser.join();
        QVERIFY(!rows);
        QVERIFY(rows.error().kind == Kind::Interrupted);
        QVERIFY(Clock::now() - start < 10s);
        interrupt.clear();
        QVERIFY(session->isUsable());
        QVERIFY(session->query("SELECT 1")); // the cancel request hit nothing later
        auto other = connectTo(m_uri);
        QCOMPARE(ask(other,
                     "SELECT count(*) FROM pg_stat_activity WHERE pid = " + std::to_string(backend)
                         + " AND state = 'active'"),
            std::string("0"));
    }

    void aStatementThatTakesTooLongIsStopped()
    {
        auto session = PgSession::connect({.connection = m_uri, .statementTimeout = 200ms});
        QVERIFY(session);
        const auto rows = session->query("SELECT pg_sleep(60)");
        QVERIFY(!rows);
        QVERIFY(rows.error().kind == Kind::TimedOut);
        QVERIFY(session->query("SELECT 1"));
    }

    void aServerThatStandsStillIsGivenUp()
    {
        auto session = PgSession::connect({.connection = m_uri, .statementTimeout = 500ms});
        QVERIFY(session);
        const auto backend = session->backendId();
        const auto postmaster = m_postgres->server().status().process;
        ::kill(postmaster, SIGSTOP);
        ::kill(backend, SIGSTOP);
        const auto start = Clock::now();
        const auto rows = session->query("SELECT 1");
        const auto took = Clock::now() - start;
        const auto again = PgSession::connect({.connection = m_uri, .connectTimeout = 500ms});
        ::kill(backend, SIGCONT);
        ::kill(postmaster, SIGCONT);
        QVERIFY(!rows);
        QVERIFY(took < 10s);
        QVERIFY(!session->isUsable());
        QVERIFY(!again);
        QVERIFY(again.error().kind == Kind::Unreachable);
    }

    void aKilledBackendIsALostConnection()
    {
        auto session = connectTo(m_uri);
        auto killer = connectTo(m_uri);
        QCOMPARE(
            ask(killer, "SELECT pg_terminate_backend(" + std::to_string(session.backendId()) + ", 5000)"),
            std::string("true"));
        const auto rows = session.query("SELECT 1");
        QVERIFY(!rows);
        QVERIFY(rows.error().kind == Kind::Lost);
        QVERIFY(isTransient(rows.error()));
        QVERIFY(!session.isUsable());
        QVERIFY(!session.query("SELECT 1")); // and stays one
    }

    void aTransactionThatIsNotCommittedIsUndone()
    {
        auto session = connectTo(m_uri);
        QVERIFY(session.script("CREATE TABLE undone (n integer)"));
        {
            auto transaction = PgTransaction::begin(session);
            QVERIFY(transaction);
            QVERIFY(session.query("INSERT INTO undone VALUES (1)"));
        }
        QCOMPARE(ask(session, "SELECT count(*) FROM undone"), std::string("0"));
        auto transaction = PgTransaction::begin(session);
        QVERIFY(session.query("INSERT INTO undone VALUES (1)"));
        QVERIFY(!session.query("SELECT 1 / 0"));
        const auto committed = transaction->commit();
        QVERIFY(!committed); // COMMIT of a failed transaction must not look like one
        QCOMPARE(ask(session, "SELECT count(*) FROM undone"), std::string("0"));
    }

    void rowsStreamOneByOneUntilTheReceiverHasEnough()
    {
        auto session = connectTo(m_uri);
        std::int64_t sum = 0;
        QVERIFY(
            session.stream("SELECT g::bigint FROM generate_series(1, 1000) g", {}, [&](const PgRows& row) {
                sum += row.integer(0, 0);
                return true;
            }));
        QCOMPARE(sum, 500'500);
        int seen = 0;
        QVERIFY(session.stream("SELECT g::bigint FROM generate_series(1, 100000000) g", {},
            [&](const PgRows&) { return ++seen < 3; }));
        QCOMPARE(seen, 3);
        QVERIFY(session.query("SELECT 1"));
        const auto failed = session.stream(
            "SELECT 1 / (3 - g) FROM generate_series(1, 5) g", {}, [](const PgRows&) { return true; });
        QVERIFY(!failed);
        QCOMPARE(failed.error().sqlState, std::string("22012"));
        QVERIFY(session.query("SELECT 1"));
    }

    void aFailedCopyLeavesTheSessionUsable()
    {
        auto session = connectTo(m_uri);
        QVERIFY(session.script("CREATE TABLE copied (n integer NOT NULL)"));
        QVERIFY(!session.beginCopy("COPY nowhere FROM STDIN (FORMAT binary)"));
        QVERIFY(session.beginCopy("COPY copied FROM STDIN (FORMAT binary)"));
        const std::string rubbish(1'000'000, 'x');
        [[maybe_unused]] const auto sent = session.sendCopy(rubbish);
        const auto ended = session.endCopy();
        QVERIFY(!ended);
        QCOMPARE(ended.error().sqlState, std::string("22P04"));
        QVERIFY(session.query("SELECT 1"));
    }
};

QTEST_GUILESS_MAIN(TestPgSession)
#include "tst_pg_session.moc"
