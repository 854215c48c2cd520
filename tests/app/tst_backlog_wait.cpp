#include "app/ctl/backlog_wait.h"

#include <QTest>

using namespace halcyon;
using namespace std::chrono_literals;
using app::BacklogWait;

namespace {

constexpr auto kPatience = 10s;

/// A wait on one partition with 4 million messages; the test is the clock.
struct WaitingOnABacklog {
    engine::LiveSnapshot snapshot;
    BacklogWait::Clock::time_point now{1h};
    BacklogWait wait{kPatience, now};

    WaitingOnABacklog()
    {
        snapshot.kafka.state = engine::LinkStatus::State::Up;
        add("upi_transactions", 4'000'000);
    }
    void add(const std::string& topic, std::int64_t endOffset)
    {
        snapshot.partitions.push_back({.topic = topic, .endOffset = endOffset});
    }
    [[nodiscard]] engine::PartitionStatus& partition() { return snapshot.partitions.front(); }
    [[nodiscard]] bool goesOnAfter(BacklogWait::Clock::duration time)
    {
        now += time;
        return wait.goesOn(snapshot, now);
    }
};

} // namespace

class TestBacklogWait : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void waitsAsLongAsReadingMakesProgress()
    {
        WaitingOnABacklog test;
        for (int second = 0; second < 39; ++second) {
            QVERIFY(test.goesOnAfter(1s));
            test.partition().position += 100'000;
        }
        test.partition().position = 4'000'000;
        QVERIFY(test.goesOnAfter(100ms));
        QVERIFY(!test.goesOnAfter(BacklogWait::kSteadyFor));
    }

    void givesUpWhenNothingMoves()
    {
        WaitingOnABacklog test;
        QVERIFY(test.goesOnAfter(1s));
        test.partition().position = 3'200'000;
        QVERIFY(test.goesOnAfter(9s));
        QVERIFY(test.goesOnAfter(kPatience - 1ms));
        QVERIFY(!test.goesOnAfter(1ms));
    }

    void givesUpWithoutABroker()
    {
        WaitingOnABacklog test;
        test.snapshot = {};
        QVERIFY(test.goesOnAfter(kPatience - 1ms));
        QVERIFY(!test.goesOnAfter(1ms));
    }

    void doesNotWaitForWhatComesMeanwhile()
    {
        WaitingOnABacklog test;
        QVERIFY(test.goesOnAfter(0s));
        test.partition().endOffset = 4'000'900;
        test.partition().position = 4'000'500; // never at its end again
        QVERIFY(test.goesOnAfter(100ms));
        QVERIFY(!test.goesOnAfter(BacklogWait::kSteadyFor));
    }

    void waitsForTopicsThatBecomeKnownLater()
    {
        WaitingOnABacklog test;
        test.partition().position = 4'000'000;
        QVERIFY(test.goesOnAfter(900ms));
        test.add("transactions", 7);
        QVERIFY(test.goesOnAfter(900ms));
        QVERIFY(test.goesOnAfter(BacklogWait::kSteadyFor));
    }

    void waitsForEndsThatAreNotKnownYet()
    {
        WaitingOnABacklog test;
        test.partition().endOffset = -1;
        QVERIFY(test.goesOnAfter(2s));
        test.partition().endOffset = 0;
        QVERIFY(test.goesOnAfter(100ms));
        QVERIFY(!test.goesOnAfter(BacklogWait::kSteadyFor));
    }

    void doesNotWaitForAPartitionInTrouble()
    {
        WaitingOnABacklog test;
        test.partition().trouble = "The topic is gone.";
        QVERIFY(test.goesOnAfter(0s));
        QVERIFY(!test.goesOnAfter(BacklogWait::kSteadyFor));
    }
};

QTEST_GUILESS_MAIN(TestBacklogWait)
#include "tst_backlog_wait.moc"
