#include "engine/api/metric_catalogue.h"
#include "engine/runtime/live_statistics.h"

#include <QTest>

#include <cmath>

#include "batch_builder.h"

using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

/// Statistics fed with batches whose outcomes the test chooses.
class Desk {
public:
    Desk() { partitions.intern("upi_transactions", 0, StreamId::Upi); }

    void take(BatchBuilder& builder, Outcome outcome = {}, EventTime now = noon())
    {
        ProcessedBatch batch{.decoded = builder.take(now)};
        batch.outcomes.assign(batch.decoded.payments.size(), outcome);
        for (const Payment& payment : batch.decoded.payments) {
            StreamProgress& progress = m_progress[indexOf(payment.stream)];
            progress.newest = std::max(progress.newest, payment.time);
            progress.hasEvents = true;
        }
        batch.progress = m_progress;
        batch.alerts = std::exchange(nextAlerts, {});
        statistics.add(batch, partitions, now);
    }
    LiveSnapshot snapshot(EventTime now = noon(), std::chrono::seconds range = 300s)
    {
        Watched watched{.range = range};
        for (const MetricDescription& description : metricCatalogue())
            watched.metricIds.emplace(description.id);
        LiveSnapshot result;
        statistics.fill(result, watched, now);
        return result;
    }
    double last(std::string_view metricId, EventTime now = noon())
    {
        const LiveSnapshot all = snapshot(now);
        return all.find(metricId)->values.back();
    }

    LiveStatistics statistics;
    PartitionTable partitions;
    std::vector<Alert> nextAlerts;

private:
    std::array<StreamProgress, kStreamCount> m_progress{};
};

UpiPayment upi(std::chrono::microseconds at, PaymentStatus status = PaymentStatus::Success)
{
    return {.status = status, .time = noon(at)};
}

} // namespace

