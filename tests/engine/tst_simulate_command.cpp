#include "app/ctl/aggregate_command.h"
#include "app/ctl/common_options.h"
#include "app/ctl/simulate_command.h"
#include "engine/ingest/embedded_broker.h"
#include "tests/kafka/source_story.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <set>
#include <sstream>

#include "full_disk.h"

using namespace halcyon;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

struct Run {
    int exitCode = -1;
    std::string out;
    std::string err;
};

Run runWith(const app::SimulateOptions& options, const std::stop_token& stop = {})
{
    std::ostringstream out;
    std::ostringstream err;
    Run run;
    run.exitCode = app::runSimulate(options, stop, out, err);
    run.out = out.str();
    run.err = err.str();
    return run;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no such file");
}

/// What `halcyonctl aggregate --ledger` says of a file.
json ledgerOf(const std::string& file, engine::StreamId stream)
{
    app::AggregateOptions aggregate;
    aggregate.input = {.file = file, .stream = stream, .now = app::ZoneText().parse("2024-01-01T04:30:00Z")};
    aggregate.ledger = true;
    std::ostringstream out;
    std::ostringstream err;
    const int exitCode = app::runAggregate(app::loadProfile({}).value(), aggregate, {}, out, err);
    return exitCode == app::kOk ? json::parse(out.str()) : json(err.str());
}

/// The same of a ledger and of a truth.
std::string bucketsOf(const json& stream)
{
    const auto count = [&](const char* bucket) {
        return stream[bucket].is_object() ? stream[bucket]["count"] : stream[bucket];
    };
    return json{{"read", stream.contains("read") ? stream["read"] : stream["messages"]},
        {"clean", count("clean")}, {"late", count("late")}, {"duplicate", stream["duplicate"]},
        {"dead_letter", stream["dead_letter"]}}
        .dump();
}

app::SimulateOptions toStandardOutput(std::uint64_t count)
{
    app::SimulateOptions options;
    options.streams = {"upi", "transactions"};
    options.count = count;
    options.seed = 11;
    options.outFile = "-";
    options.quiet = true;
    return options;
}

} // namespace

