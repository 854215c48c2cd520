#include "app/ctl/decode_command.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <cerrno>
#include <sstream>
#include <streambuf>
#include <string>
#include <vector>

#include "full_disk.h"

using namespace halcyon;

namespace {

constexpr const char* kGood
    = "{\"txn_id\":\"T1\",\"payer\":\"a@ybl\",\"payee\":\"merchant1@upi\",\"amount\":12.50,"
      "\"status\":\"SUCCESS\",\"timestamp\":\"2026-11-21T12:53:40.123456+00:00\"}";
constexpr const char* kGoodEvent
    = "\"ok\":true,\"event\":{\"txn_id\":\"T1\",\"payer\":\"a@ybl\",\"payee\":\"merchant1@upi\",\"amount\":"
      "12.5,"
      "\"currency\":\"INR\",\"status\":\"SUCCESS\",\"timestamp\":\"2026-11-21T12:53:40.123456Z\","
      "\"payer_bank\":\"ybl\",\"merchant_id\":\"merchant1\",\"txn_date\":\"2026-11-21\"}}\n";

struct Run {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

[[nodiscard]] app::DecodeOptions upiOptions()
{
    app::DecodeOptions options;
    options.stream = "upi";
    options.now = "2026-11-21T13:00:00Z";
    return options;
}

[[nodiscard]] Run runWith(const app::DecodeOptions& options, const std::string& input = {})
{
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Run run;
    run.exitCode = app::runDecode(options, in, out, err);
    run.out = QByteArray::fromStdString(out.str());
    run.err = QByteArray::fromStdString(err.str());
    return run;
}

[[nodiscard]] QJsonObject objectOf(const QByteArray& line)
{
    return QJsonDocument::fromJson(line).object();
}

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

/// Hands out a line at a time and notes, before each, how many lines have been answered.
class Conversation : public std::streambuf {
public:
    explicit Conversation(const std::ostringstream& answers)
        : m_answers(answers)
    {
    }
    [[nodiscard]] const std::vector<int>& answered() const { return m_answered; }

protected:
    int_type underflow() override
    {
        m_answered.push_back(int(QByteArray::fromStdString(m_answers.str()).count('\n')));
        if (m_answered.size() > 3)
            return traits_type::eof();
        m_line = std::string(kGood) + "\n";
        setg(m_line.data(), m_line.data(), m_line.data() + m_line.size());
        return traits_type::to_int_type(m_line.front());
    }

private:
    const std::ostringstream& m_answers;
    std::string m_line;
    std::vector<int> m_answered;
};

} // namespace

class TestDecodeCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesOneLineForEachLineThatIsNotBlank()
    {
        const Run run = runWith(upiOptions(), std::string(kGood) + "\n{}\n\nbroken\r\n\r\n" + kGood + "\n\n");

        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.err, QByteArray());
        QCOMPARE(run.out,
            QByteArray("{\"input\":1,") + kGoodEvent
                + "{\"input\":2,\"ok\":false,\"stage\":\"validate\",\"reason\":\"missing_field\",\"field\":"
                  "\"txn_id\","
                  "\"detail\":\"not in the message\"}\n"
                  "{\"input\":4,\"ok\":false,\"stage\":\"decode\",\"reason\":\"not_json\",\"field\":\"\","
                  "\"detail\":\"unexpected 'b' at byte 0\"}\n"
                + "{\"input\":6," + kGoodEvent);
    }

    void writesNothingForNothing()
    {
        const Run run = runWith(upiOptions());
        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.out, QByteArray());
    }

    void readsBarePayloadsAndEnvelopes_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("expected");
        const QByteArray good = kGood;
        const QByteArray quoted = QByteArray(good).replace('"', "\\\"");
        const QByteArray event = QByteArray("{\"input\":1,") + kGoodEvent;
        const auto fault = [](const char* stage, const char* reason, const char* field, const char* detail) {
            return QByteArray("{\"input\":1,\"ok\":false,\"stage\":\"") + stage + "\",\"reason\":\"" + reason
                + "\",\"field\":\"" + field + "\",\"detail\":\"" + detail + "\"}\n";
        };
        QTest::newRow("a bare payload") << good << event;
        QTest::newRow("a value") << "{\"topic\":\"t\",\"partition\":0,\"offset\":7,\"key\":\"k\",\"headers\":"
                                    "{\"a\":\"b\"},\"value\":\""
                + quoted + "\"}" << event;
        QTest::newRow("base64") << "{\"offset\":7,\"value_base64\":\"" + good.toBase64() + "\"}" << event;
        QTest::newRow("a tombstone") << QByteArray("{\"offset\":7,\"value\":null}")
                                     << fault("decode", "tombstone", "", "null value");
        QTest::newRow("bytes that are not text")
            << QByteArray("{\"offset\":7,\"value_base64\":\"/w==\"}")
            << fault("decode", "not_json", "", "unexpected '\\\\xff' at byte 0");
        QTest::newRow("a bad envelope")
            << QByteArray("{\"offset\":\"7\",\"value\":\"\"}")
            << fault("decode", "bad_envelope", "",
                   "The envelope's \\\"offset\\\" is of type string; write a whole number.");
        QTest::newRow("an old record's future")
            << "{\"offset\":7,\"timestamp\":1795180000000,\"value\":\"" + quoted + "\"}"
            << fault("validate", "future", "timestamp",
                   "2026-11-21T12:53:40.123456Z, more than 300 s ahead of 2026-11-20T13:06:40Z");
        QTest::newRow("a record of the same time")
            << "{\"offset\":7,\"timestamp\":1795265620000,\"value\":\"" + quoted + "\"}" << event;
    }

    void readsBarePayloadsAndEnvelopes()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, expected);

        QCOMPARE(runWith(upiOptions(), line.toStdString() + "\n").out, expected);
    }

    void keepsLineNumbersPastBadEnvelopesAndFullBatches()
    {
        std::string input;
        for (int i = 0; i < 2500; ++i)
            input += i % 7 == 0 ? "{\"topic\":1,\"value\":\"\"}\n"
                : i % 7 == 1    ? "x\n"
                                : std::string(kGood) + "\n";
        app::DecodeOptions options = upiOptions();
        QTemporaryDir folder;
        options.input = folder.filePath(QStringLiteral("messages.jsonl")).toStdString();
        write(QString::fromStdString(options.input), QByteArray::fromStdString(input));

        const Run run = runWith(options);

        auto lines = run.out.split('\n');
        QVERIFY(lines.takeLast().isEmpty());
        QCOMPARE(lines.size(), 2500);
        for (int i = 0; i < 2500; ++i) {
            const QJsonObject line = objectOf(lines[i]);
            QCOMPARE(line[QLatin1String("input")].toInt(), i + 1);
            QCOMPARE(line[QLatin1String("ok")].toBool(), i % 7 > 1);
            if (i % 7 < 2)
                QCOMPARE(line[QLatin1String("reason")].toString(),
                    QLatin1String(i % 7 == 0 ? "bad_envelope" : "not_json"));
        }
    }

    void decodesTransactionsInTheirStreamsZone()
    {
        app::DecodeOptions options = upiOptions();
        options.stream = "transactions";
        options.settings[engine::indexOf(engine::StreamId::Transactions)].timeZone = "Asia/Kolkata";

        const Run run = runWith(options,
            "{\"transaction_id\":\"t\",\"user_id\":5,\"amount\":1e3,\"merchant\":\"m\",\"timestamp\":\"2026-"
            "11-15T02:30:00\","
            "\"is_fraud\":true,\"payment_method\":\"crypto\",\"location\":\"Pune, "
            "India\",\"device_id\":\"d\"}\n");

        QCOMPARE(run.out,
            QByteArray(
                "{\"input\":1,\"ok\":true,\"event\":{\"transaction_id\":\"t\",\"user_id\":5,\"amount\":1000,"
                "\"currency\":\"INR\",\"merchant\":\"m\",\"timestamp\":\"2026-11-14T21:00:00Z\",\"is_fraud\":"
                "true,"
                "\"payment_method\":\"crypto\",\"location\":\"Pune, "
                "India\",\"device_id\":\"d\",\"city\":\"Pune\","
                "\"country\":\"India\",\"amount_category\":\"large\",\"is_high_value\":false,\"transaction_"
                "hour\":2,"
                "\"day_of_week\":1,\"is_weekend\":true}}\n"));
    }

    void datesUpiInItsStreamsZone()
    {
        app::DecodeOptions options = upiOptions();
        options.settings[engine::indexOf(engine::StreamId::Upi)].timeZone = "Pacific/Kiritimati";
        QVERIFY(runWith(options, kGood).out.contains("\"txn_date\":\"2026-11-22\""));
    }

    void readsEachFileOfAFolderAsOneMessage()
    {
        QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("b good \"one\".json")),
            QByteArray(kGood).replace(",", ",\n") + "\n");
        write(folder.filePath(QStringLiteral("a empty")), {});
        write(folder.filePath(QStringLiteral("c envelope is a payload here")),
            "{\"topic\":\"t\",\"value\":null}");
        write(folder.filePath(QStringLiteral("d two messages")), QByteArray(kGood) + "\n" + kGood);
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("folder")));
        QVERIFY(QFile::link(QStringLiteral("/nowhere"), folder.filePath(QStringLiteral("link to nowhere"))));
        app::DecodeOptions options = upiOptions();
        options.eachFileIn = folder.path().toStdString();

        const Run run = runWith(options, "the standard input is not read");

        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.out,
            QByteArray("{\"input\":\"a "
                       "empty\",\"ok\":false,\"stage\":\"decode\",\"reason\":\"not_json\",\"field\":\"\","
                       "\"detail\":\"empty message\"}\n"
                       "{\"input\":\"b good \\\"one\\\".json\",")
                + kGoodEvent
                + "{\"input\":\"c envelope is a payload "
                  "here\",\"ok\":false,\"stage\":\"validate\",\"reason\":\"missing_field\","
                  "\"field\":\"txn_id\",\"detail\":\"not in the message\"}\n"
                  "{\"input\":\"d two "
                  "messages\",\"ok\":false,\"stage\":\"decode\",\"reason\":\"not_json\",\"field\":\"\","
                  "\"detail\":\"unexpected '{' behind the JSON's end at byte 137\"}\n");
    }

    void goesOnPastAFileThatCannotBeRead()
    {
        QTemporaryDir folder;
        QVERIFY(QFile::link(QStringLiteral("/proc/self/mem"), folder.filePath(QStringLiteral("a"))));
        write(folder.filePath(QStringLiteral("b")), kGood);
        app::DecodeOptions options = upiOptions();
        options.eachFileIn = folder.path().toStdString();

        const Run run = runWith(options);

        QCOMPARE(run.exitCode, 6);
        QCOMPARE(run.out, QByteArray("{\"input\":\"b\",") + kGoodEvent);
        QVERIFY2(run.err.contains("/a\" cannot be read: Input/output error"), run.err.constData());
    }

    void decodesALargeMessageOfAFolder()
    {
        QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("10 MB")), QByteArray(10'000'000, ' ') + kGood);
        app::DecodeOptions options = upiOptions();
        options.eachFileIn = folder.path().toStdString();
        QVERIFY(runWith(options).out.contains("\"reason\":\"too_large\""));

        options.settings[engine::indexOf(engine::StreamId::Upi)].largestMessage = 20'000'000;
        QVERIFY(runWith(options).out.contains("\"ok\":true"));
    }

    void writesCorrectJsonForAnyMessage()
    {
        std::string input;
        for (int byte = 0; byte < 256; ++byte)
            if (byte != '\n')
                input += std::string("{\"txn_id\":\"") + char(byte) + "\"," + std::string(kGood).substr(15)
                    + "\n" + char(byte) + "\n";
        const auto lines = runWith(upiOptions(), input).out.split('\n');

        QCOMPARE(
            lines.size(), 255 * 2); // one line of a carriage return is blank; nothing behind the last newline
        for (const QByteArray& line : lines)
            if (!line.isEmpty())
                QVERIFY2(objectOf(line).contains(QLatin1String("ok")), line.constData());
    }

    void answersEachLineBeforeItWaitsForTheNext()
    {
        std::ostringstream out;
        std::ostringstream err;
        Conversation conversation(out);
        std::istream in(&conversation);

        QCOMPARE(app::runDecode(upiOptions(), in, out, err), 0);

        QCOMPARE(conversation.answered(), (std::vector<int>{0, 1, 2, 3}));
    }

    void refusesWhatMakesNoSense_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const char* stream, const char* encoding, const char* now,
                             const char* says) {
            QTest::newRow(name) << QByteArray(stream) << QByteArray(encoding) << QByteArray(now)
                                << QByteArray(says);
        };
        row("an unknown stream", "payments", "auto", "",
            "The stream \"payments\" is not known; use --stream upi or --stream transactions.");
        row("no stream", "", "auto", "",
            "The stream \"\" is not known; use --stream upi or --stream transactions.");
        row("protobuf", "upi", "protobuf", "",
            "Messages in protobuf cannot be decoded by this version; use --encoding json or avro.");
        row("an unknown encoding", "upi", "xml", "",
            "The encoding \"xml\" is not known; use --encoding auto, json or avro.");
        row("a time that is none", "upi", "json", "yesterday",
            "The time \"yesterday\" cannot be read; write --now like 2026-11-21T12:53:40Z.");
    }

    void refusesWhatMakesNoSense()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, now);
        QFETCH(QByteArray, says);
        app::DecodeOptions options;
        options.stream = stream.toStdString();
        options.encoding = encoding.toStdString();
        options.now = now.toStdString();

        const Run run = runWith(options, kGood);

        QCOMPARE(run.exitCode, 2);
        QCOMPARE(run.err, "halcyonctl decode: " + says + "\n");
        QCOMPARE(run.out, QByteArray());
    }

    void takesNowFromTheWallClockUnlessTold()
    {
        app::DecodeOptions options = upiOptions();
        options.now = "2020-01-01 00:00:00+05:30";
        QVERIFY(runWith(options, kGood).out.contains("ahead of 2019-12-31T18:30:00Z"));

        options.now.clear();
        std::string future = kGood;
        future.replace(future.find("2026"), 4, "9998");
        QVERIFY(runWith(options, future).out.contains("\"reason\":\"future\""));
    }

    void saysWhichInputCannotBeRead()
    {
        app::DecodeOptions options = upiOptions();
        options.input = "/nowhere/messages.jsonl";
        Run run = runWith(options);
        QCOMPARE(run.exitCode, 5);
        QCOMPARE(run.err,
            QByteArray("halcyonctl decode: The file \"/nowhere/messages.jsonl\" cannot be read: No such file "
                       "or directory; "
                       "check its name and rights.\n"));

        QTemporaryDir folder;
        options.input = folder.path().toStdString();
        run = runWith(options);
        QCOMPARE(run.exitCode, 5);
        QVERIFY2(run.err.contains("Is a directory"), run.err.constData());

        options.eachFileIn = "/nowhere";
        run = runWith(options);
        QCOMPARE(run.exitCode, 5);
        QVERIFY2(run.err.contains("The folder \"/nowhere\" cannot be read: No such file or directory"),
            run.err.constData());
    }

    void saysWhichZoneIsNotKnown()
    {
        app::DecodeOptions options = upiOptions();
        options.settings[engine::indexOf(engine::StreamId::Upi)].timeZone = "Mars/Olympus";

        const Run run = runWith(options, kGood);

        QCOMPARE(run.exitCode, 3);
        QVERIFY(run.err.contains("\"Mars/Olympus\""));
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
        std::istringstream in(std::string(kGood) + "\n");
        std::ostream out(&disk);
        std::ostringstream err;

        QCOMPARE(app::runDecode(upiOptions(), in, out, err), exitCode);

        QCOMPARE(err.str().empty(), exitCode == 0);
    }
};

QTEST_GUILESS_MAIN(TestDecodeCommand)
#include "tst_decode_command.moc"
