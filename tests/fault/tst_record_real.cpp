#include "tests/fault/halcyon_programs.h"
#include "tests/kafka/kafka_server.h"
#include "tests/pg/private_postgres.h"
#include "tests/pg/recording.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

using namespace halcyon::tests;
using nlohmann::json;

namespace {

constexpr int kKcatPayments = 5000;
constexpr int kPythonPayments = 3000;

/// W1 as kcat sends it; the n-th pays 10 + n % 4000 and a quarter.
QByteArray upiLines(int first, int count)
{
    QByteArray lines;
    for (int n = first; n < first + count; ++n)
        lines += QStringLiteral("{\"txn_id\": \"K%1\", \"payer\": \"user%2@oksbi\", \"payee\": "
                                "\"merchant%3@upi\", \"amount\": %4.25, \"status\": \"SUCCESS\", "
                                "\"timestamp\": \"2026-01-05T10:00:00.%5+00:00\"}\n")
                     .arg(100000 + n)
                     .arg(n)
                     .arg(n % 9)
                     .arg(10 + n % 4000)
                     .arg(n % 1000000, 6, 10, QLatin1Char('0'))
                     .toUtf8();
    return lines;
}

/// The sum of what `upiLines` pays, in quarters of a rupee.
qint64 quartersOf(int first, int count)
{
    qint64 sum = 0;
    for (int n = first; n < first + count; ++n)
        sum += (10 + n % 4000) * 4 + 1;
    return sum;
}

/// "COUNT SUM", as produce.py computed it in exact decimals.
struct Truth {
    qint64 count = 0;
    qint64 paise = 0;
};

Truth readTruth(const QString& file)
{
    QFile truth(file);
    if (!truth.open(QIODevice::ReadOnly))
        return {};
    const auto words = truth.readAll().simplified().split(' ');
    return {words.value(0).toLongLong(), words.value(1).toLongLong()};
}

/// All that must be the same however often the recorder died: by offset, not by the order of recording.
QString contentsOf(const std::string& uri)
{
    QString all = psql(uri,
        QStringLiteral(
            "SELECT topic, partition, count(*), count(DISTINCT \"offset\"), "
            "md5(string_agg(\"offset\" || bucket || coalesce(text, '-'), ',' ORDER BY \"offset\")) "
            "FROM raw_messages GROUP BY 1, 2 ORDER BY 1, 2"));
    all += QStringLiteral("\nscores ")
        + psql(uri,
            QStringLiteral("SELECT stream, count(*), md5(string_agg(transaction_id || fraud_score || ' ' || "
                           "fired_rules || event_time, ',' ORDER BY transaction_id, event_time)) "
                           "FROM fraud_scores GROUP BY 1 ORDER BY 1"));
    all += QStringLiteral("\nalerts ")
        + psql(uri,
            QStringLiteral(
                "SELECT count(*), md5(string_agg(id || rule || entity || count || ' ' || score || ' ' || "
                "\"offset\" || first_time || last_time, ',' ORDER BY id)) FROM alerts"));
    for (const auto* window : {"minute", "minute_status", "minute_bank", "minute_method", "minute_country",
             "gold", "upi_bank", "upi_merchant"})
        all += QStringLiteral("\n%1 ").arg(QLatin1String(window))
            + psql(uri,
                QStringLiteral(
                    "SELECT count(*), md5(string_agg(w::text, ',' ORDER BY w::text)) FROM window_%1 w")
                    .arg(QLatin1String(window)));
    return all;
}

auto committed(std::int64_t count)
{
    return [count](const json& line) { return line.value("committed", std::int64_t{0}) >= count; };
}

} // namespace

/// halcyonctl record between a real Apache Kafka and a real PostgreSQL.
class TestRecordReal : public QObject {
    Q_OBJECT
private:
    KafkaServer m_kafka;
    std::unique_ptr<PrivatePostgres> m_postgres;
    QTemporaryDir m_folder;
    int m_number = 0;

