#include <QDir>
#include <QFile>
#include <QTest>

#include "scenario_run.h"

using namespace halcyon::tests;

namespace {

/// A heading with its lines, spaced as the files' lines are once they are read.
QString asText(const std::string& heading, const std::string& lines)
{
    QString text = QStringLiteral("expect ") + QString::fromStdString(heading) + u'\n';
    for (const QString& line : QString::fromStdString(lines).split(u'\n'))
        text += QString::fromStdString(squeezed(line.toStdString())) + u'\n';
    return text;
}

Scenario parsed(const char* text)
{
    return parseScenario(text);
}

} // namespace

/// Plays every tests/scenarios/*.scenario; README.md there says how they are written.
class TestScenarios : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void comesOutAsWritten_data()
    {
        QTest::addColumn<QString>("file");
        const QDir folder(QStringLiteral(HALCYON_SOURCE_DIR "/tests/scenarios"));
        const auto files = folder.entryList({QStringLiteral("*.scenario")}, QDir::Files, QDir::Name);
        QVERIFY(files.size() >= 12);
        for (const QString& file : files)
            QTest::newRow(qPrintable(file.chopped(9))) << folder.filePath(file);
    }
    void comesOutAsWritten()
    {
        QFETCH(QString, file);
        QFile source(file);
        QVERIFY(source.open(QIODevice::ReadOnly));
        const Scenario scenario = parseScenario(source.readAll().toStdString());
        QVERIFY2(scenario.fault.empty(), scenario.fault.c_str());

        QString differences;
        for (const std::size_t batchSize : {std::size_t{8192}, std::size_t{3}, std::size_t{1}}) {
            const ScenarioRun run(scenario, batchSize);
            for (const auto& [heading, lines] : scenario.expected)
                if (const QString actual = asText(heading, run.picture(heading));
                    actual != asText(heading, lines))
                    differences
                        += QStringLiteral("\nIn batches of %1 it came out as\n").arg(batchSize) + actual;
            if (!differences.isEmpty())
                break;
        }
        if (!differences.isEmpty())
            qInfo().noquote() << differences; // a failure's own message is cut
        QVERIFY2(differences.isEmpty(), "it came out otherwise, as said above");
    }

    void refusesFilesThatSayNothing_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("fault");
        QTest::newRow("nothing") << QByteArray("")
                                 << QByteArray("a scenario reads messages and expects something");
        QTest::newRow("no expectation") << QByteArray("12:00 upi_transactions/0 pay\n")
                                        << QByteArray("a scenario reads messages and expects something");
        QTest::newRow("no message") << QByteArray("expect ledger\n")
                                    << QByteArray("a scenario reads messages and expects something");
        QTest::newRow("no time") << QByteArray("noon upi_transactions/0 pay\n")
                                 << QByteArray("line 1: a message is `TIME TOPIC/PARTITION WHAT`");
        QTest::newRow("time that goes back")
            << QByteArray("12:00 transactions/0 buy\n11:59 upi_transactions/0 pay\n")
            << QByteArray("line 2: messages are read in the order of their times");
        QTest::newRow("a misspelt member") << QByteArray("\n12:00 upi_transactions/0 pay ammount=5\n")
                                           << QByteArray("line 2: no such member: ammount=5");
        QTest::newRow("half a byte") << QByteArray("12:00 upi_transactions/0 bytes %F\n")
                                     << QByteArray("line 1: bytes are text with %XX for those that are none");
        QTest::newRow("an unknown setting") << QByteArray("set upi speed 5\n")
                                            << QByteArray("line 1: a setting is `set STREAM time_zone ZONE`");
    }
    void refusesFilesThatSayNothing()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, fault);
        QCOMPARE(QByteArray::fromStdString(parsed(text.constData()).fault), fault);
    }

    void seesThatNothingCameWhereSomethingWasExpected()
    {
        const Scenario scenario
            = parsed("12:00 upi_transactions/0 pay\nexpect alerts\nvelocity asha@oksbi\n");
        const ScenarioRun run(scenario, 1);
        QVERIFY(scenario.fault.empty());
        QCOMPARE(scenario.expected.at(0).lines, std::string("velocity asha@oksbi\n"));
        QVERIFY(run.picture("alerts").empty());
        QVERIFY(run.picture("weather").starts_with("there is no section"));
        QVERIFY(run.picture("windows upi gold").starts_with("there is no window"));
    }
};

QTEST_GUILESS_MAIN(TestScenarios)
#include "tst_scenarios.moc"
