#include "engine/codec/payment_decoder.h"
#include "engine/codec/payment_json.h"
#include "engine/quality/text_excerpt.h"
#include "tests/engine/corpus.h"

#include <QtTest>

#include <rapidcheck.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

using namespace halcyon::engine;
using namespace std::chrono_literals;

namespace {

/// A batch of messages of one stream, in bytes that end where the last one ends.
class Batch {
public:
    explicit Batch(StreamId stream)
        : m_stream(stream)
    {
    }

    Batch& add(std::string_view value, std::optional<EventTime> recordTime = {})
    {
        auto bytes = std::make_shared<std::vector<char>>(value.begin(), value.end());
        bytes->shrink_to_fit();
        m_batch.messages.push_back(
            {.value = {bytes->data(), bytes->size()}, .recordTime = recordTime, .stream = m_stream});
        m_bytes->push_back(std::move(bytes));
        return *this;
    }
    Batch& addTombstone()
    {
        m_batch.messages.push_back({.stream = m_stream, .isTombstone = true});
        return *this;
    }
    [[nodiscard]] MessageBatch readAt(EventTime time)
    {
        m_batch.readAt = time;
        m_batch.bytes = m_bytes;
        return std::move(m_batch);
    }

private:
    using Bytes = std::vector<std::shared_ptr<std::vector<char>>>;
    StreamId m_stream;
    MessageBatch m_batch;
    std::shared_ptr<Bytes> m_bytes = std::make_shared<Bytes>();
};

[[nodiscard]] EventTime moment(const char* text)
{
    return EventTime{parseIsoTime(text)->wall.time_since_epoch()};
}

const EventTime kReadAt = moment("2026-11-21T13:00:00Z");

[[nodiscard]] PaymentDecoder decoderWith(const AllStreamSettings& settings)
{
    return PaymentDecoder::create(settings).value();
}

[[nodiscard]] PaymentDecoder plainDecoder()
{
    return decoderWith(defaultStreamSettings());
}

[[nodiscard]] std::string picture(const Rejection& why)
{
    return std::string(stageName(why.stage)) + " " + std::string(reasonName(why.reason)) + " "
        + (why.field.empty() ? "-" : why.field) + ": " + why.detail;
}

/// The verdicts in message order; a message with none, or with two, is missing or wrong here.
[[nodiscard]] std::vector<std::string> verdicts(const DecodedBatch& decoded)
{
    ZoneClock utc = ZoneClock::create("UTC").value();
    std::vector<std::string> all(decoded.source.messages.size());
    for (std::size_t i = 0; i < decoded.payments.size(); ++i) {
        const Payment& payment = decoded.payments[i];
        std::string& verdict = all[payment.message];
        appendPaymentJson(verdict, payment, decoded.texts[i], utc);
        verdict += payment.amountRounded ? " amount rounded" : "";
    }
    for (const DeadLetter& letter : decoded.deadLetters)
        all[letter.message] += picture(letter.rejection);
    return all;
}

[[nodiscard]] std::string verdictOn(PaymentDecoder& decoder, StreamId stream, std::string_view message)
{
    return verdicts(decoder.decode(Batch(stream).add(message).readAt(kReadAt))).front();
}

[[nodiscard]] std::string verdictOn(StreamId stream, std::string_view message)
{
    PaymentDecoder decoder = plainDecoder();
    return verdictOn(decoder, stream, message);
}

/// A correct UPI message with some members set otherwise: {"amount", "5"} writes them as they stand.
[[nodiscard]] std::string upiMessage(std::initializer_list<std::pair<std::string, std::string>> others = {})
{
    std::vector<std::pair<std::string, std::string>> members{{"txn_id", "\"T1\""}, {"payer", "\"a@ybl\""},
        {"payee", "\"merchant1@upi\""}, {"amount", "12.5"}, {"status", "\"SUCCESS\""},
        {"timestamp", "\"2026-11-21T12:00:00Z\""}};
    for (const auto& other : others) {
        const auto same = std::find_if(
            members.begin(), members.end(), [&](const auto& member) { return member.first == other.first; });
        if (same == members.end())
            members.push_back(other);
        else
            same->second = other.second;
    }
    std::string json;
    for (const auto& [name, value] : members)
        json += (json.empty() ? "{\"" : ",\"") + name + "\":" + value;
    return json + "}";
}

[[nodiscard]] std::vector<std::string> corpusMessages(StreamId stream)
{
    std::vector<std::string> messages;
    for (const auto& one :
        Corpus::read(stream == StreamId::Upi ? "upi_messages.txt" : "transactions_messages.txt"))
        messages.push_back(one.in.toStdString());
    return messages;
}

/// Changes some bytes: sets, removes, doubles, or cuts the rest.
[[nodiscard]] std::string mutated(std::string text)
{
    const int changes = *rc::gen::inRange(0, 4);
    for (int i = 0; i < changes && !text.empty(); ++i) {
        const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
        switch (*rc::gen::inRange(0, 5)) {
        case 0:
            text[at] = *rc::gen::arbitrary<char>();
            break;
        case 1:
            text[at] = *rc::gen::element('"', '\\', '{', '}', '[', ',', ':', '0', '9', '-', '.', 'e', ' ');
            break;
        case 2:
            text.erase(at, *rc::gen::inRange<std::size_t>(1, 9));
            break;
        case 3:
            text.insert(at, text.substr(at, *rc::gen::inRange<std::size_t>(1, 40)));
            break;
        default:
            text.resize(at);
        }
    }
    return text;
}

[[nodiscard]] bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t size = utf8CharacterSize(text);
        if (size == 0)
            return false;
        text.remove_prefix(size);
    }
    return true;
}

} // namespace

