#include "engine/fraud/payer_history.h"

#include <QTest>

#include <rapidcheck.h>

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "batch_builder.h"

using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

/// Adds a payment and counts over (t - 10 min, t] and failures over (t - 5 min, t].
PayerHistory::Counts pay(PayerHistory& history, std::chrono::microseconds at, bool failed = false,
    const char* payer = "asha@oksbi", std::optional<EventTime> reached = {})
{
    const EventTime time = noon(at);
    Payment payment;
    payment.time = time;
    payment.payer = {hashText(payer)};
    payment.status = failed ? PaymentStatus::Failed : PaymentStatus::Success;
    return history.addAndCount(
        payment, {time - 10min + 1us, time}, {time - 5min + 1us, time}, reached.value_or(time));
}

/// Remembers everything and counts one by one.
struct OneByOne {
    struct Paid {
        std::string payer;
        EventTime time;
        bool failed = false;
    };
    std::vector<Paid> all;

    /// As `pay` counts it, but over whole seconds when `wholeSeconds`.
    PayerHistory::Counts pay(const Paid& payment, PayerHistory::Span payments, PayerHistory::Span failures,
        EventTime forgottenBefore)
    {
        all.push_back(payment);
        const auto count = [&](const PayerHistory::Span& span, bool onlyFailed) {
            return std::uint32_t(std::ranges::count_if(all, [&](const Paid& other) {
                return other.payer == payment.payer && other.time >= forgottenBefore
                    && span.first <= other.time && other.time <= span.last && (!onlyFailed || other.failed);
            }));
        };
        return {std::max(count(payments, false), 1U), count(failures, true)};
    }
};

/// A payment of a random stream: some microseconds to minutes after the one before, and perhaps late.
struct Step {
    std::uint8_t payer = 0;
    std::chrono::microseconds after{};
    std::chrono::microseconds late{};
    std::chrono::microseconds lag{}; ///< of the slowest partition
    bool failed = false;
};

rc::Gen<Step> aStep()
{
    const auto upTo = [](std::chrono::microseconds most) {
        return rc::gen::map(rc::gen::inRange<std::int64_t>(0, most.count()),
            [](std::int64_t count) { return std::chrono::microseconds{count}; });
    };
    return rc::gen::construct<Step>(rc::gen::inRange<std::uint8_t>(0, 3),
        rc::gen::oneOf(rc::gen::just(0us), upTo(3us), upTo(30s), upTo(20min)),
        rc::gen::weightedOneOf<std::chrono::microseconds>(
            {{6, rc::gen::just(0us)}, {2, upTo(5s)}, {2, upTo(100min)}}),
        rc::gen::oneOf(rc::gen::just(0us), upTo(3h)), rc::gen::arbitrary<bool>());
}

PayerHistory restored(const PayerHistory& history)
{
    PayerHistory copy;
    history.forEach(
        [&](std::uint64_t payer, EventTime time, bool failed) { copy.restore({payer}, time, failed); });
    return copy;
}

} // namespace

