#include "engine/ingest/kafka_publisher.h"
#include "engine/ingest/kafka_source.h"
#include "engine/ingest/traffic_run.h"
#include "tests/kafka/kafka_server.h"
#include "tests/kafka/source_story.h"
#include "tests/kafka/test_producer.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <optional>
#include <regex>

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;

namespace {

QByteArray upiLines(int count)
{
    QByteArray lines;
    for (int n = 0; n < count; ++n)
        lines += QStringLiteral(
            "{\"txn_id\": \"T%1\", \"payer\": \"user%2@oksbi\", \"payee\": \"merchant%3@upi\", "
            "\"amount\": %4.25, \"status\": \"SUCCESS\", "
            "\"timestamp\": \"2026-01-05T10:00:00.%5+00:00\"}\n")
                     .arg(100000 + n)
                     .arg(n % 77)
                     .arg(n % 9)
                     .arg(10 + n % 4000)
                     .arg(n % 1000000, 6, 10, QLatin1Char('0'))
                     .toUtf8();
    return lines;
}

std::set<std::string> linesOf(const QByteArray& text)
{
    std::set<std::string> lines;
    for (const auto& line : text.split('\n')) {
        if (!line.isEmpty())
            lines.insert(line.toStdString());
    }
    return lines;
}

bool hasTrouble(const KafkaSource& source, const std::string& part)
{
    const auto positions = source.positions();
    return std::any_of(positions.begin(), positions.end(),
        [&](const SourcePosition& position) { return position.trouble.find(part) != std::string::npos; });
}

} // namespace

