#include "engine/fraud/alert_book.h"

#include <QTest>

#include "batch_builder.h"

using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

/// An alert book of the transactions pack, fed one event at a time.
class Desk {
public:
    AlertId raise(const Transaction& transaction, std::int64_t offset, int counted = 1)
    {
        const DecodedBatch batch = BatchBuilder().add(transaction).take();
        const PayerHistory::Counts counts{std::uint32_t(counted), 0};
        const RulePack::Score score = m_pack.score({batch.payments[0], counts});
        Message message = batch.source.messages[0];
        message.offset = offset;
        m_newest = std::max(m_newest, transaction.time);
        return book.raise({.payment = batch.payments[0],
            .text = batch.texts[0],
            .message = message,
            .partition = m_partition,
            .readAt = noon(1h),
            .reached = m_newest,
            .score = score,
            .counts = counts});
    }

private:
    RulePacks m_packs = loadRulePacks(std::nullopt).value();
    RulePack& m_pack = m_packs[indexOf(StreamId::Transactions)];
    Partition m_partition{"transactions", 3, StreamId::Transactions};
    EventTime m_newest = noon();

public:
    AlertBook book{m_pack};
};

Transaction fraud(std::chrono::microseconds at, const char* user = "7")
{
    return {.user = user, .isFraud = true, .time = noon(at)};
}

} // namespace

class TestAlertBook : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhatHappenedWhereAndWhy()
    {
        Desk desk;
        const AlertId id = desk.raise(fraud(0s), 42);
        const std::vector<Alert> alerts = desk.book.takeChanged();
        QCOMPARE(alerts.size(), std::size_t{1});
        const Alert& alert = alerts[0];
        QVERIFY(alert.id == id);
        QCOMPARE(alert.score, 55);
        QVERIFY(alert.severity == Severity::High);
        QCOMPARE(alert.rule, std::string("known_fraud"));
        QCOMPARE(alert.entity, std::string("7"));
        QCOMPARE(alert.topic, std::string("transactions"));
        QCOMPARE(alert.partition, 3);
        QCOMPARE(alert.offset, std::int64_t{42});
        QCOMPARE(alert.packVersion, std::string("transactions/1"));
        QCOMPARE(alert.factors.size(), std::size_t{2});
        QCOMPARE(alert.factors[1].rule, std::string("weekend"));
        QVERIFY(desk.book.takeChanged().empty());
    }

    void givesTheSameCauseTheSameId()
    {
        Desk first;
        Desk second;
        QVERIFY(first.raise(fraud(0s), 42) == second.raise(fraud(0s), 42));
        QVERIFY(!(Desk().raise(fraud(0s), 43) == first.raise(fraud(0s), 42)));
    }

    void countsRepeatsWithinTenMinutes()
    {
        Desk desk;
        const AlertId id = desk.raise(fraud(0s), 1);
        QVERIFY(desk.raise(fraud(5min), 2) == id);
        QVERIFY(desk.raise(fraud(10min - 1us), 3) == id);
        QVERIFY(!(desk.raise(fraud(10min), 4) == id));
        QVERIFY(!(desk.raise(fraud(1s, "8"), 5) == id));
        const auto alerts = desk.book.takeChanged();
        QCOMPARE(alerts.size(), std::size_t{3});
        QCOMPARE(alerts[0].count, 3U);
        QCOMPARE(alerts[0].lastTime, noon(10min - 1us));
        QCOMPARE(alerts[0].offset, std::int64_t{1});
        QCOMPARE(alerts[1].count, 1U);
    }

    void showsTheHighestScoreUnderTheFirstId()
    {
        Desk desk;
        const AlertId id = desk.raise(fraud(0s), 1);
        Transaction worse = fraud(1min);
        worse.amount = "9000";
        QVERIFY(desk.raise(worse, 2) == id);
        QVERIFY(desk.raise(fraud(2min), 3) == id);
        const Alert alert = desk.book.takeChanged().at(0);
        QCOMPARE(alert.score, 85);
        QVERIFY(alert.severity == Severity::Critical);
        QCOMPARE(alert.count, 3U);
        QCOMPARE(alert.offset, std::int64_t{2});
    }

    void givesAnEventFromLongBeforeItsOwnAlert()
    {
        Desk desk;
        const AlertId id = desk.raise(fraud(30min), 1);
        QVERIFY(!(desk.raise(fraud(0s), 2) == id));
        QVERIFY(desk.raise(fraud(31min), 3) == id);
        QCOMPARE(desk.book.takeChanged().size(), std::size_t{2});
    }

    void groupsEventsFromLongBeforeAmongThemselves()
    {
        Desk desk;
        const AlertId newer = desk.raise(fraud(30min), 1);
        const AlertId older = desk.raise(fraud(0s), 2);
        QVERIFY(desk.raise(fraud(1min), 3) == older);
        QVERIFY(desk.raise(fraud(31min), 4) == newer);
        QVERIFY(desk.raise(fraud(-9min), 5) == older);
        const auto alerts = desk.book.takeChanged();
        QCOMPARE(alerts.size(), std::size_t{2});
        QCOMPARE(alerts[0].count, 2U);
        QCOMPARE(alerts[1].count, 3U);
    }

    void staysOpenToLateEventsWhenANewerAlertWasRaised()
    {
        Desk desk;
        const AlertId first = desk.raise(fraud(0s), 1);
        const AlertId second = desk.raise(fraud(11min), 2);
        QVERIFY(desk.raise(fraud(30s), 3) == first);
        QVERIFY(desk.raise(fraud(5min), 4) == second); // near both: the one raised last
    }

    void closesAnHourAfterItsFirstEvent()
    {
        Desk desk;
        const AlertId first = desk.raise(fraud(0s), 1);
        QVERIFY(desk.raise(fraud(1h), 2) != first);
        QVERIFY(desk.raise(fraud(1s), 3) == first);
        QVERIFY(desk.raise(fraud(1h + 1us), 4) != first);
        const AlertId tooLate = desk.raise(fraud(0s), 5);
        QVERIFY(tooLate != first);
        QVERIFY(desk.raise(fraud(0s), 6) != tooLate);
        QCOMPARE(desk.book.takeChanged().size(), std::size_t{4});
        QVERIFY(desk.book.takeChanged().empty());
    }

    void goesOnFromWhereItWasSaved()
    {
        Desk desk;
        const AlertId id = desk.raise(fraud(0s), 1);
        Desk copy;
        for (const AlertBook::OpenAlert& open : desk.book.open())
            copy.book.restore(open);
        QVERIFY(copy.raise(fraud(9min), 2) == id);
        QVERIFY(!(copy.raise(fraud(11min), 3) == id));
        QCOMPARE(copy.book.takeChanged().at(0).count, 2U);
    }

    void savesWhichAlertWasRaisedLast()
    {
        Desk desk;
        std::ignore = desk.raise(fraud(0s), 1);
        const AlertId second = desk.raise(fraud(11min), 2);
        Desk copy;
        for (const AlertBook::OpenAlert& open : desk.book.open())
            copy.book.restore(open);
        QVERIFY(copy.raise(fraud(5min), 3) == second);
    }

    void staysSmallHoweverManyEntities()
    {
        Desk desk;
        for (int i = 0; i < 20'000; ++i) {
            desk.raise(fraud(std::chrono::seconds{10 * i}, std::to_string(i).c_str()), i);
            std::ignore = desk.book.takeChanged();
        }
        QVERIFY(desk.book.open().size() < 3000);
    }
};

QTEST_GUILESS_MAIN(TestAlertBook)
#include "tst_alert_book.moc"