    /// New topics and a new database.
    [[nodiscard]] Places freshPlaces(int partitions)
    {
        const auto number = std::to_string(++m_number);
        Places places{
            m_kafka.address(), m_postgres->freshDatabase(), "upi-" + number, "transactions-" + number};
        if (!m_kafka.createTopic(places.upiTopic, partitions)
            || !m_kafka.createTopic(places.transactionsTopic, partitions))
            qFatal("%s", qPrintable(m_kafka.error()));
        return places;
    }
    [[nodiscard]] static std::unique_ptr<ReportingProgram> recorder(const Places& places,
        const QStringList& more = {}, const char* program = "halcyonctl",
        std::map<QString, QString> environment = {})
    {
        environment.try_emplace(
            QStringLiteral("HALCYON_RECORD__GROUP"), QString::fromStdString("recorder-" + places.upiTopic));
        return std::make_unique<ReportingProgram>(program,
            QStringList{QStringLiteral("record"), QStringLiteral("--json")} + places.options() + more,
            environment);
    }
    [[nodiscard]] bool produceWithKcat(const Places& places, int first, int count) const
    {
        return ForeignProducer{m_kafka.address()}.withKcat(places.upiTopic, upiLines(first, count));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_kafka.start(), qPrintable(m_kafka.error()));
        m_postgres = std::make_unique<PrivatePostgres>();
    }

    void whatOthersProducedIsWhatPsqlAnswers()
    {
        const auto places = freshPlaces(4);
        const auto upiTruth = m_folder.filePath(QStringLiteral("upi"));
        const auto shopTruth = m_folder.filePath(QStringLiteral("shop"));
        const ForeignProducer others{m_kafka.address()};
        QVERIFY(produceWithKcat(places, 0, kKcatPayments));
        QVERIFY(others.withPython("produce.py",
            {"upi", places.upiTopic, std::to_string(kPythonPayments), "gzip", "200000",
                upiTruth.toStdString()}));
        QVERIFY(others.withPython("produce.py",
            {"transactions", places.transactionsTopic, std::to_string(kPythonPayments), "none", "0",
                shopTruth.toStdString()}));

        const auto recording = recorder(places, {QStringLiteral("--until-end")});
        QVERIFY2(recording->waitForEnd() == 0, recording->story());

        const auto upi = readTruth(upiTruth);
        const auto shop = readTruth(shopTruth);
        QCOMPARE(upi.count, kPythonPayments);
        const auto upiSum = upi.paise + quartersOf(0, kKcatPayments) * 25;
        const auto answer
            = QStringLiteral("SELECT count(*), (sum(amount) * 100)::bigint FROM %1 WHERE bucket IN "
                             "('clean', 'late')");
        QCOMPARE(psql(places.database, answer.arg(QStringLiteral("raw_upi_transactions"))),
            QStringLiteral("%1|%2").arg(upi.count + kKcatPayments).arg(upiSum));
        QCOMPARE(psql(places.database, answer.arg(QStringLiteral("transactions"))),
            QStringLiteral("%1|%2").arg(shop.count).arg(shop.paise));
        QCOMPARE(brokenInvariant(places.database), std::string());

        // and what the live view shows
        auto watching = places;
        watching.database.clear();
        ReportingProgram watch("halcyonctl",
            QStringList{QStringLiteral("watch"), QStringLiteral("--once"), QStringLiteral("--json")}
                + watching.options(),
            {{QStringLiteral("HALCYON_LIVE__START"), QStringLiteral("earliest")}});
        QVERIFY2(watch.waitFor([](const json&) { return true; }), watch.story());
        const auto total = watch.last()["streams"]["upi"]["totals"]["INR"];
        QCOMPARE(total.value("payments", qint64{0}), upi.count + kKcatPayments);
        QCOMPARE(
            psql(places.database,
                QStringLiteral("SELECT sum(amount) = %1 FROM raw_upi_transactions WHERE bucket IN ('clean', "
                               "'late')")
                    .arg(QString::fromStdString(total.value("amount", std::string("0"))))),
            QStringLiteral("t"));
    }

    void killedAtAnyMomentItLosesAndDoublesNothing()
    {
        const auto places = freshPlaces(1);
        auto traffic = std::make_unique<ReportingProgram>("halcyonctl",
            QStringList{QStringLiteral("simulate"), QStringLiteral("--quiet")} + places.options()
                + QStringList{QStringLiteral("--stream"), QStringLiteral("upi"), QStringLiteral("--stream"),
                    QStringLiteral("transactions"), QStringLiteral("--rate"), QStringLiteral("1500"),
                    QStringLiteral("--seed"), QStringLiteral("11"), QStringLiteral("--duplicates"),
                    QStringLiteral("1"), QStringLiteral("--late"), QStringLiteral("0.5"),
                    QStringLiteral("--bad"), QStringLiteral("1"), QStringLiteral("--scenario"),
                    QStringLiteral("failed-burst"), QStringLiteral("--scenario"),
                    QStringLiteral("velocity-burst"), QStringLiteral("--scenario"),
                    QStringLiteral("card-testing")});
        for (const auto* step :
            {"before-begin", "after-offsets", "after-rows", "after-dead-letters", "after-windows",
                "after-alerts", "after-ledger", "before-commit", "after-commit", "after-checkpoint"}) {
            const auto doomed = recorder(places, {}, "halcyonctl_faults",
                {{QStringLiteral("HALCYON_KILL_AT"), QStringLiteral("%1:2").arg(QLatin1String(step))},
                    {QStringLiteral("HALCYON_RECORD__CHECKPOINT_SECONDS"), QStringLiteral("1")}});
            QVERIFY2(doomed->waitForEnd() == -1 && !doomed->isRunning(), step);
            QCOMPARE(brokenInvariant(places.database), std::string());
        }
        QRandomGenerator chance(20261121);
        for (int death = 0; death < 20; ++death) {
            const auto doomed = recorder(places);
            // somewhere between its first words and a second and a half of recording
            QVERIFY2(
                doomed->waitFor([](const json& line) { return line.contains("stage"); }), doomed->story());
            QTest::qWait(int(chance.bounded(1500)));
            doomed->kill();
        }
        QVERIFY2(traffic->isRunning(), traffic->story());
        traffic->terminate();
        QVERIFY(traffic->waitForEnd() != -1);

        const auto last = recorder(places, {QStringLiteral("--until-end")});
        QVERIFY2(last->waitFor([](const json& line) { return line["stage"] == "stopped"; }), last->story());
        QVERIFY2(last->waitForEnd() == 0, last->story());
        auto undisturbed = places;
        undisturbed.database = m_postgres->freshDatabase();
        const auto once = recorder(undisturbed, {QStringLiteral("--until-end")}, "halcyonctl",
            {{QStringLiteral("HALCYON_RECORD__GROUP"), QStringLiteral("undisturbed")}});
        QVERIFY2(once->waitFor([](const json& line) { return line["stage"] == "stopped"; }), once->story());
        QVERIFY2(once->waitForEnd() == 0, once->story());
        QCOMPARE(brokenInvariant(places.database), std::string());
        QCOMPARE(contentsOf(places.database), contentsOf(undisturbed.database));
        QVERIFY(psql(places.database, QStringLiteral("SELECT count(*) FROM alerts")).toInt() > 0);
        QVERIFY(psql(places.database, QStringLiteral("SELECT count(*) FROM dead_letters")).toInt() > 0);
    }

    void serversThatGoAwayAreWaitedForAndCaughtUpWith()
    {
        const auto places = freshPlaces(3);
        const auto recording = recorder(places);
        auto watching = places;
        watching.database.clear();
        ReportingProgram watch("halcyonctl",
            QStringList{QStringLiteral("watch"), QStringLiteral("--json")} + watching.options(),
            {{QStringLiteral("HALCYON_LIVE__START"), QStringLiteral("earliest")}});
        const auto isLive = [](qint64 payments) {
            return [payments](const json& line) {
                return line["payments"] == payments && line["kafka"]["state"] == "up";
            };
        };
        QVERIFY(produceWithKcat(places, 0, 1000));
        QVERIFY2(recording->waitFor(committed(1000)), recording->story());
        QVERIFY2(watch.waitFor(isLive(1000)), watch.story());

        QVERIFY(m_postgres->server().stop());
        QVERIFY(produceWithKcat(places, 1000, 1000));
        QVERIFY2(recording->waitFor([](const json& line) {
            return line.value("note", std::string()).starts_with("PostgreSQL is away");
        }),
            recording->story());
        QVERIFY2(watch.waitFor(isLive(2000)), watch.story()); // the live view does not need it
        QVERIFY(m_postgres->server().start());
        QVERIFY2(recording->waitFor(committed(2000)), recording->story());
        QVERIFY2(recording->waitFor([](const json& line) { return line["note"] == ""; }), recording->story());

        m_kafka.stop();
        QVERIFY2(watch.waitFor([](const json& line) {
            return line["kafka"]["state"] == "down" && line["kafka"]["detail"] != "";
        }),
            watch.story());
        QVERIFY2(m_kafka.start(), qPrintable(m_kafka.error()));
        QVERIFY(produceWithKcat(places, 2000, 1000));
        QVERIFY2(recording->waitFor(committed(3000), 120), recording->story());
        QVERIFY2(watch.waitFor(isLive(3000), 120), watch.story());
        QCOMPARE(psql(places.database,
                     QStringLiteral("SELECT count(*), (sum(amount) * 4)::bigint FROM raw_upi_transactions")),
            QStringLiteral("3000|%1").arg(quartersOf(0, 3000)));
        QCOMPARE(brokenInvariant(places.database), std::string());
        recording->terminate();
        constexpr int kTerminated = 143; // cli.md
        QVERIFY2(recording->waitForEnd() == kTerminated, recording->story());
        QCOMPARE(
            psql(places.database, // so that the next start replays nothing
                QStringLiteral("SELECT max(through_id) - (SELECT last_id FROM recorder) FROM checkpoints")),
            QStringLiteral("0"));
    }

    void whatIsWrongIsSaidInOneSentence_data()
    {
        QTest::addColumn<QStringList>("wrong");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("says");
        const auto uri = QString::fromStdString(m_postgres->uriOf("nowhere"));
        QTest::newRow("broker") << QStringList{QStringLiteral("--brokers"), QStringLiteral("127.0.0.1:1")}
                                << 4 << QStringLiteral("127.0.0.1:1");
        QTest::newRow("database") << QStringList{QStringLiteral("--postgres"), uri} << 4
                                  << QStringLiteral("nowhere");
        QTest::newRow("server") << QStringList{QStringLiteral("--postgres"),
            QStringLiteral("postgresql://127.0.0.1:1/halcyon")}
                                << 4 << QStringLiteral("127.0.0.1");
        QTest::newRow("property") << QStringList{QStringLiteral("-X"), QStringLiteral("no.such.thing=1")} << 3
                                  << QStringLiteral("no.such.thing");
        QTest::newRow("rules") << QStringList{QStringLiteral("--rules"), QStringLiteral("/nowhere")} << 3
                               << QStringLiteral("/nowhere");
        QTest::newRow("topics") << QStringList{QStringLiteral("--topic")} << 3
                                << QStringLiteral("No topic to read: ");
    }
    void whatIsWrongIsSaidInOneSentence()
    {
        QFETCH(QStringList, wrong);
        QFETCH(int, exitCode);
        QFETCH(QString, says);
        Places places{m_kafka.address(), m_postgres->uriOf("postgres"), "upi-1", "transactions-1"};
        QStringList more{QStringLiteral("--until-end")};
        if (wrong.first() == QStringLiteral("--brokers"))
            places.brokers = wrong.at(1).toStdString();
        else if (wrong.first() == QStringLiteral("--postgres"))
            places.database = wrong.at(1).toStdString();
        else if (wrong.first() == QStringLiteral("--topic"))
            std::tie(places.upiTopic, places.transactionsTopic) = std::pair("nowhere", "nowhere-either");
        else
            more += wrong;
        const auto failing = recorder(places, more);
        QCOMPARE(failing->waitForEnd(), exitCode);
        const auto story = QString::fromUtf8(failing->story());
        QVERIFY2(story.contains(says), qPrintable(story));
        QVERIFY2(story.count(QStringLiteral("halcyonctl: ")) == 1, qPrintable(story));
    }
};

QTEST_GUILESS_MAIN(TestRecordReal)
#include "tst_record_real.moc"
