#include "engine/ingest/embedded_broker.h"
#include "engine/ingest/traffic_producer.h"
#include "tests/kafka/source_story.h"

#include <QTest>

#include <algorithm>

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;

namespace {

constexpr auto kTopic = "upi_transactions";

TrafficOptions upiTraffic(double rate)
{
    return {.seed = 3,
        .topics = {{StreamId::Upi, kTopic, 4}},
        .start = wallClockNow(),
        .eventsPerSecond = rate,
        .followsTheDay = false};
}

struct Scene {
    PartitionTable partitions;
    std::unique_ptr<EmbeddedBroker> broker = EmbeddedBroker::start({{kTopic, 4}}).value();
    std::unique_ptr<KafkaSource> source
        = KafkaSource::open(observing(broker->clientProperties(), kTopic), partitions).value();
    Reading reading{partitions};
};

} // namespace

/// The demonstration's traffic, through a broker.
class TestTrafficProducer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesPaymentsAsTimeGoesBy()
    {
        Scene scene;
        const auto began = std::chrono::steady_clock::now();
        const auto producer
            = TrafficProducer::start(scene.broker->clientProperties(), upiTraffic(500)).value();

        QVERIFY2(scene.reading.untilCount(1000, *scene.source), scene.reading.failure().c_str());

        // A thousand at 500 a second: not at once.
        const auto took = std::chrono::steady_clock::now() - began;
        QVERIFY(took > 1500ms);
        QVERIFY(producer->progress().made >= 1000);
        QCOMPARE(producer->progress().trouble, "");
        QCOMPARE(scene.reading.distinct().size(), scene.reading.count());
    }

    void storesAllThatItMadeWhenItEnds()
    {
        Scene scene;
        auto producer = TrafficProducer::start(scene.broker->clientProperties(), upiTraffic(2000)).value();
        QVERIFY(scene.reading.untilCount(500, *scene.source));

        const auto made = producer->progress().made;
        producer.reset();

        QVERIFY(scene.reading.untilCount(made, *scene.source));
        QCOMPARE(scene.reading.doubles().size(), 0U);
    }

    void waitsOutAnOutage()
    {
        Scene scene;
        const auto producer
            = TrafficProducer::start(scene.broker->clientProperties(), upiTraffic(300)).value();
        QVERIFY(scene.reading.untilCount(100, *scene.source));

        scene.broker->setReachable(false);
        QVERIFY(scene.reading.until(
            [&] { return !producer->progress().trouble.empty(); }, {scene.source.get()}, 20s));
        const auto madeBefore = producer->progress().made;
        scene.broker->setReachable(true);

        QVERIFY2(scene.reading.untilCount(madeBefore + 300, *scene.source), scene.reading.failure().c_str());
        QCOMPARE(producer->progress().trouble, "");
        QCOMPARE(scene.reading.distinct().size(), scene.reading.count()); // none twice
    }

    void endsSoonWithoutABroker()
    {
        const auto began = std::chrono::steady_clock::now();
        {
            const auto producer
                = TrafficProducer::start({{"bootstrap.servers", "127.0.0.1:1"}}, upiTraffic(1000)).value();
            QTRY_VERIFY_WITH_TIMEOUT(producer->progress().made > 0, 5000);
            QTRY_VERIFY_WITH_TIMEOUT(!producer->progress().trouble.empty(), 10'000);
            QCOMPARE(producer->progress().delivered, 0U);
        }
        QVERIFY(std::chrono::steady_clock::now() - began < 25s);
    }

    void refusesWhatCannotWork()
    {
        QCOMPARE(TrafficProducer::start({}, upiTraffic(10)).error().code, ErrorCode::Config);
        QCOMPARE(TrafficProducer::start({{"bootstrap.servers", "127.0.0.1:1"}}, upiTraffic(-1)).error().code,
            ErrorCode::Usage);
    }
};

QTEST_GUILESS_MAIN(TestTrafficProducer)
#include "tst_traffic_producer.moc"
