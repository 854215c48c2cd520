#include "tests/fakes/story.h"
#include "ui/feed/live_state.h"

#include <QtTest>

using namespace halcyon;
using namespace std::chrono_literals;
using ui::LiveState;

namespace {

const engine::EventTime kNow = tests::story::now();

engine::LiveSnapshot liveSnapshot()
{
    engine::LiveSnapshot snapshot;
    snapshot.sequence = 1;
    snapshot.takenAt = kNow;
    snapshot.edge = kNow;
    snapshot.lastMessageAt = kNow - 200ms;
    snapshot.kafka = {engine::LinkStatus::State::Up, kNow - 1h, {}};
    return snapshot;
}

} // namespace

class TestLiveState : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isLiveWhileMessagesArrive()
    {
        QCOMPARE(ui::liveStateOf(liveSnapshot(), kNow).kind, LiveState::Kind::Live);
    }

    void connectsUntilTheFirstSnapshot()
    {
        QCOMPARE(ui::liveStateOf(engine::LiveSnapshot{}, kNow).kind, LiveState::Kind::Connecting);
    }

    void waitsWhenConnectedWithoutAnyMessage()
    {
        auto snapshot = liveSnapshot();
        snapshot.lastMessageAt = {};
        QCOMPARE(ui::liveStateOf(snapshot, kNow).kind, LiveState::Kind::Waiting);
    }

    void isStaleSinceTheLastMessageAfterTenSilentSeconds()
    {
        auto snapshot = liveSnapshot();
        snapshot.lastMessageAt = kNow - 9s;
        QCOMPARE(ui::liveStateOf(snapshot, kNow).kind, LiveState::Kind::Live);
        snapshot.takenAt = kNow + 1s;
        const LiveState state = ui::liveStateOf(snapshot, kNow + 1s);
        QCOMPARE(state.kind, LiveState::Kind::Stale);
        QCOMPARE(state.since, snapshot.lastMessageAt);
        QCOMPARE(state.cause, LiveState::Cause::NoMessages);
    }

    void blamesKafkaWhenItIsDown()
    {
        auto snapshot = liveSnapshot();
        snapshot.kafka
            = {engine::LinkStatus::State::Down, kNow, "Kafka at b1:9092 is gone; wait or restart it."};
        const LiveState state = ui::liveStateOf(snapshot, kNow);
        QCOMPARE(state.kind, LiveState::Kind::Stale);
        QCOMPARE(state.cause, LiveState::Cause::KafkaDown);
        QVERIFY(ui::sentenceOf(state, ui::Zone::Utc).contains(QStringLiteral("b1:9092")));
        QCOMPARE(ui::badgeOf(state, ui::Zone::Utc), QStringLiteral("STALE since 12:53:39"));
        QCOMPARE(ui::badgeOf(state, ui::Zone::Ist), QStringLiteral("STALE since 18:23:39"));
    }

    void isOfflineWhenKafkaWasNeverReached()
    {
        engine::LiveSnapshot snapshot;
        snapshot.sequence = 1;
        snapshot.kafka = {engine::LinkStatus::State::Down, kNow, {}};
        const LiveState state = ui::liveStateOf(snapshot, kNow);
        QCOMPARE(state.kind, LiveState::Kind::Offline);
        const QString sentence = ui::sentenceOf(state, ui::Zone::Utc);
        QVERIFY(sentence.startsWith(QStringLiteral("No data yet: ")));
        QVERIFY(!sentence.contains(QStringLiteral("since")));
        QCOMPARE(ui::badgeOf(state, ui::Zone::Utc), QStringLiteral("OFFLINE"));
    }

    void blamesTheEngineWhenItPublishesNothing()
    {
        auto snapshot = liveSnapshot();
        const LiveState state = ui::liveStateOf(snapshot, kNow + 11s);
        QCOMPARE(state.cause, LiveState::Cause::EngineSilent);
    }

    void isPausedWhateverElseIsWrong()
    {
        auto snapshot = liveSnapshot();
        snapshot.isPaused = true;
        QCOMPARE(ui::liveStateOf(snapshot, kNow + 1h).kind, LiveState::Kind::Paused);
    }

    void letsTheChartsGoOnThroughTheSilence()
    {
        auto snapshot = liveSnapshot();
        const LiveState live = ui::liveStateOf(snapshot, kNow);
        QCOMPARE(ui::shownEdge(snapshot, live, kNow), snapshot.edge);
        const engine::EventTime later = kNow + 4min;
        snapshot.takenAt = later;
        QCOMPARE(
            ui::shownEdge(snapshot, ui::liveStateOf(snapshot, later), later), snapshot.lastMessageAt + 4min);
    }

    void shiftsTheEdgeOfAReplayByTheSilenceOnly()
    {
        auto snapshot = liveSnapshot();
        snapshot.edge = kNow - 48h; // two days old messages
        const engine::EventTime later = snapshot.lastMessageAt + 30s;
        snapshot.takenAt = later;
        QCOMPARE(ui::shownEdge(snapshot, ui::liveStateOf(snapshot, later), later), snapshot.edge + 30s);
    }
};

QTEST_GUILESS_MAIN(TestLiveState)
#include "tst_live_state.moc"
