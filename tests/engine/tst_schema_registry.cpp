#include "engine/codec/own_schemas.h"
#include "engine/codec/payment_decoder.h"
#include "engine/codec/payment_json.h"
#include "engine/ingest/avro_traffic.h"
#include "engine/ingest/schema_registry.h"
#include "tests/engine/fake_registry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <thread>

using namespace halcyon::engine;
using namespace std::chrono_literals;
using halcyon::tests::FakeRegistry;

namespace {

[[nodiscard]] SchemaRegistrySettings at(const std::vector<std::string>& urls)
{
    return {.urls = urls, .timeout = 500ms};
}

[[nodiscard]] std::string framed(std::uint32_t schema, const std::string& message)
{
    std::string text(1, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        text += char(schema >> shift);
    return text + message;
}

/// What becomes of one message of the stream `transactions`.
[[nodiscard]] std::string verdictOn(PaymentDecoder& decoder, const std::string& message)
{
    MessageBatch batch;
    batch.readAt = EventTime{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 13h};
    batch.messages.push_back({.value = message, .stream = StreamId::Transactions});
    const DecodedBatch decoded = decoder.decode(std::move(batch));
    for (const DeadLetter& letter : decoded.deadLetters)
        return std::string(reasonName(letter.rejection.reason)) + ": " + letter.rejection.detail;
    ZoneClock utc = ZoneClock::create("UTC").value();
    std::string json;
    appendPaymentJson(json, decoded.payments.at(0), decoded.texts.at(0), utc);
    return json;
}

[[nodiscard]] std::string transactionJson()
{
    return R"({"transaction_id": "t-1", "user_id": 42, "amount": 99.5, "merchant": "Kestrel", )"
           R"("timestamp": "2026-11-21T12:00:00", "is_fraud": false, "payment_method": "paypal", )"
           R"("location": "Pune, India", "device_id": "d-1"})";
}

[[nodiscard]] std::string transactionAvro()
{
    std::string message = transactionJson();
    AvroTraffic().encode(StreamId::Transactions, message);
    return message;
}

[[nodiscard]] PaymentDecoder decoderOn(std::shared_ptr<SchemaSource> schemas)
{
    return PaymentDecoder::create(defaultStreamSettings(), schemas).value();
}

} // namespace

class TestSchemaRegistry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsFramesByTheSchemaTheirWriterUsed()
    {
        // The writer has fields in another order, one more, and a decimal instead of a double.
        const std::string schema = R"({"type": "record", "name": "T", "fields": [
            {"name": "device_id", "type": "string"}, {"name": "location", "type": "string"},
            {"name": "payment_method", "type": "string"}, {"name": "note", "type": ["null", "string"]},
            {"name": "is_fraud", "type": "boolean"}, {"name": "timestamp", "type": "string"},
            {"name": "merchant", "type": "string"}, {"name": "user_id", "type": "long"},
            {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
            {"name": "transaction_id", "type": "string"}]})";
        const FakeRegistry server([&](const std::string& request) {
            return request.starts_with("GET /apis/v7/schemas/ids/258 ")
                ? FakeRegistry::schemaResponse(schema)
                : FakeRegistry::response("", "404 Not Found");
        });
        auto decoder = decoderOn(std::make_shared<SchemaRegistry>(at({server.url() + "/apis/v7/"})));
        const std::string message(
            "\6d-1\x16Pune, India\xcpaypal\0\0&2026-11-21T12:00:00\xeKestrelT\4\x26\xde\6t-1", 61);
        const std::string expected = verdictOn(decoder, transactionAvro());
        QVERIFY2(expected.starts_with('{'), expected.c_str());
        for (int i = 0; i < 3; ++i)
            QCOMPARE(verdictOn(decoder, framed(258, message)), expected);
        QCOMPARE(server.requests(), 1);
        QVERIFY(verdictOn(decoder, framed(259, message)).starts_with("unknown_schema: the registry at "));
        QCOMPARE(verdictOn(decoder, framed(258, message)), expected); // others go on
    }

    void readsFramedJsonWithoutAsking()
    {
        const FakeRegistry server([](const std::string&) { return std::string(); });
        auto decoder = decoderOn(std::make_shared<SchemaRegistry>(at({server.url()})));
        QVERIFY(verdictOn(decoder, framed(7, transactionJson())).starts_with('{'));
        QCOMPARE(server.requests(), 0);
    }

    void saysWhatIsWrongWithTheAnswer_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const std::string& answer, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(answer) << QByteArray(says);
        };
        row("not found", FakeRegistry::response("{}", "404 Not Found"), "does not know it");
        row("an error of its own", FakeRegistry::response("oops", "500 Internal Server Error"),
            "answered 500");
        row("who are you", FakeRegistry::response("", "401 Unauthorized"),
            "answered 401, check its user, password or token");
        row("a redirect", FakeRegistry::response("", "302 Found", "Location: http://127.0.0.1:1/\r\n"),
            "answered 302, a redirect, which is not followed");
        row("a page", FakeRegistry::response("<html>"), "the registry's answer is no schema");
        row("another type", FakeRegistry::schemaResponse("{}", "XML"), "the registry's answer is no schema");
        row("a schema that is a number", FakeRegistry::response(R"({"schema": 7})"),
            "the registry's answer is no schema");
        row("a schema that is none", FakeRegistry::schemaResponse("{"), "it is not JSON");
        row("Protobuf", FakeRegistry::schemaResponse("syntax = \"proto3\";", "PROTOBUF"), "is for Protobuf");
        row("fifty megabytes", FakeRegistry::response(std::string(50 << 20, 'x')), "more than 4 MiB");
        row("silence", "", "cannot be reached");
    }
    void saysWhatIsWrongWithTheAnswer()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, says);
        const FakeRegistry server([&](const std::string&) { return answer.toStdString(); });
        auto decoder = decoderOn(std::make_shared<SchemaRegistry>(at({server.url()})));
        const std::string verdict = verdictOn(decoder, framed(7, transactionAvro()));
        QVERIFY2(verdict.starts_with("unknown_schema: ") && QByteArray::fromStdString(verdict).contains(says),
            verdict.c_str());
        const int asked = server.requests();
        std::ignore = verdictOn(decoder, framed(7, transactionAvro()));
        QCOMPARE(server.requests(), asked); // not again for each message
    }

    void triesTheNextUrlWhenOneIsDown()
    {
        const FakeRegistry server([](const std::string&) {
            return FakeRegistry::schemaResponse(std::string(ownAvroSchema(StreamId::Transactions)));
        });
        SchemaRegistry registry(at({"http://127.0.0.1:1", server.url()}));
        QVERIFY(registry.find(7).has_value());
        QCOMPARE(server.requests(), 1);
    }

    void doesNotWaitLongForASlowOne()
    {
        std::atomic<bool> isOver = false;
        const FakeRegistry server([&](const std::string&) {
            for (int i = 0; i < 500 && !isOver; ++i)
                std::this_thread::sleep_for(10ms); // the slowness that is tested
            return std::string();
        });
        SchemaRegistry registry(at({server.url()}));
        const auto answer = registry.find(7);
        isOver = true;
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Timeout);
    }

    void saysWhoItIs_data()
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("nobody") << QByteArray() << QByteArray() << QByteArray();
        QTest::newRow("basic") << QByteArray("asha") << QByteArray()
                               << QByteArray("Authorization: Basic YXNoYTpzZWNyZXQ=\r\n");
        QTest::newRow("bearer") << QByteArray() << QByteArray("tok-1")
                                << QByteArray("Authorization: Bearer tok-1\r\n");
    }
    void saysWhoItIs()
    {
        QFETCH(QByteArray, user);
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, header);
        std::string seen;
        const FakeRegistry server([&](const std::string& request) {
            seen = request;
            return FakeRegistry::schemaResponse("{}");
        });
        auto settings = at({server.url()});
        settings.user = user.toStdString();
        settings.password = "secret";
        settings.token = token.toStdString();
        QVERIFY(SchemaRegistry(settings).find(7).has_value());
        QCOMPARE(QByteArray::fromStdString(seen).contains("Authorization"), !header.isEmpty());
        QVERIFY(QByteArray::fromStdString(seen).contains(header));
    }

    void knowsOnDiskWhatItKnewBefore()
    {
        QTemporaryDir folder;
        std::string url;
        auto settings = at({});
        settings.cacheFolder = folder.path().toStdString();
        {
            const FakeRegistry server([](const std::string&) { return FakeRegistry::schemaResponse("{}"); });
            settings.urls = {url = server.url()};
            QVERIFY(SchemaRegistry(settings).find(7).has_value());
        }
        QVERIFY(SchemaRegistry(settings).find(7).has_value()); // the server is gone
        QVERIFY(!SchemaRegistry(settings).find(8));
        settings.urls = {"http://127.0.0.1:1"}; // another registry, other ids
        QVERIFY(!SchemaRegistry(settings).find(7));
    }

    void knowsARegistryWhenItSeesOne()
    {
        const FakeRegistry registry([](const std::string& request) {
            return request.starts_with("GET /schemas/types ") ? FakeRegistry::response(R"(["AVRO"])")
                                                              : FakeRegistry::response("", "404 Not Found");
        });
        const FakeRegistry other([](const std::string&) { return FakeRegistry::response("<html>"); });
        QVERIFY(SchemaRegistry(at({registry.url()})).check().has_value());
        QCOMPARE(SchemaRegistry(at({other.url()})).check().error().code, ErrorCode::Data);
        QCOMPARE(SchemaRegistry(at({registry.url() + "/apis"})).check().error().code, ErrorCode::Missing);
    }

    void registersASchemaUnderItsSubject()
    {
        std::string seen;
        const FakeRegistry server([&](const std::string& request) {
            seen = request;
            return FakeRegistry::response(R"({"id": 41})");
        });
        const auto id = SchemaRegistry(at({server.url()})).registerAvro("payments-value", "{}");
        QVERIFY(id.has_value());
        QCOMPARE(*id, 41U);
        QVERIFY(seen.starts_with("POST /subjects/payments-value/versions "));
        QVERIFY(seen.ends_with(R"({"schema":"{}"})"));
    }

    void asksOnceHoweverManyThreadsWantToKnow()
    {
        const FakeRegistry server([](const std::string&) { return FakeRegistry::schemaResponse("{}"); });
        SchemaRegistry registry(at({server.url()}));
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i)
                threads.emplace_back([&] { std::ignore = registry.find(7); });
        }
        QCOMPARE(server.requests(), 1);
    }
};

QTEST_GUILESS_MAIN(TestSchemaRegistry)
#include "tst_schema_registry.moc"
