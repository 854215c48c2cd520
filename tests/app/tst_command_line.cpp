#include "app/ctl/command_line.h"
#include "app/ctl/common_options.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

using namespace halcyon;

namespace {

/// halcyonctl with these words behind its name; what it wrote and how it ended.
struct Ran {
    int exitCode = -1;
    std::string out, err;

    explicit Ran(std::vector<std::string> words)
    {
        words.insert(words.begin(), "halcyonctl");
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        std::ostringstream outText;
        std::ostringstream errText;
        std::streambuf* const realOut = std::cout.rdbuf(outText.rdbuf());
        std::streambuf* const realErr = std::cerr.rdbuf(errText.rdbuf());
        exitCode = app::runCommandLine(int(arguments.size()), arguments.data(), {});
        std::cout.rdbuf(realOut);
        std::cerr.rdbuf(realErr);
        out = outText.str();
        err = errText.str();
    }
    [[nodiscard]] std::string line(std::size_t number) const
    {
        std::istringstream lines(out);
        std::string line;
        for (std::size_t i = 0; i <= number; ++i)
            if (!std::getline(lines, line))
                return "(no such line)";
        return line;
    }
};

/// A file with this in it.
std::string written(const char* name, const std::string& text)
{
    static const QTemporaryDir folder;
    std::string path = folder.filePath(QString::fromLatin1(name)).toStdString();
    std::ofstream(path) << text;
    return path;
}

std::string firstLine(const std::string& path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line + '\n';
}

/// A file of invented payments, the same every time.
std::string payments()
{
    static const QTemporaryDir folder;
    static const std::string file = [] {
        std::string path = folder.filePath(QStringLiteral("upi.jsonl")).toStdString();
        const Ran made({"simulate", "--out", path, "--count", "500", "--seed", "7", "--start",
            "2026-01-05T10:00:00", "--tz", "Asia/Kolkata", "--quiet"});
        return made.exitCode == app::kOk ? path : "(simulate failed)";
    }();
    return file;
}

} // namespace

Q_DECLARE_METATYPE(std::vector<std::string>)

