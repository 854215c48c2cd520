#include "engine/ingest/file_source.h"
#include "engine/model/stream_settings.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

using namespace halcyon::engine;
using namespace std::chrono_literals;

namespace {

struct Read {
    std::vector<std::string> lines; ///< "topic[partition]@offset value"
    std::string error;
};

} // namespace

class TestFileSource : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_partitions = std::make_unique<PartitionTable>(); }

    void readsLinesAsMessages_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("messages");
        const QByteArray two = "upi_transactions[0]@0 {\"a\":1}\nupi_transactions[0]@1 {\"a\":2}\n";
        QTest::newRow("bare") << QByteArray("{\"a\":1}\n{\"a\":2}\n") << two;
        QTest::newRow("no last newline") << QByteArray("{\"a\":1}\n{\"a\":2}") << two;
        QTest::newRow("CRLF") << QByteArray("{\"a\":1}\r\n{\"a\":2}\r\n") << two;
        QTest::newRow("empty lines count as lines")
            << QByteArray("\n{\"a\":1}\n\r\n\n{\"a\":2}\n\n")
            << QByteArray("upi_transactions[0]@1 {\"a\":1}\nupi_transactions[0]@4 {\"a\":2}\n");
        QTest::newRow("envelopes") << QByteArray(
            "{\"topic\":\"upi\",\"partition\":3,\"offset\":7,\"value\":\"x\"}\n"
            "{\"topic\":\"transactions\",\"partition\":0,\"offset\":0,\"key\":\"k\",\"value\":\"y\"}\n")
                                   << QByteArray("upi[3]@7 x\ntransactions[0]@0 k=y\n");
        QTest::newRow("broken JSON is a message, too")
            << QByteArray("{\"a\":\n") << QByteArray("upi_transactions[0]@0 {\"a\":\n");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }
    void readsLinesAsMessages()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, messages);

        const auto read = readAll(text);

        QCOMPARE(read.error, "");
        QByteArray picture;
        for (const auto& line : read.lines)
            picture += QByteArray::fromStdString(line) + "\n";
        QCOMPARE(picture, messages);
    }

    void tellsTheStreamByTheTopic()
    {
        const auto source
            = open(QByteArray("{\"topic\":\"transaction-events\",\"value\":\"x\"}\n{}\n")).value();
        const auto batch = source->poll(10, 1s).value();

        QCOMPARE(batch.messages[0].stream, StreamId::Transactions);
        QCOMPARE(batch.messages[1].stream, StreamId::Upi);
    }

    void carriesAllThatAnEnvelopeSays()
    {
        const auto source = open(
            QByteArray(
                "{\"topic\":\"upi\",\"partition\":1,\"offset\":5,\"key\":\"\",\"timestamp\":1767607200123,"
                "\"headers\":{\"h\":\"v\"},\"value\":null}\n{\"topic\":\"upi\",\"value_base64\":\"/wA=\"}\n"))
                                .value();
        const auto batch = source->poll(10, 1s).value();

        const auto& first = batch.messages.at(0);
        QVERIFY(first.isTombstone && first.hasKey);
        QCOMPARE(first.recordTime->time_since_epoch().count(), 1767607200123000);
        QCOMPARE(batch.headersOf(first)[0].value, "v");
        QCOMPARE(batch.messages.at(1).value, std::string_view("\xff\0", 2));
    }

    void handsOutNoMoreThanAskedForAndThenIsExhausted()
    {
        const auto source = open(QByteArray("1\n2\n3\n4\n5\n")).value();

        QCOMPARE(source->poll(3, 1s)->messages.size(), 3U);
        QVERIFY(!source->isExhausted());
        QCOMPARE(source->poll(3, 1s)->messages.size(), 2U);
        QVERIFY(source->isExhausted());
        QCOMPARE(source->poll(3, 1s)->messages.size(), 0U);
        QCOMPARE(source->positions().front().position, 5);
        QCOMPARE(source->positions().front().endOffset, 5);
    }

    void linesLongerThanABlockArriveWhole()
    {
        const QByteArray text
            = QByteArray(5'000'000, 'a') + "\n" + QByteArray(40, 'b') + "\n" + QByteArray(3'000'000, 'c');
        const auto read = readAll(text);

        QCOMPARE(read.lines.size(), 3U);
        QVERIFY(read.lines[0].ends_with(std::string(5'000'000, 'a')));
        QVERIFY(read.lines[1].ends_with(" " + std::string(40, 'b')));
        QVERIFY(read.lines[2].ends_with(" " + std::string(3'000'000, 'c')));
    }

    void aBatchOfLongLinesEndsEarly()
    {
        QByteArray text;
        for (int i = 0; i < 40; ++i)
            text += QByteArray(1'000'000, 'a') + "\n";
        const auto source = open(text).value();

        QVERIFY(source->poll(1000, 1s)->messages.size() < 20);
    }

    void namesTheLineThatItCannotTake_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("envelope") << QByteArray("{}\n{\"topic\":1,\"value\":\"x\"}\n") << "Line 2 of ";
        QTest::newRow("offsets") << QByteArray("{\"topic\":\"t\",\"offset\":5,\"value\":\"x\"}\n\n"
                                               "{\"topic\":\"t\",\"offset\":5,\"value\":\"x\"}\n")
                                 << "Offset 5 comes after offset 5";
        QTest::newRow("too long") << QByteArray(70'000'000, 'a') << "longer than 64 MB";
    }
    void namesTheLineThatItCannotTake()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, complaint);

        const auto read = readAll(text);

        QVERIFY2(QString::fromStdString(read.error).contains(complaint), read.error.c_str());
    }

    void handsOutWhatCameBeforeABadLine()
    {
        const auto source = open(QByteArray("1\n2\n{\"topic\":1,\"value\":\"x\"}\n3\n")).value();

        QCOMPARE(source->poll(10, 1s)->messages.size(), 2U);
        QCOMPARE(source->poll(10, 1s).error().code, ErrorCode::Data);
        QCOMPARE(source->poll(10, 1s).error().code, ErrorCode::Data); // it stays that way
        QVERIFY(!source->isExhausted());

        const auto atOnce = open(QByteArray("{\"topic\":1,\"value\":\"x\"}\n3\n")).value();
        QCOMPARE(atOnce->poll(10, 1s).error().code, ErrorCode::Data);
        QCOMPARE(atOnce->poll(10, 1s).error().code, ErrorCode::Data);
    }

    void saysWhyAFileCannotBeRead()
    {
        const auto missing = openPath(m_folder.filePath(QStringLiteral("no such file")).toStdString());
        QCOMPARE(missing.error().code, ErrorCode::Missing);
        QVERIFY(
            missing.error().message.find("no such file cannot be read (No such file") != std::string::npos);

        const auto folder = openPath(m_folder.path().toStdString());
        QCOMPARE(folder.error().code, ErrorCode::Missing);
        QVERIFY(folder.error().message.find("is a folder") != std::string::npos);
    }

    void handsOutWhatAPipeHasWithoutWaitingForMore()
    {
        const auto path = m_folder.filePath(QStringLiteral("pipe")).toStdString();
        QCOMPARE(mkfifo(path.c_str(), 0600), 0);
        std::fstream writer(path, std::ios::in | std::ios::out); // opened both ways: does not block
        const auto source = openPath(path).value();

        QCOMPARE(source->poll(10, 20ms)->messages.size(), 0U);
        writer << "{}\n{}\n{\"half" << std::flush;
        QCOMPARE(source->poll(10, 10s)->messages.size(), 2U);
        QCOMPARE(source->poll(10, 20ms)->messages.size(), 0U);
        writer << "\":1}\n" << std::flush;
        QCOMPARE(source->poll(10, 10s)->messages.front().value, "{\"half\":1}");
        QVERIFY(!source->isExhausted());
    }

