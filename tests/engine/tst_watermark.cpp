#include "engine/window/watermark.h"

#include <QTest>

#include <rapidcheck.h>

#include "batch_builder.h"

using namespace halcyon::engine;
using namespace halcyon::tests;

class TestWatermark : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void staysBehindTheNewestEventByTheLateness()
    {
        Watermark watermark(1min);
        QVERIFY(!watermark.newest().has_value());
        watermark.observe(0, noon());
        QCOMPARE(watermark.value(), noon(-1min));
        watermark.observe(0, noon(10s));
        QCOMPARE(watermark.value(), noon(-50s));
    }

    void isHeldBackByTheSlowestPartition()
    {
        Watermark watermark(1min);
        watermark.observe(0, noon());
        watermark.observe(1, noon(5min));
        QCOMPARE(watermark.value(), noon(-1min));
        watermark.observe(0, noon(2min));
        QCOMPARE(watermark.value(), noon(1min));
    }

    void neverGoesBackWhenASlowPartitionJoins()
    {
        Watermark watermark(1min);
        watermark.observe(0, noon(5min));
        watermark.observe(1, noon());
        QCOMPARE(watermark.value(), noon(4min));
        watermark.observe(0, noon(9min));
        QCOMPARE(watermark.value(), noon(4min));
    }

    void leavesOutAPartitionThatFellSilent()
    {
        Watermark watermark(1min);
        watermark.observe(0, noon());
        watermark.observe(1, noon(5min));
        watermark.fallSilent(7);
        QCOMPARE(watermark.value(), noon(-1min));
        watermark.fallSilent(0);
        QCOMPARE(watermark.value(), noon(4min));
    }

    void heedsAPartitionThatSpeaksAgain()
    {
        Watermark watermark(1min);
        watermark.observe(0, noon());
        watermark.observe(1, noon(5min));
        watermark.fallSilent(0);
        watermark.observe(0, noon(1min));
        watermark.observe(1, noon(9min));
        QCOMPARE(watermark.value(), noon(4min));
        watermark.observe(0, noon(8min));
        QCOMPARE(watermark.value(), noon(7min));
    }

    void waitsForAPartitionWithMessagesNotReadYet()
    {
        Watermark watermark(1min);
        watermark.await(1);
        watermark.observe(0, noon(5min));
        QCOMPARE(watermark.value(), EventTime::min());
        QVERIFY(watermark.reached() < noon(-24h));
        watermark.observe(1, noon());
        QCOMPARE(watermark.value(), noon(-1min));
        QCOMPARE(watermark.reached(), noon());
    }

    void goesOnWhenTheAwaitedPartitionHadNothing()
    {
        Watermark watermark(1min);
        watermark.await(1);
        watermark.observe(0, noon(5min));
        watermark.fallSilent(1);
        QCOMPARE(watermark.value(), noon(4min));
    }

    void isHeldByASilentPartitionOnceItsMessagesWait()
    {
        Watermark watermark(1min);
        watermark.observe(0, noon());
        watermark.observe(1, noon(1min));
        watermark.fallSilent(0);
        watermark.await(0); // a recorder comes back: all partitions have a backlog
        watermark.observe(1, noon(9min));
        QCOMPARE(watermark.value(), noon());
        watermark.observe(0, noon(2min));
        QCOMPARE(watermark.value(), noon(1min));
    }

    void standsStillWhenAllFellSilent()
    {
        Watermark watermark(1min);
        watermark.observe(0, noon());
        watermark.fallSilent(0);
        QCOMPARE(watermark.value(), noon(-1min));
        watermark.observe(0, noon(2s));
        QCOMPARE(watermark.value(), noon(-58s));
    }

    void ignoresOlderEventsOfAPartition()
    {
        Watermark watermark(1min);
        watermark.observe(0, noon());
        watermark.observe(0, noon(-10min));
        QCOMPARE(watermark.value(), noon(-1min));
        QCOMPARE(watermark.newest().value(), noon());
    }

    void isTheMinimumOverPartitionsHoweverTheyInterleave()
    {
        const bool holds = rc::check([](const std::vector<std::pair<std::uint8_t, std::uint16_t>>& events) {
            Watermark watermark(1min);
            std::map<std::uint32_t, EventTime> newest;
            EventTime expected = EventTime::min();
            for (const auto& [partition, second] : events) {
                const auto index = std::uint32_t(partition % 5);
                const EventTime time = noon(std::chrono::seconds{second});
                watermark.observe(index, time);
                const auto known = newest.try_emplace(index, time).first;
                known->second = std::max(known->second, time);
                EventTime slowest = EventTime::max();
                for (const auto& [number, partitionNewest] : newest)
                    slowest = std::min(slowest, partitionNewest);
                expected = std::max(expected, slowest - 1min);
                RC_ASSERT(watermark.value() == expected);
            }
        });
        QVERIFY(holds);
    }

    void goesOnFromWhereItWasSaved()
    {
        Watermark watermark(1min);
        watermark.observe(0, noon(5min));
        watermark.observe(1, noon());
        watermark.await(2);
        Watermark copy(1min);
        copy.restore(watermark.value(), watermark.partitions());
        for (Watermark* each : {&watermark, &copy}) {
            each->observe(1, noon(6min));
            each->fallSilent(0);
            QCOMPARE(each->value(), noon(4min));
            each->observe(2, noon(3min));
        }
        QCOMPARE(copy.value(), watermark.value());
        QCOMPARE(copy.newest(), watermark.newest());
    }
};

QTEST_GUILESS_MAIN(TestWatermark)
#include "tst_watermark.moc"
