#include "engine/ingest/jsonl_line.h"
#include "tests/engine/corpus.h"

#include <QtTest>

#include <random>
#include <string>

using namespace halcyon::engine;

namespace {

[[nodiscard]] QByteArray bytes(std::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

/// A message as a text picture: only what the line said.
[[nodiscard]] QByteArray picture(const Result<JsonlMessage>& message)
{
    if (!message)
        return "error: " + bytes(message.error().message);
    QByteArray text = message->isEnvelope ? "envelope" : "bare";
    const auto add
        = [&](const char* name, const QByteArray& value) { text += " " + QByteArray(name) + "=" + value; };
    if (message->topic)
        add("topic", bytes(*message->topic));
    if (message->partition)
        add("partition", QByteArray::number(*message->partition));
    if (message->offset)
        add("offset", QByteArray::number(qlonglong(*message->offset)));
    if (message->key)
        add("key", "<" + bytes(*message->key) + ">");
    if (message->timestamp)
        add("timestamp", bytes(formatIsoTime(*message->timestamp)));
    for (const auto& header : message->headers)
        add("header", bytes(header.name) + ":" + bytes(header.value));
    add("value", message->isTombstone ? "null" : "<" + bytes(message->value) + ">");
    return text;
}

[[nodiscard]] std::string toBase64(const std::string& raw)
{
    return QByteArray::fromStdString(raw).toBase64().toStdString();
}

} // namespace

class TestJsonlLine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsALineAsTheCorpusSays_data() { Corpus::addRows("jsonl_lines.txt", 45); }

    void readsALineAsTheCorpusSays()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);

        QCOMPARE(picture(parseJsonlLine(in.toStdString())), out);
    }

    void blamesTheFileForABadEnvelope()
    {
        const auto message = parseJsonlLine("{\"partition\":true,\"value\":null}");

        QVERIFY(!message);
        QCOMPARE(message.error().code, ErrorCode::Data);
    }

    void readsAnyBytesBackFromBase64()
    {
        std::mt19937 random(7); // NOLINT: the same bytes in every run
        for (int length = 0; length < 300; ++length) {
            std::string payload;
            for (int i = 0; i < length; ++i)
                payload += char(random());
            const auto message
                = parseJsonlLine("{\"offset\":1,\"value_base64\":\"" + toBase64(payload) + "\"}");

            QVERIFY(message.has_value());
            QVERIFY(message->value == payload);
        }
    }
};

QTEST_GUILESS_MAIN(TestJsonlLine)
#include "tst_jsonl_line.moc"