class TestPaymentDecoder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void judgesUpiAsTheCorpusSays_data() { Corpus::addRows("upi_messages.txt", 200); }
    void judgesUpiAsTheCorpusSays()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        QCOMPARE(QByteArray::fromStdString(verdictOn(StreamId::Upi, in.toStdString())), out);
    }

    void judgesTransactionsAsTheCorpusSays_data() { Corpus::addRows("transactions_messages.txt", 115); }
    void judgesTransactionsAsTheCorpusSays()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        QCOMPARE(QByteArray::fromStdString(verdictOn(StreamId::Transactions, in.toStdString())), out);
    }

    void judgesAMessageAlikeAloneAndAmongAllOthers()
    {
        for (const StreamId stream : kAllStreams) {
            Batch all(stream);
            const auto messages = corpusMessages(stream);
            for (const auto& message : messages)
                all.add(message);
            PaymentDecoder decoder = plainDecoder();
            const auto together = verdicts(decoder.decode(all.readAt(kReadAt)));
            for (std::size_t i = 0; i < messages.size(); ++i)
                QCOMPARE(together[i], verdictOn(stream, messages[i]));
        }
    }

    void givesEachMessageOneVerdictInOrder()
    {
        PaymentDecoder decoder = plainDecoder();
        const auto decoded = decoder.decode(Batch(StreamId::Upi)
                                                .add(upiMessage({{"txn_id", "\"T0\""}}))
                                                .add("broken")
                                                .addTombstone()
                                                .add(upiMessage({{"txn_id", "\"T3\""}}))
                                                .add("")
                                                .readAt(kReadAt));

        QCOMPARE(decoded.payments.size(), std::size_t{2});
        QCOMPARE(decoded.texts.size(), std::size_t{2});
        QCOMPARE(decoded.payments[0].message, 0U);
        QCOMPARE(decoded.payments[1].message, 3U);
        QCOMPARE(decoded.texts[1].id, std::string_view("T3"));
        QCOMPARE(decoded.deadLetters.size(), std::size_t{3});
        QCOMPARE(decoded.deadLetters[0].message, 1U);
        QCOMPARE(picture(decoded.deadLetters[1].rejection), std::string("decode tombstone -: null value"));
        QCOMPARE(picture(decoded.deadLetters[2].rejection), std::string("decode not_json -: empty message"));
        QCOMPARE(decoded.source.messages.size(), std::size_t{5});
    }

    void decodesNothingFromNothing()
    {
        PaymentDecoder decoder = plainDecoder();
        const auto decoded = decoder.decode(MessageBatch{});
        QVERIFY(decoded.payments.empty() && decoded.deadLetters.empty());
    }

    void decodesBothStreamsInOneBatch()
    {
        MessageBatch batch = Batch(StreamId::Upi).add(upiMessage()).readAt(kReadAt);
        const std::string transaction = corpusMessages(StreamId::Transactions).front();
        batch.messages.push_back({.value = transaction, .stream = StreamId::Transactions});
        PaymentDecoder decoder = plainDecoder();

        const auto decoded = decoder.decode(std::move(batch));

        QCOMPARE(decoded.payments.size(), std::size_t{2});
        QVERIFY(decoded.payments[0].stream == StreamId::Upi);
        QVERIFY(decoded.payments[1].stream == StreamId::Transactions);
        QCOMPARE(decoded.texts[1].bank, std::string_view());
    }

    void turnsAwayWhatIsTooLargeWithoutReadingIt()
    {
        AllStreamSettings settings = defaultStreamSettings();
        const std::string message = upiMessage();
        settings[indexOf(StreamId::Upi)].largestMessage = message.size();
        PaymentDecoder decoder = decoderWith(settings);

        QVERIFY(verdictOn(decoder, StreamId::Upi, message).starts_with('{'));
        QCOMPARE(verdictOn(decoder, StreamId::Upi, std::string(message.size() + 1, 'x')),
            "decode too_large -: " + std::to_string(message.size() + 1) + " bytes, more than "
                + std::to_string(message.size()));
    }

    void readsTenMegabytesWhenAllowed()
    {
        AllStreamSettings settings = defaultStreamSettings();
        settings[indexOf(StreamId::Upi)].largestMessage = 20'000'000;
        PaymentDecoder decoder = decoderWith(settings);
        const std::string long10M(10'000'000, 'x');

        QVERIFY(verdictOn(decoder, StreamId::Upi, upiMessage({{"note", "\"" + long10M + "\""}}))
                    .starts_with('{'));
        QCOMPARE(verdictOn(decoder, StreamId::Upi, upiMessage({{"txn_id", "\"" + long10M + "\""}})),
            std::string("validate out_of_range txn_id: 10000000 characters, more than 50"));
    }

    void survivesAHundredThousandLevels()
    {
        const std::string open(100'000, '[');
        const std::string close(100'000, ']');

        QVERIFY(verdictOn(StreamId::Upi, upiMessage({{"note", open + close}})).starts_with('{'));
        QVERIFY(verdictOn(StreamId::Upi, open).starts_with("decode not_json -: incomplete"));
        QCOMPARE(verdictOn(StreamId::Upi, upiMessage({{"amount", open + close}})),
            std::string("validate bad_type amount: array, expected number"));
    }

    void holdsTheFutureAgainstTheRecordsTime_data()
    {
        QTest::addColumn<QByteArray>("eventTime");
        QTest::addColumn<QByteArray>("recordTime");
        QTest::addColumn<bool>("accepted");
        const auto row = [](const char* name, const char* event, const char* record, bool accepted) {
            QTest::newRow(name) << QByteArray(event) << QByteArray(record) << accepted;
        };
        row("no record time, at the limit", "2026-11-21T13:05:00Z", "", true);
        row("no record time, past the limit", "2026-11-21T13:05:00.000001Z", "", false);
        row("an old record, at the limit", "2026-11-20T00:05:00Z", "2026-11-20T00:00:00Z", true);
        row("an old record, past the limit", "2026-11-20T00:05:00.000001Z", "2026-11-20T00:00:00Z", false);
        row("a record from the future counts as now", "2026-11-21T13:05:00Z", "2026-12-01T00:00:00Z", true);
        row("a record from the future saves nothing", "2026-11-21T13:06:00Z", "2026-12-01T00:00:00Z", false);
    }

    void holdsTheFutureAgainstTheRecordsTime()
    {
        QFETCH(QByteArray, eventTime);
        QFETCH(QByteArray, recordTime);
        QFETCH(bool, accepted);
        PaymentDecoder decoder = plainDecoder();
        const auto record
            = recordTime.isEmpty() ? std::nullopt : std::optional(moment(recordTime.constData()));

        const auto decoded = decoder.decode(
            Batch(StreamId::Upi)
                .add(upiMessage({{"timestamp", "\"" + eventTime.toStdString() + "\""}}), record)
                .readAt(kReadAt));

        QCOMPARE(decoded.payments.size(), std::size_t(accepted ? 1 : 0));
        if (!accepted)
            QVERIFY(decoded.deadLetters.front().rejection.reason == RejectReason::Future);
    }

    void readsTimesWithoutAZoneInTheStreamsZone()
    {
        AllStreamSettings settings = defaultStreamSettings();
        settings[indexOf(StreamId::Upi)].timeZone = "Asia/Kolkata";
        PaymentDecoder decoder = decoderWith(settings);

        const auto decoded = decoder.decode(Batch(StreamId::Upi)
                                                .add(upiMessage({{"timestamp", "\"2026-11-15T02:30:00\""}}))
                                                .add(upiMessage({{"timestamp", "\"2026-11-14T21:00:00Z\""}}))
                                                .readAt(kReadAt));

        for (const Payment& payment : decoded.payments) {
            QCOMPARE(payment.time, moment("2026-11-14T21:00:00Z"));
            QCOMPARE(int(payment.hour), 2);
            QCOMPARE(int(payment.dayOfWeek), 1); // Sunday in India, still Saturday in UTC
            QVERIFY(payment.isWeekend());
        }
        QCOMPARE(decoded.payments.size(), std::size_t{2});
    }

    void takesCurrencyAndToleranceFromTheSettings()
    {
        AllStreamSettings settings = defaultStreamSettings();
        settings[indexOf(StreamId::Upi)].currency = *Currency::parse("NPR");
        settings[indexOf(StreamId::Upi)].futureTolerance = 1s;
        PaymentDecoder decoder = decoderWith(settings);

        QVERIFY(verdictOn(decoder, StreamId::Upi, upiMessage()).find("\"NPR\"") != std::string::npos);
        QCOMPARE(verdictOn(decoder, StreamId::Upi, upiMessage({{"timestamp", "\"2026-11-21T13:00:02Z\""}})),
            std::string("validate future timestamp: 2026-11-21T13:00:02Z, more than 1 s ahead of "
                        "2026-11-21T13:00:00Z"));
    }

    void saysWhichZoneIsNotKnown()
    {
        for (const StreamId stream : kAllStreams) {
            AllStreamSettings settings = defaultStreamSettings();
            settings[indexOf(stream)].timeZone = "Mars/Olympus";
            const auto decoder = PaymentDecoder::create(settings);
            QVERIFY(!decoder);
            QCOMPARE(decoder.error().code, ErrorCode::Config);
            QVERIFY(decoder.error().message.find("Mars/Olympus") != std::string::npos);
        }
    }

    void hashesTheTextsItKeeps()
    {
        for (const StreamId stream : kAllStreams) {
            Batch batch(stream);
            for (const auto& message : corpusMessages(stream))
                batch.add(message);
            PaymentDecoder decoder = plainDecoder();
            const auto decoded = decoder.decode(batch.readAt(kReadAt));
            QVERIFY(decoded.payments.size() > 30);
            const auto hashOf = [](std::string_view text) { return text.empty() ? 0 : hashText(text); };
            for (std::size_t i = 0; i < decoded.payments.size(); ++i) {
                const Payment& payment = decoded.payments[i];
                const PaymentText& text = decoded.texts[i];
                QCOMPARE(payment.id.value, hashOf(text.id));
                QCOMPARE(payment.payer.value, hashOf(text.payer));
                QCOMPARE(payment.payee.value, hashOf(text.payee));
                QCOMPARE(payment.bank.value, hashOf(text.bank));
                QCOMPARE(payment.method.value, hashOf(text.method));
                QCOMPARE(payment.country.value, hashOf(text.country));
                QCOMPARE(payment.device.value, hashOf(text.device));
            }
        }
    }

    void hashesAnEscapedNameAsThePlainOne()
    {
        PaymentDecoder decoder = plainDecoder();
        const auto decoded = decoder.decode(Batch(StreamId::Upi)
                                                .add(upiMessage({{"payer", "\"jos\\u00e9@ybl\""}}))
                                                .add(upiMessage({{"payer", "\"jos\xc3\xa9@ybl\""}}))
                                                .readAt(kReadAt));

        QCOMPARE(decoded.payments[0].payer.value, decoded.payments[1].payer.value);
        QCOMPARE(decoded.texts[0].payer, decoded.texts[1].payer);
    }

    void keepsTextsValidAfterTheNextBatch()
    {
        PaymentDecoder decoder = plainDecoder();
        const auto messages = corpusMessages(StreamId::Upi);
        Batch first(StreamId::Upi);
        Batch second(StreamId::Upi);
        for (const auto& message : messages) {
            first.add(message);
            second.add(
                upiMessage({{"txn_id", "\"another\\u0020one\""}, {"payer", "\"other\\u0020user@bank\""}}));
        }
        auto kept = decoder.decode(first.readAt(kReadAt));
        const auto before = verdicts(kept);
        const DecodedBatch moved = std::move(kept);
        const auto other = decoder.decode(second.readAt(kReadAt));

        QCOMPARE(verdicts(moved), before);
        QCOMPARE(other.payments.size(), messages.size());
    }

    void neverFailsOnMutatedMessages()
    {
        for (const StreamId stream : kAllStreams) {
            const auto messages = corpusMessages(stream);
            PaymentDecoder experienced = plainDecoder();
            const bool holds = rc::check([&] {
                Batch batch(stream);
                std::vector<std::string> mutants;
                for (int i = 0; i < 20; ++i) {
                    mutants.push_back(mutated(*rc::gen::elementOf(messages)));
                    batch.add(mutants.back());
                }
                const auto decoded = experienced.decode(batch.readAt(kReadAt));
                RC_ASSERT(decoded.payments.size() + decoded.deadLetters.size() == mutants.size());
                const auto all = verdicts(decoded);
                for (std::size_t i = 0; i < mutants.size(); ++i)
                    RC_ASSERT(all[i] == verdictOn(stream, mutants[i]));
                for (const DeadLetter& letter : decoded.deadLetters) {
                    RC_ASSERT(letter.rejection.detail.size() <= 120U);
                    RC_ASSERT(!letter.rejection.detail.empty());
                    RC_ASSERT(isUtf8(letter.rejection.detail));
                }
            });
            QVERIFY(holds);
        }
    }

    void neverFailsOnRandomBytes()
    {
        PaymentDecoder decoder = plainDecoder();
        const bool holds = rc::check([&](const std::string& bytes) {
            const std::string verdict = verdictOn(decoder, StreamId::Upi, bytes);
            RC_ASSERT(verdict.starts_with("decode not_json -: ") || verdict.starts_with("decode not_avro -: ")
                || verdict.starts_with("validate missing_field "));
        });
        QVERIFY(holds);
    }
};

QTEST_GUILESS_MAIN(TestPaymentDecoder)
#include "tst_payment_decoder.moc"
