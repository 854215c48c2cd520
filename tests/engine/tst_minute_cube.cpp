#include "engine/window/minute_cube.h"

#include <QTest>

#include "batch_builder.h"
#include "row_text.h"

using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

void add(MinuteCube& cube, const UpiPayment& upi, std::optional<std::chrono::microseconds> latency = {})
{
    const DecodedBatch batch = BatchBuilder().add(upi).take();
    cube.add(batch.payments[0], batch.texts[0], latency);
}

std::string closedAt(MinuteCube& cube, EventTime watermark, std::string_view onlyId = {})
{
    std::vector<WindowRows> closed;
    cube.close(watermark, closed);
    if (!onlyId.empty())
        std::erase_if(closed, [&](const WindowRows& rows) { return rows.schema->id != onlyId; });
    return rowsText(closed);
}

} // namespace

class TestMinuteCube : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAMinuteByStatusAndBank()
    {
        MinuteCube cube(StreamId::Upi);
        add(cube, {.payer = "a@ybl", .amount = "10"}, 20us);
        add(cube, {.payer = "b@ybl", .amount = "5.5", .status = PaymentStatus::Failed}, 40us);
        add(cube, {.payer = "c@oksbi", .amount = "1"}, 60us);
        COMPARE_TEXT(closedAt(cube, noon(1min)),
            std::string("minute 12:00-12:01: count=3 amount=16.5 failed_count=1 latency_p50_ms=0.04 "
                        "latency_p95_ms=0.06 latency_p99_ms=0.06\n"
                        "minute_status 12:00-12:01 FAILED: count=1 amount=5.5 failed_count=1 "
                        "latency_p50_ms=0.04 latency_p95_ms=0.04 latency_p99_ms=0.04\n"
                        "minute_status 12:00-12:01 SUCCESS: count=2 amount=11 failed_count=0 "
                        "latency_p50_ms=0.02 latency_p95_ms=0.06 latency_p99_ms=0.06\n"
                        "minute_bank 12:00-12:01 oksbi: count=1 amount=1 failed_count=0 "
                        "latency_p50_ms=0.06 latency_p95_ms=0.06 latency_p99_ms=0.06\n"
                        "minute_bank 12:00-12:01 ybl: count=2 amount=15.5 failed_count=1 "
                        "latency_p50_ms=0.02 latency_p95_ms=0.04 latency_p99_ms=0.04\n"));
    }

    void leavesLatencyEmptyWithoutRecordTimes()
    {
        MinuteCube cube(StreamId::Upi);
        add(cube, {});
        COMPARE_TEXT(closedAt(cube, noon(1min), "minute"),
            std::string("minute 12:00-12:01: count=1 amount=100 failed_count=0 latency_p50_ms= "
                        "latency_p95_ms= latency_p99_ms=\n"));
    }

    void closesAWindowWhenTheWatermarkReachesItsEndAndOnlyOnce()
    {
        MinuteCube cube(StreamId::Upi);
        add(cube, {});
        COMPARE_TEXT(closedAt(cube, noon(59'999'999us), "minute"), std::string());
        QVERIFY(!closedAt(cube, noon(1min), "minute").empty());
        COMPARE_TEXT(closedAt(cube, noon(2min), "minute"), std::string());
        COMPARE_TEXT(closedAt(cube, noon(5min)),
            std::string("upi_bank 12:00-12:05 oksbi: count=1 amount=100 success_count=1 failed_count=0 "
                        "pending_count=0 success_rate=1\n"));
        QVERIFY(cube.minutes().empty());
    }

    void countsAnEventLateForItsMinuteInTheLongerWindow()
    {
        MinuteCube cube(StreamId::Upi);
        COMPARE_TEXT(closedAt(cube, noon(3min)), std::string());
        QVERIFY(cube.isOpen(noon(), noon(3min)));
        add(cube, {.status = PaymentStatus::Pending});
        COMPARE_TEXT(closedAt(cube, noon(4min)), std::string());
        COMPARE_TEXT(closedAt(cube, noon(5min)),
            std::string("upi_bank 12:00-12:05 oksbi: count=1 amount=100 success_count=0 failed_count=0 "
                        "pending_count=1 success_rate=0\n"));
        QVERIFY(!cube.isOpen(noon(), noon(5min)));
    }

    void neverAddsTwoCurrencies()
    {
        MinuteCube cube(StreamId::Upi);
        add(cube, {.amount = "10"});
        add(cube, {.amount = "3", .currency = "USD"});
        COMPARE_TEXT(closedAt(cube, noon(1min), "minute"),
            std::string(
                "minute 12:00-12:01: count=1 amount=10 failed_count=0 latency_p50_ms= latency_p95_ms= "
                "latency_p99_ms=\n"
                "minute 12:00-12:01 (USD): count=1 amount=3 failed_count=0 latency_p50_ms= "
                "latency_p95_ms= latency_p99_ms=\n"));
    }

    void comesBackFromItsCells()
    {
        MinuteCube cube(StreamId::Transactions);
        const DecodedBatch batch = BatchBuilder().add(Transaction{.isFraud = true}).take();
        cube.add(batch.payments[0], batch.texts[0], 30us);
        MinuteCube copy(StreamId::Transactions);
        for (const auto& [start, minute] : cube.minutes())
            for (const MinuteCube::Cell& cell : minute.cells)
                copy.restore(start, cell);
        for (MinuteCube* each : {&cube, &copy})
            each->add(batch.payments[0], batch.texts[0], 50us);
        QCOMPARE(copy.minutes().begin()->second.cells.size(), std::size_t{1});
        COMPARE_TEXT(closedAt(copy, noon(1min)), closedAt(cube, noon(1min)));
    }
};

QTEST_GUILESS_MAIN(TestMinuteCube)
#include "tst_minute_cube.moc"
