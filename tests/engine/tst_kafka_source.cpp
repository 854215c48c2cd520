#include "engine/ingest/embedded_broker.h"
#include "engine/ingest/kafka_cluster.h"
#include "engine/ingest/kafka_source.h"
#include "tests/kafka/source_story.h"
#include "tests/kafka/test_producer.h"

#include <QTest>

#include <thread>

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;

namespace {

/// A broker with one topic, and a producer for it.
struct Scene {
    explicit Scene(int count)
        : broker(EmbeddedBroker::start({{"upi", count}}).value())
        , producer(broker->address())
    {
    }

    [[nodiscard]] KafkaSourceSettings observer(KafkaStart::From from = KafkaStart::From::Earliest) const
    {
        return observing(broker->clientProperties(), "upi", from);
    }

    PartitionTable partitions;
    std::unique_ptr<EmbeddedBroker> broker;
    TestProducer producer;
};

} // namespace

/// KafkaSource on librdkafka's own mock cluster; tests/kafka has the same on a real one.
class TestKafkaSource : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesSettingsThatCannotWork_data()
    {
        QTest::addColumn<QString>("property");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("misspelt") << "fetch.wiat.max.ms"
                                  << "5"
                                  << "\"fetch.wiat.max.ms\" is unknown";
        QTest::newRow("value") << "fetch.wait.max.ms"
                               << "soon"
                               << "\"fetch.wait.max.ms\" was refused";
        QTest::newRow("auto commit") << "enable.auto.commit"
                                     << "true"
                                     << "\"enable.auto.commit\" cannot be set";
        QTest::newRow("auto reset") << "auto.offset.reset"
                                    << "latest"
                                    << "\"auto.offset.reset\" cannot be set";
        QTest::newRow("no broker") << "bootstrap.servers"
                                   << ""
                                   << "No Kafka brokers are given";
        QTest::newRow("unfitting") << "security.protocol"
                                   << "sasl_plaintext"
                                   << "do not fit together";
    }
    void refusesSettingsThatCannotWork()
    {
        QFETCH(QString, property);
        QFETCH(QString, value);
        QFETCH(QString, complaint);
        auto settings = observing({{"bootstrap.servers", "127.0.0.1:1"}}, "upi");
        settings.properties[property.toStdString()] = value.toStdString();

        PartitionTable partitions;
        const auto source = KafkaSource::open(settings, partitions);

        QVERIFY(!source);
        QCOMPARE(source.error().code, ErrorCode::Config);
        QVERIFY2(QString::fromStdString(source.error().message).contains(complaint),
            source.error().message.c_str());
    }

    void refusesATopicOfTwoStreams()
    {
        auto settings = observing({{"bootstrap.servers", "127.0.0.1:1"}}, "payments");
        settings.topics[indexOf(StreamId::Transactions)] = {"payments"};
        PartitionTable partitions;

        const auto source = KafkaSource::open(settings, partitions);

        QCOMPARE(source.error().code, ErrorCode::Config);
    }

    void refusesAGroupWithoutAStoreOfOffsets()
    {
        auto settings = observing({{"bootstrap.servers", "127.0.0.1:1"}}, "upi");
        settings.mode = KafkaSourceSettings::Mode::Group;
        settings.group = "recorder";
        PartitionTable partitions;

        QCOMPARE(KafkaSource::open(settings, partitions).error().code, ErrorCode::Config);
    }

    void readsEveryPartitionFromItsStart_data()
    {
        QTest::addColumn<int>("handles");
        QTest::newRow("one handle") << 1;
        QTest::newRow("two handles") << 2;
        QTest::newRow("more handles than partitions") << 7;
    }
    void readsEveryPartitionFromItsStart()
    {
        QFETCH(int, handles);
        Scene scene(4);
        QCOMPARE(scene.producer.produce("upi", numberedRecords(2000, 4)), "");
        auto settings = scene.observer();
        settings.handles = handles;

        const auto source = KafkaSource::open(settings, scene.partitions).value();
        Reading reading(scene.partitions);

        QVERIFY2(reading.untilCount(2000, *source), reading.failure().c_str());
        QCOMPARE(reading.distinct().size(), 2000U);
        QCOMPARE(reading.doubles().size(), 0U);
        for (const auto& position : source->positions()) {
            QCOMPARE(position.firstOffset, 0);
            QCOMPARE(position.position, 500);
            QCOMPARE(position.endOffset, 500);
        }
        QCOMPARE(source->state().link, SourceState::Link::Up);
    }

    void carriesAllOfARecord()
    {
        Scene scene(1);
        QCOMPARE(scene.producer.produce("upi",
                     {{.value = "one",
                          .key = "k",
                          .timestampMs = 1767607200123,
                          .headers = {{"a", "1"}, {"b", ""}}},
                         {.value = std::nullopt, .key = "gone"}, {.value = ""}}),
            "");
        const auto source = KafkaSource::open(scene.observer(), scene.partitions).value();

        std::vector<MessageBatch> batches;
        std::vector<std::pair<const MessageBatch*, const Message*>> messages;
        while (messages.size() < 3) {
            batches.reserve(16); // the views below stay where they are
            batches.push_back(source->poll(100, 5s).value());
            for (const auto& message : batches.back().messages)
                messages.emplace_back(&batches.back(), &message);
            QVERIFY(batches.size() < 16);
        }

        const auto& [batch, first] = messages[0];
        QCOMPARE(first->value, "one");
        QCOMPARE(first->key, "k");
        QCOMPARE(first->recordTime->time_since_epoch().count(), 1767607200123000);
        QCOMPARE(batch->headersOf(*first).size(), 2U);
        QCOMPARE(batch->headersOf(*first)[0].name, "a");
        QCOMPARE(batch->headersOf(*first)[0].value, "1");
        QCOMPARE(batch->headersOf(*first)[1].value, "");
        QVERIFY(messages[1].second->isTombstone);
        QVERIFY(messages[1].second->hasKey);
        QVERIFY(!messages[2].second->isTombstone);
        QVERIFY(!messages[2].second->hasKey);
        QCOMPARE(scene.partitions.at(first->partition).topic, "upi");
    }

    void readsOnlyWhatIsNewWhenToldSo()
    {
        Scene scene(2);
        QCOMPARE(scene.producer.produce("upi", numberedRecords(100, 2)), "");
        const auto source
            = KafkaSource::open(scene.observer(KafkaStart::From::Latest), scene.partitions).value();
        Reading reading(scene.partitions);
        QVERIFY(reading.until([&] { return source->positions().size() == 2; }, {source.get()}));

        QCOMPARE(scene.producer.produce("upi", numberedRecords(10, 2, 100)), "");

        QVERIFY(reading.untilCount(10, *source));
        QCOMPARE(reading.values().front().size(), 3U); // "100" to "109"
        QCOMPARE(reading.count(), 10U);
    }

    void comesBackAsSoonAsAMessageIsThere()
    {
        Scene scene(1);
        const auto source = KafkaSource::open(scene.observer(), scene.partitions).value();
        Reading reading(scene.partitions);
        QVERIFY(reading.until([&] { return source->positions().size() == 1; }, {source.get()}));
        std::thread producer([&] { (void)scene.producer.produce("upi", numberedRecords(1, 1)); });

        const auto before = std::chrono::steady_clock::now();
        const auto batch = source->poll(4096, 30s);
        const auto waited = std::chrono::steady_clock::now() - before;
        producer.join();

        QCOMPARE(batch->messages.size(), 1U);
        QVERIFY(waited < 5s);
    }

    void handsOutNoMoreThanAskedFor()
    {
        Scene scene(2);
        QCOMPARE(scene.producer.produce("upi", numberedRecords(100, 2)), "");
        const auto source = KafkaSource::open(scene.observer(), scene.partitions).value();

        for (std::size_t seen = 0; seen < 100;) {
            const auto batch = source->poll(7, 10s).value();
            QVERIFY(!batch.messages.empty() && batch.messages.size() <= 7);
            seen += batch.messages.size();
        }
        QCOMPARE(source->poll(0, 10s)->messages.size(), 0U);
    }

    void batchesOutliveTheirSource()
    {
        Scene scene(1);
        QCOMPARE(scene.producer.produce("upi", numberedRecords(50, 1)), "");
        auto source = KafkaSource::open(scene.observer(), scene.partitions).value();
        const auto batch = source->poll(50, 30s).value();
        QVERIFY(!batch.messages.empty());

        source.reset();

        QCOMPARE(batch.messages.front().value, "0");
    }

    void stopsAtTheEndThatWasThereAtTheStart()
    {
        Scene scene(3);
        QCOMPARE(scene.producer.produce("upi", numberedRecords(300, 3)), "");
        auto settings = scene.observer();
        settings.untilEnd = true;
        const auto source = KafkaSource::open(settings, scene.partitions).value();
        Reading reading(scene.partitions);
        QVERIFY(reading.untilCount(1, *source));
        QCOMPARE(scene.producer.produce("upi", numberedRecords(300, 3, 300)), "");

        QVERIFY(reading.until([&] { return source->isExhausted(); }, {source.get()}));

        QCOMPARE(reading.count(), 300U);
    }

    void anEmptyTopicIsExhaustedAtOnce()
    {
        Scene scene(3);
        auto settings = scene.observer();
        settings.untilEnd = true;
        const auto source = KafkaSource::open(settings, scene.partitions).value();
        Reading reading(scene.partitions);

        QVERIFY(reading.until([&] { return source->isExhausted(); }, {source.get()}));
        QCOMPARE(reading.count(), 0U);
    }

    void beginsAtStoredOffsets()
    {
        Scene scene(2);
        QCOMPARE(scene.producer.produce("upi", numberedRecords(20, 2)), "");
        auto settings = scene.observer();
        settings.storedOffset
            = [](const std::string&, std::int32_t partition) -> Result<std::optional<std::int64_t>> {
            return partition == 0 ? std::optional<std::int64_t>(7) : std::nullopt;
        };
        const auto source = KafkaSource::open(settings, scene.partitions).value();
        Reading reading(scene.partitions);

        QVERIFY(reading.untilCount(13, *source)); // 3 of partition 0, all 10 of partition 1
        QVERIFY(!reading.distinct().count("12"));
        QVERIFY(reading.distinct().count("14"));
    }

    void stopsAPartitionWhoseStoredOffsetIsNotThere()
    {
        Scene scene(2);
        QCOMPARE(scene.producer.produce("upi", numberedRecords(20, 2)), "");
        auto settings = scene.observer();
        settings.storedOffset
            = [](const std::string&, std::int32_t partition) -> Result<std::optional<std::int64_t>> {
            return partition == 0 ? std::optional<std::int64_t>(999) : std::nullopt;
        };
        const auto source = KafkaSource::open(settings, scene.partitions).value();
        Reading reading(scene.partitions);

        QVERIFY(reading.untilCount(10, *source)); // the other partition goes on
        const auto positions = source->positions();
        QCOMPARE(positions.size(), 2U);
        QVERIFY2(positions[0].trouble.find("offset 999 is next, but the log ends at 10") != std::string::npos,
            positions[0].trouble.c_str());
        QVERIFY(positions[1].trouble.empty());
    }

    void waitsUntilStoredOffsetsCanBeRead()
    {
        Scene scene(1);
        QCOMPARE(scene.producer.produce("upi", numberedRecords(5, 1)), "");
        std::atomic<bool> isStoreUp{false};
        auto settings = scene.observer();
        settings.storedOffset = [&](const std::string&, std::int32_t) -> Result<std::optional<std::int64_t>> {
            if (!isStoreUp)
                return failure(ErrorCode::Connect, "the database is away");
            return std::optional<std::int64_t>(3);
        };
        const auto source = KafkaSource::open(settings, scene.partitions).value();
        Reading reading(scene.partitions);
        const auto isWaiting
            = [&] { return source->state().detail.find("the database is away") != std::string::npos; };
        QVERIFY(reading.until(isWaiting, {source.get()}));

        isStoreUp = true;

        QVERIFY(reading.untilCount(2, *source));
        QCOMPARE(reading.values(), (std::vector<std::string>{"3", "4"}));
    }

    void saysDownAndCatchesUpAfterAnOutage()
    {
        Scene scene(4);
        QCOMPARE(scene.producer.produce("upi", numberedRecords(100, 4)), "");
        const auto source = KafkaSource::open(scene.observer(), scene.partitions).value();
        Reading reading(scene.partitions);
        QVERIFY(reading.untilCount(100, *source));

        scene.broker->setReachable(false);
        QVERIFY(reading.until(
            [&] { return source->state().link == SourceState::Link::Down; }, {source.get()}, 10s));
        QVERIFY2(source->state().detail.find("nothing new since") != std::string::npos,
            source->state().detail.c_str());
        for (const auto& record : numberedRecords(100, 4, 100))
            scene.producer.send("upi", record);
        scene.broker->setReachable(true);

        QVERIFY2(reading.untilCount(200, *source), reading.failure().c_str());
        QVERIFY(reading.until(
            [&] { return source->state().link == SourceState::Link::Up; }, {source.get()}, 10s));
        QCOMPARE(reading.doubles().size(), 0U);
        QCOMPARE(reading.distinct().size(), 200U);
    }

    void closesInBoundedTimeWhileNobodyAnswers()
    {
        PartitionTable partitions;
        auto source
            = KafkaSource::open(observing({{"bootstrap.servers", "127.0.0.1:1"}}, "upi"), partitions).value();
        QCOMPARE(source->poll(10, 50ms)->messages.size(), 0U);

        const auto before = std::chrono::steady_clock::now();
        source.reset();

        QVERIFY(std::chrono::steady_clock::now() - before < 4s);
    }

    void pollEndsInTimeWhileNobodyAnswers()
    {
        PartitionTable partitions;
        const auto source
            = KafkaSource::open(observing({{"bootstrap.servers", "127.0.0.1:1"}}, "upi"), partitions).value();

        const auto before = std::chrono::steady_clock::now();
        QCOMPARE(source->poll(10, 200ms)->messages.size(), 0U);

        QVERIFY(std::chrono::steady_clock::now() - before < 2s);
    }

    void saysThatThereIsNoDataYetWhileNobodyEverAnswered()
    {
        PartitionTable partitions;
        const auto source
            = KafkaSource::open(observing({{"bootstrap.servers", "127.0.0.1:1"}}, "upi"), partitions).value();
        Reading reading(partitions);
        QVERIFY(reading.until(
            [&] { return source->state().link == SourceState::Link::Down; }, {source.get()}, 20s));

        const auto detail = source->state().detail;
        QVERIFY2(detail.starts_with("No data yet: Kafka at 127.0.0.1:1 does not answer ("), detail.c_str());
        QVERIFY2(detail.find("since") == std::string::npos, detail.c_str());
    }

    void namesItsCluster()
    {
        Scene scene(1);

        QVERIFY(askClusterId(scene.broker->clientProperties(), 10s).value().starts_with("mockCluster"));
    }

    void saysAtOnceThatConnectionsAreRefused()
    {
        const auto before = std::chrono::steady_clock::now();
        const auto asked = askClusterId({{"bootstrap.servers", "127.0.0.1:1"}}, 30s);

        QVERIFY(std::chrono::steady_clock::now() - before < 5s);
        QCOMPARE(asked.error().code, ErrorCode::Connect);
        QCOMPARE(asked.error().message,
            "Kafka at 127.0.0.1:1 does not answer (Connect to ipv4#127.0.0.1:1 failed: Connection refused): "
            "check the address, the brokers and the network.");
    }

    void asksTheBrokerThatAnswersWhenAnotherRefuses()
    {
        Scene scene(1);
        auto properties = scene.broker->clientProperties();
        properties["bootstrap.servers"] = "127.0.0.1:1," + properties["bootstrap.servers"];

        QVERIFY(askClusterId(properties, 30s).value().starts_with("mockCluster"));
    }

    void readsItsShareInAGroup()
    {
        Scene scene(6);
        Reading reading(scene.partitions);
        auto settings = scene.observer();
        settings.mode = KafkaSourceSettings::Mode::Group;
        settings.group = "recorder";
        settings.handles = 2;
        settings.storedOffset
            = [&](const std::string& topic, std::int32_t partition) -> Result<std::optional<std::int64_t>> {
            const auto next = reading.next().find({topic, partition});
            return next == reading.next().end() ? std::nullopt : std::optional<std::int64_t>(next->second);
        };
        std::size_t assigned = 0;
        settings.groupEvents.assigned
            = [&](PartitionIndex, std::int64_t next) { assigned += next == 0 ? 1 : 0; };
        QCOMPARE(scene.producer.produce("upi", numberedRecords(600, 6)), "");

        const auto source = KafkaSource::open(settings, scene.partitions).value();
        // The group's answer is taken in `poll`: until then the partitions are known, but not whose they are.
        QTRY_VERIFY_WITH_TIMEOUT(
            source->state().detail.starts_with("Waiting for partitions: group recorder"), 10'000);
        QCOMPARE(source->state().link, SourceState::Link::Connecting);

        QVERIFY2(reading.untilCount(600, *source), reading.failure().c_str());
        QCOMPARE(source->state().link, SourceState::Link::Up);
        QCOMPARE(source->state().detail, "");
        QCOMPARE(reading.distinct().size(), 600U);
        QCOMPARE(reading.doubles().size(), 0U);
        QCOMPARE(assigned, 6U);
        source->committed({{source->positions().front().partition, 100}}); // nothing waits for it
    }
};

QTEST_GUILESS_MAIN(TestKafkaSource)
#include "tst_kafka_source.moc"
