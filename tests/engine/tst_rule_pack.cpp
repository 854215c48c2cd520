#include "engine/fraud/rule_pack.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

#include "batch_builder.h"

using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

const RulePack& builtIn(StreamId stream)
{
    static const Result<RulePacks> packs = loadRulePacks(std::nullopt);
    return packs.value()[indexOf(stream)];
}

/// "velocity 25 (7 of 5), crypto 20 (crypto of crypto)": the parts of a score as text.
template <typename Spec>
std::string factorsOf(const Spec& spec, PayerHistory::Counts counts = {1, 0})
{
    const DecodedBatch batch = BatchBuilder().add(spec).take();
    const RulePack& pack = builtIn(batch.payments[0].stream);
    const RuleInput input{batch.payments[0], counts};
    const RulePack::Score score = pack.score(input);
    std::string text = std::to_string(score.points) + ':';
    for (const Factor& factor : pack.explain(input, batch.texts[0], score.fired))
        text += ' ' + factor.rule + '+' + std::to_string(factor.points) + '(' + factor.value + '/'
            + factor.limit + ')';
    return text;
}

EventTime weekday(std::chrono::microseconds clock)
{
    return noon() + 36h + clock;
} // Monday 00:00 and later

} // namespace

class TestRulePack : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scoresTransactionsByTheDefaultPack()
    {
        QCOMPARE(factorsOf(Transaction{.time = weekday(12h)}), std::string("0:"));
        QCOMPARE(factorsOf(Transaction{.isFraud = true, .time = weekday(12h)}),
            std::string("50: known_fraud+50(true/)"));
        QCOMPARE(factorsOf(Transaction{.amount = "5000", .time = weekday(12h)}), std::string("0:"));
        QCOMPARE(factorsOf(Transaction{.amount = "5000.0001", .time = weekday(12h)}),
            std::string("30: high_amount+30(5000.0001/5000)"));
        QCOMPARE(factorsOf(Transaction{.time = weekday(12h)}, {5, 0}), std::string("0:"));
        QCOMPARE(factorsOf(Transaction{.time = weekday(12h)}, {6, 0}), std::string("25: velocity+25(6/5)"));
        QCOMPARE(factorsOf(Transaction{.method = "crypto", .country = "Russia", .time = weekday(12h)}),
            std::string("35: crypto+20(crypto/crypto) high_risk_country+15(Russia/Nigeria, Russia, China)"));
        QCOMPARE(factorsOf(Transaction{.time = noon()}), std::string("5: weekend+5(7/)"));
    }

    void countsTheHoursFrom23To5AsNight_data()
    {
        QTest::addColumn<int>("hour");
        QTest::addColumn<bool>("night");
        for (int hour = 0; hour < 24; ++hour)
            QTest::newRow(qPrintable(QString::number(hour))) << hour << (hour >= 23 || hour <= 5);
    }
    void countsTheHoursFrom23To5AsNight()
    {
        QFETCH(int, hour);
        QFETCH(bool, night);
        const std::string expected
            = night ? "10: late_night+10(" + std::to_string(hour) + "/23-5)" : std::string("0:");
        QCOMPARE(factorsOf(Transaction{.time = weekday(std::chrono::hours{hour})}), expected);
    }

    void scoresUpiByItsTwoRules()
    {
        QCOMPARE(factorsOf(UpiPayment{}, {10, 2}), std::string("0:"));
        QCOMPARE(factorsOf(UpiPayment{}, {11, 0}), std::string("25: velocity+25(11/10)"));
        QCOMPARE(factorsOf(UpiPayment{}, {4, 3}), std::string("25: failed_burst+25(3/3)"));
        QCOMPARE(factorsOf(UpiPayment{.status = PaymentStatus::Failed}, {4, 3}), std::string("0:"));
    }

    void countsTransactionsInWholeSecondsAndUpiToTheMicrosecond()
    {
        const auto transactions = builtIn(StreamId::Transactions).paymentSpan().around(noon(500ms));
        QCOMPARE(transactions.first, noon(-1800s));
        QCOMPARE(transactions.last, noon(999'999us));
        const auto upi = builtIn(StreamId::Upi).paymentSpan().around(noon(500ms));
        QCOMPARE(upi.first, noon(500ms) - 10min + 1us);
        QCOMPARE(upi.last, noon(500ms));
    }

    void namesTheHeaviestRuleTheFirstOfEquals()
    {
        const RulePack& upi = builtIn(StreamId::Upi);
        QCOMPARE(upi.heaviest(0b11).id(), std::string("velocity"));
        QCOMPARE(upi.heaviest(0b10).id(), std::string("failed_burst"));
        QCOMPARE(builtIn(StreamId::Transactions).heaviest(0b1101000).id(), std::string("crypto"));
    }

    void refusesBrokenPacksWithTheLine_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QByteArray>("message");
        const QByteArray head = "stream = \"upi\"\nversion = 2\n";
        const auto row = [](const char* name, const QByteArray& toml, const char* message) {
            QTest::newRow(name) << toml << QByteArray(message);
        };
        row("no toml", "stream = ", "f.toml, line 1");
        row("no stream", "version = 1", "`stream` must be \"upi\" or \"transactions\"");
        row("no version", "stream = \"upi\"", "`version` must be a whole number");
        row("no rules", head, "it has no [[rule]]");
        row("no id", head + "[[rule]]\npoints = 1", "f.toml, line 3: a rule needs an `id`.");
        row("twice",
            head
                + "[[rule]]\nid=\"a\"\nwhen=\"weekend\"\npoints=1\n[[rule]]\nid=\"a\"\nwhen="
                  "\"weekend\"\npoints=1",
            "there are two rules \"a\"");
        row("no points", head + "[[rule]]\nid=\"a\"\nwhen=\"weekend\"", "needs `points`");
        row("unknown when", head + "[[rule]]\nid=\"a\"\nwhen=\"moon\"\npoints=1", "unknown `when`: \"moon\"");
        row("amount as number", head + "[[rule]]\nid=\"a\"\nwhen=\"amount_above\"\nlimit=5.5\npoints=1",
            "an amount in quotes");
        row("hour 24", head + "[[rule]]\nid=\"a\"\nwhen=\"hour_between\"\nfrom=24\nto=5\npoints=1",
            "hours `from` and `to`");
        row("span too long",
            head + "[[rule]]\nid=\"a\"\nwhen=\"payments_above\"\nlimit=1\nwithin_seconds=1801\npoints=1",
            "needs `within_seconds`, 1 to 1800");
        row("empty list", head + "[[rule]]\nid=\"a\"\nwhen=\"method_in\"\nlist=[]\npoints=1",
            "needs a `list`");
    }
    void refusesBrokenPacksWithTheLine()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QByteArray, message);
        const auto pack = RulePack::parse(toml.toStdString(), "f.toml");
        QVERIFY(!pack.has_value());
        QVERIFY(pack.error().code == ErrorCode::Config);
        QVERIFY2(pack.error().message.find(message.toStdString()) != std::string::npos,
            pack.error().message.c_str());
    }

    void takesAPackFromAFolderInPlaceOfTheBuiltIn()
    {
        const QTemporaryDir folder;
        std::ofstream(folder.filePath(QStringLiteral("upi.toml")).toStdString())
            << "stream = \"upi\"\nname = \"night shift\"\nversion = 7\nalert_from = 10\n"
               "[[rule]]\nid = \"big\"\nwhen = \"amount_above\"\nlimit = \"50\"\npoints = 10\n";
        const auto packs = loadRulePacks(folder.path().toStdString());
        QVERIFY(packs.has_value());
        QCOMPARE((*packs)[0].version(), std::string("night shift/7"));
        QCOMPARE((*packs)[1].version(), std::string("transactions/1"));
    }

    void refusesAFolderWithoutPacks()
    {
        const auto missing = loadRulePacks(std::filesystem::path("/nonexistent"));
        QVERIFY(!missing.has_value());
        QCOMPARE(missing.error().message, std::string("There is no rules folder /nonexistent."));

        const QTemporaryDir folder;
        std::ofstream(folder.filePath(QStringLiteral("rules.toml")).toStdString()) << "stream = \"upi\"\n";
        const auto without = loadRulePacks(folder.path().toStdString());
        QVERIFY(!without.has_value());
        QVERIFY(without.error().code == ErrorCode::Config);
        QCOMPARE(without.error().message,
            "The rules folder " + folder.path().toStdString()
                + " holds neither upi.toml nor transactions.toml: put a rule pack into it, or leave it out "
                  "for the "
                  "built-in rules.");
    }
};

QTEST_GUILESS_MAIN(TestRulePack)
#include "tst_rule_pack.moc"
