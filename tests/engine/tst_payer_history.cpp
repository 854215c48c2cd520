#include "engine/fraud/payer_history.h"

#include <QTest>

#include <rapidcheck.h>

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
        PayerHistory copy;
        history.forEach(
            [&](std::uint64_t payer, EventTime time, bool failed) { copy.restore({payer}, time, failed); });
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
