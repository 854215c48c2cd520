#include "engine/store/pg_session.h"
#include "tests/pg/private_postgres.h"
#include "tests/pg/recording.h"
#include "tests/pg/show_strings.h"

#include <QtTest>

#include <signal.h>

using namespace halcyon::tests;

namespace {

constexpr int kMessages = 1000;

/// All that a run leaves behind that must not depend on kills.
std::string contentsOf(const std::string& uri)
{
    auto session = connectTo(uri);
    return askRows(session,
               "SELECT count(*), count(DISTINCT \"offset\"), count(DISTINCT id), "
               "md5(string_agg(id || bucket || \"offset\" || encode(payload, 'hex'), ',' ORDER BY id)) FROM "
               "raw_messages")
        + "\n"
        + askRows(session,
            "SELECT count(*), sum(amount), sum(hashtext(txn_id)) FROM raw_upi_transactions WHERE bucket <> "
            "'duplicate'")
        + "\n" + askRows(session, "SELECT id, score, count, \"offset\" FROM alerts ORDER BY id") + "\n"
        + askRows(session, "SELECT window_start, count, amount FROM window_upi_bank ORDER BY 1") + "\n"
        + askRows(session,
            "SELECT through_id, encode(bytes, 'escape') FROM checkpoint_parts ORDER BY 1 DESC LIMIT 1")
        + "\n" + askRows(session, "SELECT next_offset FROM consumer_offsets") + "\n"
        + askRows(session,
            "SELECT sum(clean), sum(duplicate), sum(late), sum(dead_letter), sum(skipped) FROM ledger");
}

struct Ending {
    bool isKilled = false;
    int exitCode = 0;
    QByteArray words;
};

Ending runDriver(const std::string& uri, const QString& killAt = {})
{
    QProcess driver;
    auto environment = QProcessEnvironment::systemEnvironment();
    if (!killAt.isEmpty())
        environment.insert(QStringLiteral("HALCYON_KILL_AT"), killAt);
    driver.setProcessEnvironment(environment);
    driver.start(QStringLiteral(STORE_DRIVER), {QString::fromStdString(uri), QString::number(kMessages)});
    if (!driver.waitForFinished(60'000))
        return {.exitCode = -1, .words = "it did not end"};
    return {driver.exitStatus() == QProcess::CrashExit, driver.exitCode(), driver.readAllStandardError()};
}

} // namespace

class TestRecorderStoreKill : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<PrivatePostgres> m_postgres;
    std::string m_expected;

private Q_SLOTS:
    void initTestCase()
    {
        m_postgres = std::make_unique<PrivatePostgres>();
        const auto uri = m_postgres->freshDatabase();
        const auto ending = runDriver(uri);
        QVERIFY2(!ending.isKilled && ending.exitCode == 0, ending.words.constData());
        QCOMPARE(brokenInvariant(uri), std::string());
        m_expected = contentsOf(uri);
        QVERIFY2(m_expected.starts_with("1000,1000,1000,"), m_expected.c_str());
    }

    void killedAtAnyStepItLosesAndDoublesNothing_data()
    {
        QTest::addColumn<QString>("point");
        for (const auto* point :
            {"before-begin", "after-offsets", "after-rows", "after-dead-letters", "after-windows",
                "after-alerts", "after-ledger", "before-commit", "after-commit", "after-checkpoint"})
            for (const int pass : {1, 4})
                QTest::addRow("%s, pass %d", point, pass)
                    << QStringLiteral("%1:%2").arg(QLatin1String(point)).arg(pass);
    }
    void killedAtAnyStepItLosesAndDoublesNothing()
    {
        QFETCH(QString, point);
        const auto uri = m_postgres->freshDatabase();
        const auto killed = runDriver(uri, point);
        QVERIFY2(killed.isKilled, "the program did not come by the kill point");
        QCOMPARE(brokenInvariant(uri), std::string());
        const auto again = runDriver(uri);
        QVERIFY2(!again.isKilled && again.exitCode == 0, again.words.constData());
        QCOMPARE(brokenInvariant(uri), std::string());
        QCOMPARE(contentsOf(uri), m_expected);
    }

    void killedAgainAndAgainItStillArrives()
    {
        const auto uri = m_postgres->freshDatabase();
        const QStringList points{QStringLiteral("after-rows:2"), QStringLiteral("after-commit:1"),
            QStringLiteral("before-commit:1"), QStringLiteral("after-offsets:3"),
            QStringLiteral("after-commit:2")};
        for (const auto& point : points)
            QVERIFY(runDriver(uri, point).isKilled);
        const auto last = runDriver(uri);
        QVERIFY2(!last.isKilled && last.exitCode == 0, last.words.constData());
        QCOMPARE(brokenInvariant(uri), std::string());
        QCOMPARE(contentsOf(uri), m_expected);
    }
};

QTEST_GUILESS_MAIN(TestRecorderStoreKill)
#include "tst_recorder_store_kill.moc"
