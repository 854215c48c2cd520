#include "tests/fakes/fake_engine.h"
#include "tests/fakes/story.h"
#include "ui/feed/engine_feed.h"

#include <QSignalSpy>
#include <QtTest>

using namespace halcyon;
using namespace std::chrono_literals;
using tests::FakeEngine;
using tests::story::now;
using ui::EngineFeed;

namespace {

engine::Alert alertNumber(std::uint64_t number)
{
    engine::Alert alert;
    alert.id = {number};
    return alert;
}

} // namespace

class TestEngineFeed : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void signalsOnceForManyPublishes()
    {
        FakeEngine engine(now());
        EngineFeed feed(engine, 1h, now); // never fires by itself: the test is the clock
        QSignalSpy changed(&feed, &EngineFeed::snapshotChanged);

        for (int n = 0; n < 1000; ++n)
            engine.advanceTo(now() + std::chrono::milliseconds{n});
        feed.poll();
        feed.poll();

        QCOMPARE(changed.size(), 1);
        QCOMPARE(feed.snapshot()->sequence, std::uint64_t{1000});
    }

    void skipsNoAlertHoweverManyComeBetweenTwoPolls()
    {
        FakeEngine engine(now() + 1h); // without alerts of its own
        EngineFeed feed(engine, 1h, now);
        std::vector<std::uint64_t> seen;
        connect(&feed, &EngineFeed::alertsRaised, this, [&seen](const auto& alerts) {
            for (const auto& logged : alerts)
                seen.push_back(logged.alert.id.value);
        });
        std::vector<engine::Alert> flood;
        for (std::uint64_t n = 1; n <= 12'345; ++n)
            flood.push_back(alertNumber(n));
        engine.alertLog().append(flood);

        while (seen.size() < flood.size()) { // a flood is spread over several polls
            const auto before = seen.size();
            feed.poll();
            QVERIFY(seen.size() > before);
        }

        QCOMPARE(seen.size(), flood.size());
        QVERIFY(std::ranges::is_sorted(seen));
        QCOMPARE(seen.back(), std::uint64_t{12'345});
    }

    void watchesWhatAnySubscriptionNames()
    {
        FakeEngine engine(now());
        EngineFeed feed(engine, 1h, now);
        const ui::MetricSubscription first(feed, {"kafka/lag", "latency/p99"});
        {
            const ui::MetricSubscription second(feed, {"latency/p99", "alerts/rate"});
            QCoreApplication::processEvents();
            QCOMPARE(engine.watched(), (std::set<std::string>{"alerts/rate", "kafka/lag", "latency/p99"}));
            QCOMPARE(engine.watchCalls(), 1); // three wishes, one call
        }
        QCoreApplication::processEvents();
        QCOMPARE(engine.watched(), (std::set<std::string>{"kafka/lag", "latency/p99"}));
    }

    void movesASubscriptionWithoutLosingIt()
    {
        FakeEngine engine(now());
        EngineFeed feed(engine, 1h, now);
        ui::MetricSubscription wish(feed, {"kafka/lag"});
        wish = ui::MetricSubscription(feed, {"alerts/rate"});
        ui::MetricSubscription moved(std::move(wish));
        QCoreApplication::processEvents();
        QCOMPARE(engine.watched(), (std::set<std::string>{"alerts/rate"}));
    }

    void outlivesItsSubscribers()
    {
        FakeEngine engine(now());
        auto feed = std::make_unique<EngineFeed>(engine, 1h, now);
        const ui::MetricSubscription wish(*feed, {"kafka/lag"});
        feed.reset(); // the subscription ends after it, and must not touch it
        QVERIFY(true);
    }

    void tellsTheEngineAnotherRange()
    {
        FakeEngine engine(now());
        EngineFeed feed(engine, 1h, now);
        QSignalSpy changed(&feed, &EngineFeed::rangeChanged);
        feed.setRange(1h);
        feed.setRange(1h);
        QCoreApplication::processEvents();
        QCOMPARE(engine.range(), std::chrono::seconds{3600});
        QCOMPARE(changed.size(), 1);
    }

    void becomesStaleByTheClockAlone()
    {
        FakeEngine engine(now());
        engine::EventTime clock = now();
        EngineFeed feed(engine, 1h, [&clock] { return clock; });
        engine.advanceTo(clock);
        feed.poll();
        QCOMPARE(feed.state().kind, ui::LiveState::Kind::Live);

        QSignalSpy changed(&feed, &EngineFeed::stateChanged);
        QSignalSpy ticked(&feed, &EngineFeed::staleClockTicked);
        for (int second = 1; second <= 20; ++second) {
            clock += 1s;
            feed.poll();
        }
        QCOMPARE(feed.state().kind, ui::LiveState::Kind::Stale);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(ticked.size(), 11); // once a second, from the tenth on
    }

    void pausesTheEngineAndShowsIt()
    {
        FakeEngine engine(now());
        EngineFeed feed(engine, 1h, now);
        engine.advanceTo(now());
        feed.setPaused(true);
        feed.poll();
        QVERIFY(engine.isPaused());
        QCOMPARE(feed.state().kind, ui::LiveState::Kind::Paused);
        feed.setPaused(false);
        engine.advanceTo(now());
        feed.poll();
        QCOMPARE(feed.state().kind, ui::LiveState::Kind::Live);
    }
};

QTEST_GUILESS_MAIN(TestEngineFeed)
#include "tst_engine_feed.moc"