/// KafkaSource against a real Apache Kafka, with messages that other clients wrote.
class TestKafkaReal : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    void init()
    {
        m_topic = "topic-" + std::to_string(++m_topicNumber);
        m_partitions.emplace();
    }

    void readsWhatKcatWrote_data()
    {
        QTest::addColumn<QString>("compression");
        QTest::addColumn<int>("handles");
        QTest::newRow("plain") << "none" << 1;
        QTest::newRow("gzip") << "gzip" << 1;
        QTest::newRow("lz4, two handles") << "lz4" << 2;
        QTest::newRow("zstd") << "zstd" << 1;
        QTest::newRow("snappy") << "snappy" << 1;
    }
    void readsWhatKcatWrote()
    {
        QFETCH(QString, compression);
        QFETCH(int, handles);
        const auto lines = upiLines(5000);
        QVERIFY(m_server.createTopic(m_topic, 4));
        QVERIFY(foreign().withKcat(m_topic, lines, {"-z", compression.toStdString()}));
        auto settings = observer();
        settings.handles = handles;
        settings.untilEnd = true;

        const auto source = KafkaSource::open(settings, *m_partitions).value();
        Reading reading(*m_partitions);

        QVERIFY2(
            reading.until([&] { return source->isExhausted(); }, {source.get()}), reading.failure().c_str());
        QCOMPARE(reading.count(), 5000U);
        QCOMPARE(reading.distinct(), linesOf(lines));
    }

    void readsWhatPythonWrote_data()
    {
        QTest::addColumn<QString>("stream");
        QTest::addColumn<QString>("compression");
        QTest::newRow("W1") << "upi"
                            << "none";
        QTest::newRow("W1 gzip") << "upi"
                                 << "gzip";
        QTest::newRow("W5 gzip") << "transactions"
                                 << "gzip";
    }
    void readsWhatPythonWrote()
    {
        QFETCH(QString, stream);
        QFETCH(QString, compression);
        QVERIFY(m_server.createTopic(m_topic, 3));
        QVERIFY(foreign().withPython(
            "produce.py", {stream.toStdString(), m_topic, "1000", compression.toStdString()}));
        const auto source = KafkaSource::open(observer(), *m_partitions).value();

        std::size_t count = 0;
        std::set<std::string> numbers;
        while (count < 1000) {
            const auto batch = source->poll(512, 10s).value();
            QVERIFY(!batch.messages.empty());
            count += batch.messages.size();
            for (const auto& message : batch.messages) {
                QCOMPARE(message.hasKey, stream == QStringLiteral("transactions"));
                QVERIFY(message.recordTime.has_value());
                QCOMPARE(batch.headersOf(message).front().name, "number");
                numbers.emplace(batch.headersOf(message).front().value);
                QVERIFY(message.value.front() == '{' && message.value.back() == '}');
            }
        }
        QCOMPARE(numbers.size(), 1000U);
    }

    void beginsAtATime()
    {
        QVERIFY(m_server.createTopic(m_topic, 2));
        const auto now
            = std::chrono::duration_cast<std::chrono::milliseconds>(wallClockNow().time_since_epoch())
                  .count();
        auto records = numberedRecords(20, 1); // partition 1 stays empty
        for (std::size_t i = 0; i < records.size(); ++i)
            records[i].timestampMs = now - (20 - std::int64_t(i)) * 60'000;
        TestProducer producer(m_server.address());
        QCOMPARE(producer.produce(m_topic, records), "");
        auto settings = observer(KafkaStart::From::TimeAgo);
        settings.start.ago = 5min + 30s;

        const auto source = KafkaSource::open(settings, *m_partitions).value();
        Reading reading(*m_partitions);

        QVERIFY(reading.untilCount(5, *source));
        QCOMPARE(reading.values(), (std::vector<std::string>{"15", "16", "17", "18", "19"}));
    }

    void beginsAtTheEndWhenNothingIsThatYoung()
    {
        QVERIFY(m_server.createTopic(m_topic, 1));
        TestProducer producer(m_server.address());
        QCOMPARE(producer.produce(m_topic, {{.value = "old", .timestampMs = 1767607200000}}), "");
        auto settings = observer(KafkaStart::From::TimeAgo);
        settings.start.ago = 1h;
        const auto source = KafkaSource::open(settings, *m_partitions).value();
        Reading reading(*m_partitions);
        QVERIFY(reading.until([&] { return !source->positions().empty(); }, {source.get()}));

        QCOMPARE(producer.produce(m_topic, {{.value = "new"}}), "");

        QVERIFY(reading.untilCount(1, *source));
        QCOMPARE(reading.values().front(), "new");
    }

    void seesCommittedTransactionsOnlyAndPassesTheirMarkers()
    {
        QVERIFY(m_server.createTopic(m_topic, 1));
        TestProducer producer(m_server.address(), {{"transactional.id", "t-" + m_topic}});
        QCOMPARE(producer.begin(), "");
        QCOMPARE(producer.produce(m_topic, numberedRecords(10, 1)), "");
        QCOMPARE(producer.commit(), "");
        QCOMPARE(producer.begin(), "");
        QCOMPARE(producer.produce(m_topic, numberedRecords(10, 1, 100)), "");
        QCOMPARE(producer.abort(), "");
        QCOMPARE(producer.begin(), "");
        QCOMPARE(producer.produce(m_topic, numberedRecords(10, 1, 200)), "");
        QCOMPARE(producer.commit(), "");
        const auto source = KafkaSource::open(observer(), *m_partitions).value();
        Reading reading(*m_partitions);
        QVERIFY(reading.until([&] { return reading.count() == 20; }, {source.get()}));
        // The last marker is an offset, too, and nothing that could be handed out.
        QVERIFY(reading.until([&] { return source->positions().front().position == 33; }, {source.get()}));

        auto settings = observer();
        settings.untilEnd = true;
        const auto bounded = KafkaSource::open(settings, *m_partitions).value();
        Reading again(*m_partitions);

        QVERIFY(again.until([&] { return bounded->isExhausted(); }, {bounded.get()}));
        QCOMPARE(again.count(), 20U);
        QCOMPARE(again.values().back(), "209");
    }

    void sharesPartitionsInAGroupWithoutLossOrDoubles()
    {
        QVERIFY(m_server.createTopic(m_topic, 6));
        TestProducer producer(m_server.address());
        Reading reading(*m_partitions);
        auto settings = member(reading);
        settings.handles = 2;
        QCOMPARE(producer.produce(m_topic, numberedRecords(6000, 6)), "");
        const auto source = KafkaSource::open(settings, *m_partitions).value();
        QVERIFY2(reading.untilCount(3000, *source), reading.failure().c_str());

        settings.handles = 1;
        auto joiner = KafkaSource::open(settings, *m_partitions).value();
        QVERIFY(reading.until([&] { return !joiner->positions().empty(); }, {source.get(), joiner.get()}));
        QCOMPARE(producer.produce(m_topic, numberedRecords(6000, 6, 6000)), "");
        QVERIFY(reading.until([&] { return reading.count() >= 9000; }, {source.get(), joiner.get()}));
        joiner.reset(); // its partitions come back
        QVERIFY(reading.until([&] { return source->positions().size() == 6; }, {source.get()}));
        QCOMPARE(producer.produce(m_topic, numberedRecords(600, 6, 12000)), "");
        QVERIFY(reading.until([&] { return reading.distinct().size() == 12600; }, {source.get()}));

        QCOMPARE(reading.count(), 12600U);
        QCOMPARE(reading.doubles(), std::vector<std::string>());
    }

    void aGroupReadsUntilTheEnd()
    {
        QVERIFY(m_server.createTopic(m_topic, 5));
        TestProducer producer(m_server.address());
        QCOMPARE(producer.produce(m_topic, numberedRecords(5000, 5)), "");
        Reading reading(*m_partitions);
        auto settings = member(reading);
        settings.handles = 2;
        settings.untilEnd = true;
        const auto source = KafkaSource::open(settings, *m_partitions).value();

        QVERIFY(reading.until([&] { return source->isExhausted(); }, {source.get()}));

        QCOMPARE(reading.count(), 5000U);
    }

    void showsItsLagToOtherToolsOnlyInAGroup()
    {
        QVERIFY(m_server.createTopic(m_topic, 1));
        TestProducer producer(m_server.address());
        QCOMPARE(producer.produce(m_topic, numberedRecords(100, 1)), "");
        Reading reading(*m_partitions);
        const auto settings = member(reading);
        const auto watcher = KafkaSource::open(observer(), *m_partitions).value();
        const auto recorder = KafkaSource::open(settings, *m_partitions).value();
        QVERIFY(reading.untilCount(100, *recorder));
        QVERIFY(reading.untilCount(200, *watcher));

        recorder->committed({{recorder->positions().front().partition, 60}});

        const std::string tool = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";
        const auto shown = m_server.runTool(
            tool, {"--bootstrap-server", m_server.address(), "--describe", "--group", settings.group});
        const std::regex row(m_topic + " +0 +60 +100 +40"); // partition, offset, end, lag
        QVERIFY2(std::regex_search(shown, row), shown.c_str());
        const auto groups = linesOf(QByteArray::fromStdString(
            m_server.runTool(tool, {"--bootstrap-server", m_server.address(), "--list"})));
        QVERIFY(groups.count(settings.group));
        for (const auto& group : groups)
            QVERIFY2(group.starts_with("group-"), group.c_str());
    }

    void readsPartitionsAddedLaterFromTheirBeginning()
    {
        QVERIFY(m_server.createTopic(m_topic, 2));
        const auto source = KafkaSource::open(observer(KafkaStart::From::Latest), *m_partitions).value();
        Reading reading(*m_partitions);
        QVERIFY(reading.until([&] { return source->positions().size() == 2; }, {source.get()}));

        QVERIFY(m_server.growTopic(m_topic, 5));
        TestProducer producer(m_server.address());
        QCOMPARE(producer.produce(m_topic, numberedRecords(500, 5)), "");

        QVERIFY(reading.untilCount(500, *source));
        QCOMPARE(reading.distinct().size(), 500U);
    }

    void waitsForATopicThatIsNotThereYet()
    {
        const auto source = KafkaSource::open(observer(KafkaStart::From::Latest), *m_partitions).value();
        Reading reading(*m_partitions);
        const auto waits
            = [&] { return source->state().detail.find("no such topic yet") != std::string::npos; };
        QVERIFY(reading.until(waits, {source.get()}, 20s));
        QVERIFY(source->state().link == SourceState::Link::Connecting);

        QVERIFY(m_server.createTopic(m_topic, 2)); // and our asking has not created it
        TestProducer producer(m_server.address());
        QCOMPARE(producer.produce(m_topic, numberedRecords(100, 2)), "");

        QVERIFY(reading.untilCount(100, *source));
        QCOMPARE(reading.distinct().size(), 100U);
        QVERIFY(reading.until([&] { return source->state().link == SourceState::Link::Up; }, {source.get()}));
        QCOMPARE(source->state().detail, "");
    }

    void untilTheEndOfNoTopicIsAnError()
    {
        auto settings = observer();
        settings.untilEnd = true;
        const auto source = KafkaSource::open(settings, *m_partitions).value();
        Reading reading(*m_partitions);

        QVERIFY(!reading.until([] { return false; }, {source.get()}, 20s));
        QVERIFY2(reading.failure().find("No topic to read: " + m_topic) != std::string::npos,
            reading.failure().c_str());
    }

    void writesTrafficToATopicItCreates()
    {
        const KafkaProperties properties{{"bootstrap.servers", m_server.address()}};
        const auto publisher = KafkaPublisher::open(properties).value();
        const auto missing = publisher->prepareTopic(m_topic, std::nullopt, 10s);
        QCOMPARE(missing.error().code, ErrorCode::Config);
        QVERIFY(missing.error().message.find("--partitions") != std::string::npos);

        QCOMPARE(publisher->prepareTopic(m_topic, 3, 10s).value(), 3);

        const auto traffic = TrafficGenerator::create({.topics = {{StreamId::Upi, m_topic, 3}},
                                                          .start = wallClockNow(),
                                                          .eventsPerSecond = 1000,
                                                          .badPercent = 5},
            false)
                                 .value();
        std::atomic<std::uint64_t> made{0};
        const auto sent = runTraffic(*traffic, {.count = 20'000},
            [&](const TrafficMessage& message) { return publisher->send(message, {}); }, made, {});
        QVERIFY(sent.has_value() && publisher->flush(20s).has_value());
        QCOMPARE(publisher->delivered(), 20'000U);
        auto settings = observer();
        settings.untilEnd = true;
        const auto source = KafkaSource::open(settings, *m_partitions).value();
        Reading reading(*m_partitions);
        QVERIFY(reading.until([&] { return source->isExhausted(); }, {source.get()}));
        QCOMPARE(reading.count(), 20'000U);
    }

    void stopsAPartitionWhoseNextRecordsWereDeleted()
    {
        QVERIFY(m_server.createTopic(m_topic, 2));
        TestProducer producer(m_server.address(), {{"batch.num.messages", "50"}});
        QCOMPARE(producer.produce(m_topic, numberedRecords(20'000, 2)), "");
        auto settings = observer();
        settings.properties["queued.min.messages"] = "1"; // so that little is fetched ahead
        settings.properties["fetch.message.max.bytes"] = "2000";
        const auto source = KafkaSource::open(settings, *m_partitions).value();
        QVERIFY(!source->poll(10, 20s)->messages.empty());

        QVERIFY2(m_server.deleteRecords(m_topic, 0, 9'990), qPrintable(m_server.error()));

        Reading reading(*m_partitions);
        const auto stopped = [&] { return hasTrouble(*source, "but the log starts at 9990"); };
        QVERIFY(reading.until(stopped, {source.get()}));
        const auto done = [&] { return reading.nextOf(m_topic, 1) == 10'000; };
        QVERIFY(reading.until(done, {source.get()})); // the other one goes on
        QVERIFY(reading.nextOf(m_topic, 0) < 9'990);
        QVERIFY(!reading.until([] { return false; }, {source.get()}, 1500ms));
        QVERIFY(reading.nextOf(m_topic, 0) < 9'990); // and this one never skips
    }

    void stopsWhenItsTopicIsCreatedAnew()
    {
        QVERIFY(m_server.createTopic(m_topic, 1));
        TestProducer producer(m_server.address());
        QCOMPARE(producer.produce(m_topic, numberedRecords(1000, 1)), "");
        const auto source = KafkaSource::open(observer(), *m_partitions).value();
        Reading reading(*m_partitions);
        QVERIFY(reading.untilCount(1000, *source));

        QVERIFY(m_server.deleteTopic(m_topic));
        QVERIFY(m_server.createTopic(m_topic, 1));
        TestProducer again(m_server.address());
        QCOMPARE(again.produce(m_topic, numberedRecords(10, 1)), "");

        QVERIFY(reading.until([&] { return hasTrouble(*source, "created anew"); }, {source.get()}));
        QCOMPARE(reading.count(), 1000U);
    }

    void stopsWhenItsTopicIsDeleted()
    {
        QVERIFY(m_server.createTopic(m_topic, 1));
        TestProducer producer(m_server.address());
        QCOMPARE(producer.produce(m_topic, numberedRecords(10, 1)), "");
        const auto source = KafkaSource::open(observer(), *m_partitions).value();
        Reading reading(*m_partitions);
        QVERIFY(reading.untilCount(10, *source));

        QVERIFY(m_server.deleteTopic(m_topic));

        QVERIFY(reading.until([&] { return hasTrouble(*source, "the topic was deleted"); }, {source.get()}));
    }

    void readsEverythingOnceThoughTheBrokerIsKilled()
    {
        QVERIFY(m_server.createTopic(m_topic, 4));
        std::optional<TestProducer> producer(m_server.address());
        QCOMPARE(producer->produce(m_topic, numberedRecords(20'000, 4)), "");
        auto settings = observer();
        settings.handles = 2;
        settings.properties["fetch.message.max.bytes"] = "20000"; // so that it is caught in the middle
        settings.properties["queued.min.messages"] = "100";
        const auto source = KafkaSource::open(settings, *m_partitions).value();
        Reading reading(*m_partitions);
        QVERIFY(reading.untilCount(2000, *source));

        producer.reset();
        m_server.kill();
        QVERIFY(reading.until(
            [&] { return source->state().link == SourceState::Link::Down; }, {source.get()}, 10s));
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        producer.emplace(m_server.address());
        QCOMPARE(producer->produce(m_topic, numberedRecords(2000, 4, 20'000)), "");

        QVERIFY(reading.until([&] { return reading.distinct().size() == 22'000; }, {source.get()}));
        QVERIFY(reading.until([&] { return source->state().link == SourceState::Link::Up; }, {source.get()}));
        QCOMPARE(reading.count(), 22'000U);
        QCOMPARE(reading.doubles(), std::vector<std::string>());
    }

    void noticesABrokerThatHangs()
    {
        QVERIFY(m_server.createTopic(m_topic, 1));
        auto source = KafkaSource::open(observer(), *m_partitions).value();
        Reading reading(*m_partitions);
        QVERIFY(reading.until([&] { return source->state().link == SourceState::Link::Up; }, {source.get()}));

        m_server.freeze();
        const bool isDown = reading.until(
            [&] { return source->state().link == SourceState::Link::Down; }, {source.get()}, 10s);
        const auto before = std::chrono::steady_clock::now();
        source.reset(); // with nobody to say goodbye to
        const auto closing = std::chrono::steady_clock::now() - before;
        m_server.thaw();

        QVERIFY(isDown);
        QVERIFY(closing < 4s);
    }

    void saysWhoItWasWhenAccessIsRefused_data()
    {
        QTest::addColumn<QString>("password");
        QTest::newRow("wrong password") << "guess";
        QTest::newRow("no right to the topic") << "secret";
    }
    void saysWhoItWasWhenAccessIsRefused()
    {
        QFETCH(QString, password);
        QVERIFY(m_server.createTopic(m_topic, 1));
        auto settings = observing({{"bootstrap.servers", m_server.guardedAddress()},
                                      {"security.protocol", "sasl_plaintext"}, {"sasl.mechanisms", "PLAIN"},
                                      {"sasl.username", "reader"}, {"sasl.password", password.toStdString()}},
            m_topic);
        const auto source = KafkaSource::open(settings, *m_partitions).value();

        Result<MessageBatch> polled;
        for (int i = 0; i < 200 && polled; ++i)
            polled = source->poll(10, 100ms);

        QVERIFY(!polled);
        QCOMPARE(polled.error().code, ErrorCode::Access);
        QVERIFY(polled.error().message.find("refused us") != std::string::npos);
        QVERIFY(polled.error().message.find(password.toStdString()) == std::string::npos);
    }

private:
    [[nodiscard]] KafkaSourceSettings observer(KafkaStart::From from = KafkaStart::From::Earliest) const
    {
        return observing({{"bootstrap.servers", m_server.address()}}, m_topic, from);
    }

    /// A group member whose store of offsets is what `reading` has seen.
    [[nodiscard]] KafkaSourceSettings member(const Reading& reading) const
    {
        auto settings = observer();
        settings.mode = KafkaSourceSettings::Mode::Group;
        settings.group = "group-" + m_topic;
        settings.properties["heartbeat.interval.ms"] = "300"; // so that rebalances are seen soon
        settings.storedOffset
            = [&](const std::string& topic, std::int32_t partition) -> Result<std::optional<std::int64_t>> {
            const auto next = reading.next().find({topic, partition});
            return next == reading.next().end() ? std::nullopt : std::optional<std::int64_t>(next->second);
        };
        return settings;
    }

    [[nodiscard]] ForeignProducer foreign() const { return {m_server.address()}; }

    KafkaServer m_server;
    std::string m_topic;
    int m_topicNumber = 0;
    std::optional<PartitionTable> m_partitions;
};

QTEST_GUILESS_MAIN(TestKafkaReal)
#include "tst_kafka_real.moc"