private:
    [[nodiscard]] Result<std::unique_ptr<FileSource>> openPath(const std::string& path)
    {
        FileSourceSettings settings{.path = path};
        for (const auto stream : kAllStreams)
            settings.topics[indexOf(stream)] = defaultStreamSettings()[indexOf(stream)].topics;
        return FileSource::open(settings, *m_partitions);
    }

    [[nodiscard]] Result<std::unique_ptr<FileSource>> open(const QByteArray& text)
    {
        const auto path = m_folder.filePath(QStringLiteral("messages.jsonl")).toStdString();
        std::ofstream(path, std::ios::binary) << text.toStdString();
        return openPath(path);
    }

    [[nodiscard]] Read readAll(const QByteArray& text)
    {
        const auto source = open(text).value();
        Read read;
        while (!source->isExhausted()) {
            const auto batch = source->poll(2, 1s);
            if (!batch) {
                read.error = batch.error().message;
                break;
            }
            for (const auto& message : batch->messages) {
                const auto& partition = m_partitions->at(message.partition);
                read.lines.push_back(partition.topic + "[" + std::to_string(partition.number) + "]@"
                    + std::to_string(message.offset) + " "
                    + (message.hasKey ? std::string(message.key) + "=" : "") + std::string(message.value));
            }
        }
        return read;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<PartitionTable> m_partitions;
};

QTEST_GUILESS_MAIN(TestFileSource)
#include "tst_file_source.moc"