class TestCommandLine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void simulateSaysWhereItCanWrite()
    {
        const Ran nowhere({"simulate", "--count", "5"});
        QCOMPARE(nowhere.exitCode, int(app::kConfig));
        QVERIFY2(nowhere.err.find("--out FILE") != std::string::npos, nowhere.err.c_str());
    }

    void refusesAProfileWithoutBrokers_data()
    {
        using Words = std::vector<std::string>;
        QTest::addColumn<Words>("words");
        QTest::newRow("config check") << Words{"config", "check"};
        QTest::newRow("watch") << Words{"watch", "--once", "--json"};
        QTest::newRow("record") << Words{"record"};
    }
    void refusesAProfileWithoutBrokers()
    {
        QFETCH(std::vector<std::string>, words);
        const std::string profile = written("no brokers.toml", "cluster = \"main\"\n");
        words.insert(words.end(), {"--profile", profile});
        const Ran run(std::move(words));
        QCOMPARE(run.exitCode, int(app::kConfig));
        QCOMPARE(run.err,
            "halcyonctl: The profile " + profile
                + " names no Kafka brokers: add bootstrap.servers to its [kafka] section, or leave --profile "
                  "out for the demonstration.\n");
        QCOMPARE(run.out, std::string());
    }

    void checkRefusesWhatCannotRun_data()
    {
        using Words = std::vector<std::string>;
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<Words>("options");
        QTest::addColumn<QByteArray>("says");
        const QByteArray kafka = "[kafka]\n\"bootstrap.servers\" = \"127.0.0.1:1\"\n";
        QTest::newRow("an unknown property")
            << kafka + "\"securty.protocol\" = \"SSL\"\n"
            << Words{} << QByteArray("Kafka property \"securty.protocol\" is unknown to librdkafka ");
        QTest::newRow("a value that is none")
            << kafka + "\"security.protocol\" = \"SSH\"\n"
            << Words{} << QByteArray("Kafka property \"security.protocol\" was refused (");
        QTest::newRow("an unknown property as an option")
            << kafka << Words{"-X", "no.such.key=1"}
            << QByteArray("Kafka property \"no.such.key\" is unknown to librdkafka ");
        QTest::newRow("what recording relies on")
            << kafka << Words{"-X", "enable.auto.commit=true"}
            << QByteArray("Kafka property \"enable.auto.commit\" cannot be set to \"true\": ");
        QTest::newRow("no topics") << kafka
                + "[streams.upi]\ntopics = []\n[streams.transactions]\ntopics = []\n"
                                   << Words{} << QByteArray("No topics are given to read: ");
        QTest::newRow("a topic of two streams")
            << kafka << Words{"--topic", "upi=payments", "--topic", "transactions=payments"}
            << QByteArray("Topic payments is given to two streams, ");
    }
    void checkRefusesWhatCannotRun()
    {
        QFETCH(QByteArray, toml);
        QFETCH(std::vector<std::string>, options);
        QFETCH(QByteArray, says);
        const auto run = [&](std::vector<std::string> words) {
            words.insert(words.end(), {"--profile", written("cannot run.toml", toml.toStdString())});
            words.insert(words.end(), options.begin(), options.end());
            return Ran(std::move(words));
        };

        const Ran check = run({"config", "check"});
        QCOMPARE(check.exitCode, int(app::kConfig));
        QVERIFY2(check.err.starts_with("halcyonctl: " + says.toStdString()), check.err.c_str());

        const Ran watch = run({"watch", "--once", "--json"});
        QCOMPARE(watch.exitCode, int(app::kConfig));
        QCOMPARE(watch.err, check.err);
    }

    void checksOptionsWithoutAProfileToo()
    {
        QCOMPARE(Ran({"config", "check", "-X", "no.such.key=1"}).exitCode, int(app::kConfig));
        QCOMPARE(Ran({"config", "check", "-X", "fetch.wait.max.ms=20"}).exitCode, int(app::kOk));
    }

    void findsTheConfigurationOfTheDemonstrationValid()
    {
        QCOMPARE(Ran({"config", "check"}).exitCode, int(app::kOk));
    }

    void doctorLooksAtWhatIsNamed()
    {
        const std::string nowhere = "postgresql://127.0.0.1:1/prod";
        const Ran byOption({"doctor", "--postgres", nowhere});
        QCOMPARE(byOption.exitCode, int(app::kNotMet));
        QVERIFY2(byOption.line(0).starts_with("ok    broker "), byOption.out.c_str());
        QVERIFY2(byOption.line(1).starts_with("fail  database "), byOption.out.c_str());

        const Ran byProfile(
            {"doctor", "--profile", written("no brokers.toml", "[postgres]\nuri = \"" + nowhere + "\"\n")});
        QCOMPARE(byProfile.exitCode, int(app::kNotMet));
        QVERIFY2(byProfile.line(0).starts_with("fail  broker "), byProfile.out.c_str());
        QVERIFY(byProfile.line(0).find("names no Kafka brokers") != std::string::npos);
        QVERIFY2(byProfile.line(1).starts_with("fail  database "), byProfile.out.c_str());
    }

    void benchAsksForBrokersBeforeItsFirstRun_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"kafka", "store", "latency"})
            QTest::newRow(name) << QByteArray(name);
    }
    void benchAsksForBrokersBeforeItsFirstRun()
    {
        QFETCH(QByteArray, name);
        const Ran run({"bench", name.toStdString()});
        QCOMPARE(run.exitCode, int(app::kConfig));
        QCOMPARE(QByteArray::fromStdString(run.err),
            "halcyonctl: bench " + name
                + " needs a Kafka of yours: give --brokers HOST:PORT or a profile that names brokers.\n");
    }

    void wrongUseLeadsToTheHelpOfItsCommand()
    {
        const Ran unknownOption({"bench", "engine", "--evnts", "5"});
        QCOMPARE(unknownOption.exitCode, int(app::kUsage));
        QVERIFY2(unknownOption.err.ends_with("Try: halcyonctl bench --help\n"), unknownOption.err.c_str());
        const Ran noCommand({"--evnts"});
        QVERIFY2(noCommand.err.ends_with("Try: halcyonctl --help\n"), noCommand.err.c_str());
    }

    /// As halcyonctl does; the first time it gives the streams new buffers.
    void initTestCase() { std::ios::sync_with_stdio(false); }

    void offersTheCommonOptionsWithEveryCommand_data()
    {
        QTest::addColumn<QByteArray>("command");
        for (const char* command : {"config", "decode", "score", "aggregate", "watch", "simulate", "record",
                 "doctor", "embedded", "bench"})
            QTest::newRow(command) << QByteArray(command);
    }
    void offersTheCommonOptionsWithEveryCommand()
    {
        QFETCH(QByteArray, command);
        const Ran help({command.toStdString(), "--help"});
        QCOMPARE(help.exitCode, int(app::kOk));
        for (const char* option :
            {"--profile", "--json", "--csv", "--quiet", "--no-color", "--tz", "--help", "Examples:"})
            QVERIFY2(help.out.find(option) != std::string::npos, option);
    }

    void writesAndReadsTimesInTheZoneAskedFor()
    {
        const std::vector<std::string> question{
            "aggregate", payments(), "--stream", "upi", "--window", "minute", "--final"};
        const Ran inUtc(question);
        QVERIFY2(inUtc.line(1).starts_with("2026-01-05T04:30:00Z,"), inUtc.out.c_str());
        std::vector<std::string> inIndia = question;
        inIndia.insert(inIndia.end(), {"--tz", "Asia/Kolkata"});
        QVERIFY(Ran(inIndia).line(1).starts_with("2026-01-05T10:00:00+05:30,"));
    }

    void writesNoHeadOfWindowsForAFileThatIsNotThere()
    {
        const Ran run({"aggregate", "/nowhere/at/all", "--stream", "upi", "--window", "minute"});
        QCOMPARE(run.out, std::string());
    }

    void writesWindowsAsJsonToo()
    {
        const Ran run(
            {"aggregate", payments(), "--stream", "upi", "--window", "minute", "--final", "--json"});
        QVERIFY2(run.line(0).starts_with("{\"window_start\":\"2026-01-05T04:30:00Z\",\"window_end\":"),
            run.out.c_str());
        QVERIFY(run.line(0).ends_with(",\"currency\":\"INR\"}"));
    }

    void writesCsvOfWhatIsJson_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("score") << QByteArray("score")
                               << QByteArray("id,score,level,requires_review,factors,alerts");
        QTest::newRow("decode") << QByteArray("decode")
                                << QByteArray("input,ok,stage,reason,field,detail,event");
    }
    void writesCsvOfWhatIsJson()
    {
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, header);
        const Ran run({command.toStdString(), payments(), "--stream", "upi", "--csv"});
        QCOMPARE(run.exitCode, int(app::kOk));
        QCOMPARE(run.line(0), header.toStdString());
        QCOMPARE(std::ranges::count(run.out, '\n'), std::ptrdiff_t{501});
    }

    void writesTheConfigurationAsCsv()
    {
        const Ran run({"config", "--origins", "--csv", "--brokers", "b1:9092,b2:9092"});
        QCOMPARE(run.line(0), std::string("setting,value,origin"));
        QVERIFY(run.out.find("kafka.bootstrap.servers,\"b1:9092,b2:9092\",--brokers\n") != std::string::npos);
    }

    void saysWhenAFileIsNotOfTheStream_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::newRow("aggregate") << QByteArray("aggregate");
        QTest::newRow("score") << QByteArray("score");
    }
    void saysWhenAFileIsNotOfTheStream()
    {
        QFETCH(QByteArray, command);
        const auto read = [&](const std::string& file, const std::string& stream) {
            std::vector<std::string> words{command.toStdString(), file, "--stream", stream};
            if (command == "aggregate")
                words.insert(words.end(), {"--window", "minute", "--final"});
            return Ran(words);
        };

        const Ran ofAnotherTopic = read(payments(), "transactions");
        QCOMPARE(ofAnotherTopic.exitCode, int(app::kData));
        QCOMPARE(ofAnotherTopic.err,
            "halcyonctl: None of the 500 messages is of stream transactions, by the topics in their "
            "envelopes: "
            "check --stream and --topic.\n");

        const Ran unreadable = read(written("wrong.jsonl", "{\"a\":1}\n{\"a\":2}\n[]\n"), "upi");
        QCOMPARE(unreadable.exitCode, int(app::kData));
        QCOMPARE(unreadable.err,
            "halcyonctl: 3 of 3 messages are dead letters (most often missing_field txn_id, 2 times), so "
            "there is no "
            "result: check --stream; `halcyonctl decode` says why each.\n");
        QCOMPARE(unreadable.line(1), "(no such line)");

        const Ran partly = read(written("partly.jsonl", firstLine(payments()) + "{\"a\":1}\n"), "upi");
        QCOMPARE(partly.exitCode, int(app::kOk));
        QCOMPARE(partly.err,
            "halcyonctl: 1 of 2 messages are dead letters (missing_field txn_id); `halcyonctl decode` says "
            "why.\n");

        const Ran empty = read(written("empty.jsonl", ""), "upi");
        QCOMPARE(empty.exitCode, int(app::kOk));
        QCOMPARE(empty.err, "");
    }

    void saysWhatIsWrongInOneSentence_data()
    {
        using Words = std::vector<std::string>;
        QTest::addColumn<Words>("words");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("nothing") << Words{}
                                 << QByteArray("A command is missing: begin with config, decode, score or "
                                               "another; the help lists all.");
        QTest::newRow("an option first")
            << Words{"--evnts"}
            << QByteArray("There is no option \"--evnts\" before a command: begin with "
                          "config, decode, score or another; the help lists all.");
        QTest::newRow("an unknown option")
            << Words{"watch", "--onec"}
            << QByteArray(
                   "halcyonctl watch does not understand \"--onec\": leave it out, or correct its spelling.");
        QTest::newRow("too many words") << Words{"watch", "the", "stream"}
                                        << QByteArray("halcyonctl watch does not understand \"the stream\": "
                                                      "leave it out, or correct its spelling.");
        QTest::newRow("a missing word")
            << Words{"aggregate"} << QByteArray("halcyonctl aggregate needs more: file is missing; give it.");
        QTest::newRow("a missing option") << Words{
            "aggregate", "-"} << QByteArray("halcyonctl aggregate needs more: --stream is missing; give it.");
        QTest::newRow("a missing value") << Words{"score", "-",
            "--stream"} << QByteArray("--stream lacks its value, or has too many: give it one.");
        QTest::newRow("no number") << Words{"simulate", "--rate",
            "fast"} << QByteArray("--rate does not take \"fast\": give it what its help says.");
        QTest::newRow("a negative count") << Words{"simulate", "--count",
            "-5"} << QByteArray("--count does not take \"-5\": give a whole number, 1 or more.");
        QTest::newRow("a negative seed") << Words{"simulate", "--seed",
            "-1"} << QByteArray("--seed does not take \"-1\": give a whole number, 0 or more.");
        QTest::newRow("out of range") << Words{"bench", "engine", "--threads",
            "0"} << QByteArray("--threads does not take \"0\": give a number from 1 to 64.");
        QTest::newRow("a large range") << Words{"bench", "engine", "--events",
            "5"} << QByteArray("--events does not take \"5\": give a number from 10000 to 50000000.");
        QTest::newRow("none of the names")
            << Words{"bench", "speed"}
            << QByteArray("name does not take \"speed\": give one of engine, decode, kafka, store, latency.");
        QTest::newRow("none of the actions") << Words{
            "embedded", "go"} << QByteArray("action does not take \"go\": give one of start, stop, status.");
    }
    void saysWhatIsWrongInOneSentence()
    {
        QFETCH(std::vector<std::string>, words);
        QFETCH(QByteArray, sentence);
        const Ran run(std::move(words));
        QCOMPARE(run.exitCode, int(app::kUsage));
        QCOMPARE(
            QByteArray::fromStdString(run.err.substr(0, run.err.find("\nTry: "))), "halcyonctl: " + sentence);
    }

    void refusesWhatMakesNoSense_data()
    {
        using Words = std::vector<std::string>;
        QTest::addColumn<Words>("words");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("two forms") << Words({"config", "--csv", "--json"})
                                   << QByteArray("--json and --csv do not go together: give one of them.\n");
        QTest::newRow("no such zone") << Words({"score", "-", "--stream", "upi", "--tz", "Asia/Atlantis"})
                                      << QByteArray("\"Asia/Atlantis\" is not known");
        QTest::newRow("no window")
            << Words({"aggregate", "-", "--stream", "transactions"})
            << QByteArray("halcyonctl: --window is required unless --ledger is given; the windows of "
                          "transactions are minute, minute_method, minute_country, gold.\n");
        QTest::newRow("no such window")
            << Words({"aggregate", "-", "--stream", "transactions", "--window", "minute_bank"})
            << QByteArray("There is no window \"minute_bank\" of transactions; there are minute, ");
        QTest::newRow("no such time") << Words({"score", "-", "--stream", "upi", "--now", "noon"})
                                      << QByteArray("--now takes an ISO 8601 time");
        QTest::newRow("no such command") << Words({"recrod"}) << QByteArray("There is no command \"recrod\"");
    }
    void refusesWhatMakesNoSense()
    {
        QFETCH(std::vector<std::string>, words);
        QFETCH(QByteArray, message);
        const Ran run(std::move(words));
        QCOMPARE(run.exitCode, int(app::kUsage));
        QVERIFY2(run.err.find(message.toStdString()) != std::string::npos, run.err.c_str());
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