class TestPayerHistory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsThePaymentItself()
    {
        PayerHistory history;
        QCOMPARE(pay(history, 0s).payments, 1U);
        QCOMPARE(pay(history, 1s).payments, 2U);
        QCOMPARE(pay(history, 1s, false, "ravi@ybl").payments, 1U);
    }

    void leavesOutWhatIsAsOldAsTheSpan()
    {
        PayerHistory history;
        pay(history, 0s);
        QCOMPARE(pay(history, 10min).payments, 1U);
        QCOMPARE(pay(history, 10min - 1us).payments, 2U);
    }

    void countsFailuresOverTheirOwnSpan()
    {
        PayerHistory history;
        pay(history, 0s, true);
        pay(history, 6min, true);
        pay(history, 7min, true);
        const auto counts = pay(history, 8min);
        QCOMPARE(counts.payments, 4U);
        QCOMPARE(counts.failed, 2U);
    }

    void leavesOutLaterEventsWhenOneComesLate()
    {
        PayerHistory history;
        pay(history, 5min);
        QCOMPARE(pay(history, 1min, false, "asha@oksbi", noon(5min)).payments, 1U);
    }

    void countsBusyPayersToTheLast()
    {
        PayerHistory history;
        for (int i = 1; i <= 5000; ++i)
            QCOMPARE(pay(history, std::chrono::milliseconds{i}).payments, std::uint32_t(i));
    }

    void agreesWithCountingOneByOne()
    {
        const bool holds
            = rc::check([](const std::vector<std::uint16_t>& seconds, const std::vector<bool>& failed) {
                  PayerHistory history;
                  std::vector<std::pair<EventTime, bool>> seen;
                  EventTime reached = noon();
                  for (std::size_t i = 0; i < seconds.size(); ++i) {
                      const bool isFailed = i < failed.size() && failed[i];
                      const auto at = std::chrono::seconds{seconds[i] % 2000};
                      const EventTime time = noon(at);
                      seen.emplace_back(time, isFailed);
                      const auto counts = pay(history, at, isFailed, "asha@oksbi", reached);
                      reached = std::max(reached, time);
                      const auto count = [&](std::chrono::minutes span, bool onlyFailed) {
                          return std::uint32_t(std::ranges::count_if(seen, [&](const auto& payment) {
                              return payment.first > time - span && payment.first <= time
                                  && (!onlyFailed || payment.second);
                          }));
                      };
                      RC_ASSERT(counts.payments == count(10min, false));
                      RC_ASSERT(counts.failed == count(5min, true));
                  }
              });
        QVERIFY(holds);
    }

    void agreesWithCountingOneByOneInAnyOrder_data()
    {
        QTest::addColumn<bool>("wholeSeconds");
        QTest::addColumn<int>("restoredEvery");
        QTest::newRow("to the microsecond") << false << 0;
        QTest::newRow("whole seconds") << true << 0;
        QTest::newRow("saved and restored on the way") << false << 7;
    }
    void agreesWithCountingOneByOneInAnyOrder()
    {
        QFETCH(const bool, wholeSeconds);
        QFETCH(const int, restoredEvery);
        const auto spanOf = [&](EventTime time, std::chrono::microseconds length) {
            const EventTime second = floorTo(time, 1s);
            return wholeSeconds ? PayerHistory::Span{second - length, second + 1s - 1us}
                                : PayerHistory::Span{time - length + 1us, time};
        };
        const bool holds = rc::check([&] {
            const auto steps = *rc::gen::resize(400, rc::gen::container<std::vector<Step>>(aStep()));
            PayerHistory history;
            OneByOne oneByOne;
            EventTime newest = noon();
            EventTime reached = noon() - 3h;
            int count = 0;
            for (const Step& step : steps) {
                newest += step.after;
                const EventTime time = newest - step.late;
                const std::string payer = "payer" + std::to_string(step.payer);
                const auto payments = spanOf(time, 30min);
                const auto failures = spanOf(time, 5min);
                Payment payment;
                payment.time = time;
                payment.payer = {hashText(payer)};
                payment.status = step.failed ? PaymentStatus::Failed : PaymentStatus::Success;
                const auto counts = history.addAndCount(payment, payments, failures, reached);
                const auto expected = oneByOne.pay(
                    {payer, time, step.failed}, payments, failures, reached - PayerHistory::kRemembered);
                RC_ASSERT(counts.payments == expected.payments);
                RC_ASSERT(counts.failed == expected.failed);
                reached = std::max(reached, newest - step.lag);
                if (restoredEvery != 0 && ++count % restoredEvery == 0)
                    history = restored(history);
            }
        });
        QVERIFY(holds);
    }

    void countsToTheMicrosecondHoweverFarApart_data()
    {
        QTest::addColumn<qint64>("apart");
        QTest::newRow("neighbours") << qint64{1};
        QTest::newRow("as far as a line spans") << qint64{0xFFFF'FFFF};
        QTest::newRow("one further") << qint64{0x1'0000'0000};
        QTest::newRow("a day") << qint64{86'400'000'000};
    }
    void countsToTheMicrosecondHoweverFarApart()
    {
        QFETCH(const qint64, apart);
        const std::chrono::microseconds ahead{apart};
        const std::uint32_t near = apart == 1 ? 1 : 0;
        for (const bool laterFirst : {false, true}) {
            PayerHistory history;
            const auto payAt = [&](std::chrono::microseconds at) {
                return pay(history, at, false, "asha@oksbi", noon()).payments;
            };
            payAt(laterFirst ? ahead : 0us);
            payAt(laterFirst ? 0us : ahead);
            QCOMPARE(payAt(ahead + 10min - 1us), 2U);
            QCOMPARE(payAt(10min - 1us), 2U + near);
            QCOMPARE(payAt(10min), 2U + 2 * near);
        }
    }

    void aSnapshotStaysAsItWas()
    {
        PayerHistory history;
        for (int i = 0; i < 40; ++i)
            for (int payer = 0; payer <= i; ++payer)
                pay(history, std::chrono::seconds{i}, i % 3 == 0, std::to_string(payer).c_str());
        const auto contentOf = [](const PayerHistory& from) {
            std::multiset<std::tuple<std::uint64_t, EventTime, bool>> all;
            from.forEach([&](auto... mark) { all.emplace(mark...); });
            return all;
        };
        const auto before = contentOf(history);
        QCOMPARE(before.size(), std::size_t{40 * 41 / 2});
        const PayerHistory snapshot = history;
        for (int payer = 0; payer < 60; ++payer)
            pay(history, 1min, true, std::to_string(payer).c_str());
        QVERIFY(contentOf(snapshot) == before);
        QCOMPARE(contentOf(history).size(), before.size() + 60);
    }

    void aPayerWithFewPaymentsTakesHalfALine()
    {
        PayerHistory history;
        for (int round = 0; round < 4; ++round)
            for (int i = 0; i < 100'000; ++i)
                pay(history, std::chrono::milliseconds{i}, false, std::to_string(i).c_str());
        QCOMPARE(history.payers(), std::size_t{100'000});
        const auto most = std::size_t{100'000} * 3 * 32; // a third of the slots or more are taken
        QVERIFY2(history.bytes() <= most, qPrintable(QString::number(history.bytes())));
    }

    void forgetsBusyPayersToo()
    {
        PayerHistory history;
        for (int hour = 0; hour < 20; ++hour)
            for (int i = 0; i < 30'000; ++i)
                pay(history, std::chrono::hours{2 * hour}, i % 2 == 0,
                    std::to_string(hour * 1000 + i % 1000).c_str());
        QVERIFY2(history.payers() < 5000, qPrintable(QString::number(history.payers())));
        QVERIFY2(history.bytes() < 5000 * 1000, qPrintable(QString::number(history.bytes())));
    }

    void forgetsPayersWhenItNeedsTheRoom()
    {
        PayerHistory history;
        for (int hour = 0; hour < 20; ++hour)
            for (int i = 0; i < 1000; ++i)
                pay(history, std::chrono::hours{2 * hour}, false, std::to_string(hour * 1000 + i).c_str());
        QVERIFY2(history.payers() < 5000, qPrintable(QString::number(history.payers())));
    }

    void comesBackFromItsMarks()
    {
        PayerHistory history;
        for (int i = 0; i < 10; ++i)
            pay(history, std::chrono::seconds{i}, i % 2 == 0);
        pay(history, 3s, true, "ravi@ybl");
        PayerHistory copy = restored(history);
        for (PayerHistory* each : {&history, &copy}) {
            const auto counts = pay(*each, 20s);
            QCOMPARE(counts.payments, 11U);
            QCOMPARE(counts.failed, 5U);
        }
        QCOMPARE(copy.payers(), history.payers());
    }
};

QTEST_GUILESS_MAIN(TestPayerHistory)
#include "tst_payer_history.moc"