class TestLiveStatistics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsNothingBeforeTheFirstMessage()
    {
        Desk desk;
        const LiveSnapshot snapshot = desk.snapshot();
        QCOMPARE(snapshot.payments, std::uint64_t{0});
        QVERIFY(!snapshot.upiSuccessShare5m.has_value());
        QVERIFY(snapshot.partitions.empty());
        QCOMPARE(snapshot.find(metric::kPaymentsRate)->values.size(), std::size_t{300});
        QVERIFY(std::isnan(snapshot.find(metric::kUpiSuccessShare)->values.back()));
        QVERIFY(std::isnan(snapshot.find(metric::kLatencyP99)->values.back()));
    }

    void countsRatesBySecondOfEventTime()
    {
        Desk desk;
        BatchBuilder batch;
        batch.add(upi(0s)).add(upi(999ms)).add(upi(0s, PaymentStatus::Failed)).add(upi(1s));
        desk.take(batch);
        QCOMPARE(desk.last(metric::kUpiSuccessRate, noon(1500ms)), 2.0);
        QCOMPARE(desk.last(metric::kUpiFailedRate, noon(1500ms)), 1.0);
        QCOMPARE(desk.last(metric::kPaymentsRate, noon(2500ms)), 1.0);
        QCOMPARE(desk.last(metric::kPaymentsRate, noon(1499ms)), 0.0); // the second is not whole yet
    }

    void leavesDuplicatesOutOfAllButTheLedger()
    {
        Desk desk;
        BatchBuilder batch;
        batch.add(upi(0s));
        desk.take(batch);
        batch.add(upi(0s));
        desk.take(batch, {.bucket = Bucket::Duplicate, .isConflict = true});
        const LiveSnapshot snapshot = desk.snapshot(noon(2s));
        QCOMPARE(snapshot.payments, std::uint64_t{1});
        const StreamStatus& stream = snapshot.streams[0];
        QCOMPARE(stream.ledger[Bucket::Clean], std::uint64_t{1});
        QCOMPARE(stream.ledger[Bucket::Duplicate], std::uint64_t{1});
        QCOMPARE(stream.ledger.conflicts, std::uint64_t{1});
        QCOMPARE(formatAmount(stream.totals.at(0).amount), std::string("100"));
    }

    void ledgerOfAPartitionSumsToItsOffsets()
    {
        Desk desk;
        BatchBuilder batch;
        batch.add(upi(0s)).addDeadLetter().add(upi(1s)).addDeadLetter();
        desk.take(batch);
        const PartitionStatus partition = desk.snapshot().partitions.at(0);
        QCOMPARE(partition.position, std::int64_t{4});
        QCOMPARE(partition.ledger.total(), std::uint64_t{4});
        QCOMPARE(partition.ledger[Bucket::DeadLetter], std::uint64_t{2});
    }

    void sharesAreOfTheMinuteThatEnds()
    {
        Desk desk;
        BatchBuilder batch;
        batch.add(upi(0s)).add(upi(30s, PaymentStatus::Failed)).add(upi(60s));
        desk.take(batch);
        QCOMPARE(desk.last(metric::kUpiSuccessShare, noon(59'500ms)), 50.0);
        QCOMPARE(desk.last(metric::kUpiSuccessShare, noon(61'500ms)), 50.0);
        QCOMPARE(desk.last(metric::kUpiSuccessShare, noon(91'500ms)), 100.0);
    }

    void endsChartsAtTheNewestEventWhenItIsOld()
    {
        Desk desk;
        BatchBuilder batch;
        batch.add(upi(0s));
        desk.take(batch, {}, noon(24h));
        QCOMPARE(desk.snapshot(noon(24h)).edge, noon());
        QCOMPARE(desk.snapshot(noon(59s)).edge, noon(59s));
    }

    void measuresLatencyBySecondOfArrival()
    {
        Desk desk;
        BatchBuilder batch;
        UpiPayment payment = upi(0s);
        payment.recordTime = noon(20ms);
        batch.add(payment);
        desk.take(batch, {}, noon(40ms));
        batch.add(payment);
        desk.take(batch, {}, noon(1s));
        QVERIFY(std::abs(desk.last(metric::kLatencyP50, noon(1500ms)) - 20) < 0.2);
    }

    void whatWaitedBeforeReadingBeganSaysNothingOfLatency()
    {
        Desk desk;
        desk.statistics.setReadingSince(noon());
        BatchBuilder batch;
        UpiPayment payment = upi(0s);
        payment.recordTime = noon(-10min);
        batch.add(payment);
        payment.recordTime = noon(5ms);
        batch.add(payment);
        desk.take(batch, {}, noon(12ms));
        batch.add(payment);
        desk.take(batch, {}, noon(1s));
        const LiveSnapshot snapshot = desk.snapshot(noon(1500ms));
        QVERIFY(std::abs(snapshot.find(metric::kLatencyP99)->values.back() - 7) < 0.2);
    }

    void showsAlertsOnceHoweverOftenTheyRepeat()
    {
        Desk desk;
        BatchBuilder batch;
        Alert alert{.id = {5}, .severity = Severity::Critical, .eventTime = noon()};
        for (int i = 0; i < 3; ++i) {
            desk.nextAlerts = {alert};
            batch.add(upi(0s));
            desk.take(batch);
            ++alert.count;
        }
        const LiveSnapshot snapshot = desk.snapshot(noon(10s));
        QCOMPARE(snapshot.alertsBySeverity.back().counts[std::size_t(Severity::Critical)], 1U);
    }

    void keepsTheLargestBanksAndSumsUpTheOthers()
    {
        Desk desk;
        BatchBuilder batch;
        for (int bank = 1; bank <= 9; ++bank) {
            UpiPayment payment = upi(0s);
            payment.payer = "a@bank" + std::to_string(bank);
            payment.amount = std::to_string(bank);
            batch.add(payment);
        }
        desk.take(batch);
        const std::vector<Share> shares = desk.snapshot().upiAmountByBank;
        QCOMPARE(shares.size(), std::size_t{6});
        QCOMPARE(shares.front().name, std::string("bank9"));
        QCOMPARE(shares.back().name, std::string("Other"));
        QCOMPARE(formatAmount(shares.back().amount), std::string("10"));
    }

    void ranksPayeesByMeanScoreAndForgetsThem()
    {
        Desk desk;
        BatchBuilder batch;
        for (int i = 0; i < 20; ++i)
            batch.add(upi(0s));
        desk.take(batch, {.score = 50});
        for (int i = 0; i < 19; ++i)
            batch.add(UpiPayment{.payee = "rare@upi"});
        desk.take(batch, {.score = 90});
        QCOMPARE(desk.snapshot(noon(10s)).riskiestPayees.size(), std::size_t{1});
        QCOMPARE(desk.snapshot(noon(12s)).riskiestPayees.at(0).meanScore, 50.0);
        batch.add(upi(20min));
        desk.take(batch, {}, noon(20min));
        QVERIFY(desk.snapshot(noon(20min)).riskiestPayees.empty());
        QCOMPARE(desk.snapshot(noon(20min), 3600s).riskiestPayees.size(),
            std::size_t{1}); // a longer range finds it again
    }

    void fillsTheHeatmapByScoreAndTenSeconds()
    {
        Desk desk;
        BatchBuilder batch;
        batch.add(upi(0s)).add(upi(5s));
        desk.take(batch, {.score = 27});
        batch.add(upi(10s));
        desk.take(batch, {.score = 300});
        const ScoreHeatmap map = desk.snapshot(noon(20s)).scoreHeatmap;
        QCOMPARE(map.columns, std::size_t{30});
        QCOMPARE(map.counts[28 * ScoreHeatmap::kBins + 5], 2U);
        QCOMPARE(map.counts[29 * ScoreHeatmap::kBins + 19], 1U);
    }
};

QTEST_GUILESS_MAIN(TestLiveStatistics)
#include "tst_live_statistics.moc"