/// `halcyonctl simulate`, in process.
class TestSimulateCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameSeedSameFileOtherSeedOtherFile()
    {
        auto options = toStandardOutput(3000);
        options.bad = 2;
        options.scenarios = {"failed-burst"};
        const auto first = runWith(options);
        QCOMPARE(first.exitCode, int(app::kOk));
        QCOMPARE(std::count(first.out.begin(), first.out.end(), '\n'), 3000);
        QCOMPARE(runWith(options).out, first.out);

        options.seed = 12;

        QVERIFY(runWith(options).out != first.out);
    }

    void stopsWhenItsOutputIsFull_data()
    {
        QTest::addColumn<int>("error");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("disk full") << ENOSPC << 5;
        QTest::newRow("nobody reads any more") << EPIPE << 0;
    }
    void stopsWhenItsOutputIsFull()
    {
        QFETCH(int, error);
        QFETCH(int, exitCode);
        tests::FullDisk disk(error);
        std::ostream out(&disk);
        std::ostringstream err;
        QCOMPARE(app::runSimulate(toStandardOutput(3000), {}, out, err), exitCode);
        QCOMPARE(err.str().empty(), exitCode == 0);
    }

    void evenAShortFileHasTheSharesAskedFor()
    {
        auto options = toStandardOutput(2000);
        options.streams = {"upi"};
        options.outFile = m_folder.filePath(QStringLiteral("short.jsonl")).toStdString();
        options.truthFile = m_folder.filePath(QStringLiteral("short.json")).toStdString();
        options.duplicates = 10;
        options.late = 5;
        QCOMPARE(runWith(options).exitCode, int(app::kOk));

        const auto found = ledgerOf(options.outFile, engine::StreamId::Upi);

        const auto truth = json::parse(contentOf(m_folder.filePath(QStringLiteral("short.json"))));
        QCOMPARE(bucketsOf(found), bucketsOf(truth["streams"]["upi"]));
        const auto isAbout = [&](const char* bucket, int expected) {
            return std::abs(found[bucket].get<int>() - expected) < expected / 3;
        };
        QVERIFY2(
            isAbout("duplicate", 170), found.dump().c_str()); // of the 90 % that are new, on time and correct
        QVERIFY2(isAbout("late", 85), found.dump().c_str());
        QCOMPARE(found["read"].get<int>(), 2000);
    }

    void theLedgerOfItsFileIsItsTruth_data()
    {
        QTest::addColumn<QString>("duration");
        QTest::newRow("ended by a count") << QString();
        QTest::newRow("ended by a time") << QStringLiteral("20s");
    }
    void theLedgerOfItsFileIsItsTruth()
    {
        QFETCH(QString, duration);
        auto options = toStandardOutput(20'000);
        options.outFile = m_folder.filePath(QStringLiteral("traffic.jsonl")).toStdString();
        options.truthFile = m_folder.filePath(QStringLiteral("truth.json")).toStdString();
        options.duplicates = 2;
        options.late = 1;
        options.bad = 3;
        options.scenarios = {"velocity-burst", "failed-burst", "clock-skew"};
        if (!duration.isEmpty()) {
            options.count.reset();
            options.duration = duration.toStdString();
        }
        QCOMPARE(runWith(options).exitCode, int(app::kOk));

        const auto truth = json::parse(contentOf(m_folder.filePath(QStringLiteral("truth.json"))));
        for (const auto stream : engine::kAllStreams) {
            const auto found = ledgerOf(options.outFile, stream);
            const auto& told = truth["streams"][std::string(engine::streamName(stream))];
            QCOMPARE(bucketsOf(found), bucketsOf(told));
            QVERIFY(found["clean"].get<int>() > 1000 && found["late"].get<int>() > 0);
        }
    }

    void namesTheIdsOfPlantedFrauds()
    {
        auto options = toStandardOutput(30'000);
        options.truthFile = m_folder.filePath(QStringLiteral("frauds.json")).toStdString();
        options.scenarios = {"failed-burst", "card-testing", "mule"};
        const auto run = runWith(options);
        QCOMPARE(run.exitCode, int(app::kOk));

        const auto truth = json::parse(contentOf(m_folder.filePath(QStringLiteral("frauds.json"))));
        std::set<std::string> scenarios;
        for (const auto& story : truth["stories"]) {
            scenarios.insert(story["scenario"]);
            QVERIFY(!story["entity"].get<std::string>().empty());
            for (const std::string id : story["ids"])
                QVERIFY2(run.out.find('"' + id + "\\\"") != std::string::npos, id.c_str());
        }
        QCOMPARE(scenarios.size(), 3U);
    }

    void keepsToItsDurationOfWallTime()
    {
        auto options = toStandardOutput(0);
        options.count.reset();
        options.duration = "10s";
        options.speed = 6; // a minute of events
        options.rate = 600;
        options.flat = true;
        const auto run = runWith(options);

        QCOMPARE(run.exitCode, int(app::kOk));
        const auto count = std::count(run.out.begin(), run.out.end(), '\n');
        QVERIFY2(count > 5400 && count < 6600, std::to_string(count).c_str());
        const auto last = json::parse(run.out.substr(run.out.rfind('\n', run.out.size() - 2) + 1));
        const auto milliseconds = last["timestamp"].get<std::int64_t>() - 1'704'083'400'000;
        QVERIFY(milliseconds > 59'000 && milliseconds < 60'000);
    }

    void saysInOneSentenceWhatMakesNoSense_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("complaint");
        const auto row = [](const char* option, const char* value, int exitCode, const char* complaint) {
            QTest::addRow("%s %s", option, value) << QString::fromUtf8(option) << QString::fromUtf8(value)
                                                  << exitCode << QString::fromUtf8(complaint);
        };
        row("stream", "cards", app::kUsage, "Stream \"cards\" is not known");
        row("scenario", "heist", app::kUsage, "Scenario \"heist\" is not known");
        row("encoding", "xml", app::kUsage, "Encoding \"xml\" is not known");
        row("encoding", "auto", app::kUsage, "Encoding \"auto\" is not known");
        row("encoding", "protobuf", app::kUsage, "writes JSON and Avro only");
        row("duration", "soon", app::kUsage, "--duration takes a time");
        row("start", "noon", app::kUsage, "--start takes an ISO 8601 time");
        row("truth", "-", app::kUsage, "--truth takes a file");
        row("truth", "/nowhere/truth.json", app::kData, "cannot be written (No such file or directory)");
        row("out", "/nowhere/traffic.jsonl", app::kData, "cannot be written (No such file or directory)");
        row("out", "/dev/full", app::kData, "cannot be written (No space left on device)");
        row("brokers", "127.0.0.1:1", app::kConnect, "does not answer");
    }
    void saysInOneSentenceWhatMakesNoSense()
    {
        QFETCH(QString, option);
        QFETCH(QString, value);
        QFETCH(int, exitCode);
        QFETCH(QString, complaint);
        auto options = toStandardOutput(10);
        const std::string text = value.toStdString();
        const std::map<QString, std::function<void()>> take{
            {QStringLiteral("stream"), [&] { options.streams = {text}; }},
            {QStringLiteral("scenario"), [&] { options.scenarios = {text}; }},
            {QStringLiteral("encoding"), [&] { options.encoding = text; }},
            {QStringLiteral("duration"), [&] { options.duration = text; }},
            {QStringLiteral("start"), [&] { options.start = text; }},
            {QStringLiteral("truth"), [&] { options.truthFile = text; }},
            {QStringLiteral("out"), [&] { options.outFile = text; }},
            {QStringLiteral("brokers"), [&] {
                 options.outFile.clear();
                 options.kafka = {{"bootstrap.servers", text}};
             }}};
        take.at(option)();

        const auto run = runWith(options);

        QCOMPARE(run.exitCode, exitCode);
        QVERIFY2(run.err.find(complaint.toStdString()) != std::string::npos, run.err.c_str());
        QCOMPARE(std::count(run.err.begin(), run.err.end(), '\n'), 1);
        QVERIFY(run.out.empty());
    }

    void aFileNeedsAnEnd()
    {
        auto options = toStandardOutput(0);
        options.count.reset();
        options.outFile = m_folder.filePath(QStringLiteral("endless.jsonl")).toStdString();

        const auto run = runWith(options);

        QCOMPARE(run.exitCode, int(app::kUsage));
        QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("endless.jsonl"))));
    }

    void kafkaHoldsExactlyWhatItWasTold()
    {
        const auto broker = engine::EmbeddedBroker::start({{"upi_transactions", 4}}).value();
        auto options = toStandardOutput(5000);
        options.streams = {"upi"};
        options.outFile.clear();
        options.rate = 0;
        options.kafka = broker->clientProperties();
        options.truthFile = m_folder.filePath(QStringLiteral("kafka.json")).toStdString();
        const auto run = runWith(options);
        QVERIFY2(run.exitCode == app::kOk, run.err.c_str());

        engine::PartitionTable partitions;
        auto settings = tests::observing(broker->clientProperties(), "upi_transactions");
        settings.untilEnd = true;
        const auto source = engine::KafkaSource::open(settings, partitions).value();
        tests::Reading reading(partitions);
        QVERIFY2(
            reading.until([&] { return source->isExhausted(); }, {source.get()}), reading.failure().c_str());
        QCOMPARE(reading.count(), 5000U);
        const auto truth = json::parse(contentOf(m_folder.filePath(QStringLiteral("kafka.json"))));
        QCOMPARE(truth["streams"]["upi"]["messages"].get<int>(), 5000);
        QCOMPARE(truth["streams"]["upi"]["clean"]["count"].get<int>(), 5000);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestSimulateCommand)
#include "tst_simulate_command.moc"
