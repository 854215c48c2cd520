#include "engine/codec/byte_chunk.h"
#include "engine/codec/json_object_reader.h"
#include "engine/codec/json_text.h"
#include "tests/engine/corpus.h"

#include <QtTest>

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

using namespace halcyon::engine;

namespace {

constexpr std::array<std::string_view, 3> kWanted{"a", "b", "name"};

[[nodiscard]] QByteArray bytes(std::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

/// A copy that ends where the text ends, so that asan sees every byte read behind it.
class ExactText {
public:
    explicit ExactText(std::string_view text)
        : m_bytes(std::make_unique<char[]>(text.size()))
        , m_size(text.size())
    {
        std::copy(text.begin(), text.end(), m_bytes.get());
    }
    [[nodiscard]] std::string_view view() const { return {m_bytes.get(), m_size}; }

private:
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size;
};

/// What the reader says of a text: all that it found, or the fault.
[[nodiscard]] std::string judge(JsonObjectReader& reader, std::string_view text)
{
    const ExactText exact(text);
    if (!reader.read(exact.view()))
        return "fault: " + reader.fault().describe(exact.view());
    std::string found;
    for (std::size_t key = 0; key < kWanted.size(); ++key)
        if (const JsonValue* value = reader.find(key))
            found += std::string(kWanted[key]) + "=" + std::string(jsonTypeName(value->type)) + ":"
                + std::string(value->text) + (value->hasEscapes ? " escaped;" : ";");
    return found;
}

[[nodiscard]] std::string judgeAlone(std::string_view text)
{
    JsonObjectReader reader(kWanted);
    return judge(reader, text);
}

/// Text that is nearly JSON: pieces of it in any order, so that the odd one is right.
[[nodiscard]] std::string nearlyJson()
{
    static const std::vector<std::string> kPieces{"{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"",
        "\"name\":", "\"a\":", "1", "-", "0", ".5", "e3", "true", "false", "null", " ", "\n", "\"", "\\",
        "\\u00e9", "\\ud83d\\ude00", "\\ud800", "text", "\xc3\xa9", "\xff", "\x01", "{\"a\":1}",
        ",\"b\":[1,{\"c\":null}]", "\"x\\ny\"", "12.50"};
    const auto chosen
        = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, kPieces.size()));
    std::string text = *rc::gen::element<std::string>("", "{", "{\"a\":", "{\"a\":1,");
    for (const std::size_t piece : chosen)
        text += kPieces[piece];
    return text + *rc::gen::element<std::string>("", "}", "\"}", "]}");
}

/// A correct object with members that are wanted, repeated, nested, escaped, spaced in one of two ways.
[[nodiscard]] std::string someObject()
{
    static const std::vector<std::string> kNames{
        "a", "b", "name", "other", "longer_than_a_chunk_of_bytes", "\\u0061", "\xc3\xa9"};
    static const std::vector<std::string> kValues{"1", "-0.5e3", "true", "null", "\"\"", "\"text\"",
        "\"a text that is longer than a chunk\"", "\"es\\ncaped\"", "\"\xe2\x82\xac\"", "{}", "[1,[2]]",
        "{\"a\":[{\"b\":\"\\\"\"}]}", "123456789012345678901234567890"};
    const std::string gap = *rc::gen::element<std::string>("", " ");
    std::string text = "{";
    const auto count = *rc::gen::inRange(0, 30);
    for (int i = 0; i < count; ++i)
        text += (i == 0 ? "" : "," + gap) + "\"" + *rc::gen::elementOf(kNames) + "\":" + gap
            + *rc::gen::elementOf(kValues);
    return text + "}";
}

} // namespace

class TestJsonGrammar : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void judgesAsTheCorpusSays_data() { Corpus::addRows("json_grammar.txt", 230); }

    void judgesAsTheCorpusSays()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);

        const QByteArray said = bytes(judgeAlone(in.toStdString()));

        if (out == "correct")
            QVERIFY2(!said.startsWith("fault: "), said.constData());
        else
            QCOMPARE(said, "fault: " + out);
        QVERIFY(said.size() <= 7 + 120 || out == "correct");
    }

    void keepsTheLastOfTwoMembers()
    {
        QCOMPARE(bytes(judgeAlone("{\"a\":1,\"b\":2,\"a\":\"3\"}")), QByteArray("a=string:3;b=number:2;"));
        QCOMPARE(bytes(judgeAlone("{\"\\u0061\":1,\"a\":2}")), QByteArray("a=number:2;"));
        QCOMPARE(bytes(judgeAlone("{\"a\":2,\"\\u0061\":null}")), QByteArray("a=null:null;"));
    }

    void takesNothingFromNestedObjects()
    {
        QCOMPARE(bytes(judgeAlone("{\"x\":{\"a\":1},\"y\":[{\"b\":2}],\"name\":3}")),
            QByteArray("name=number:3;"));
    }

    void doesNotTakeANameForItsBeginning()
    {
        QCOMPARE(bytes(judgeAlone("{\"names\":1,\"nam\":2,\"A\":3,\"a \":4}")), QByteArray());
    }

    void survivesAnyDepth_data()
    {
        QTest::addColumn<QByteArray>("open");
        QTest::addColumn<QByteArray>("close");
        QTest::newRow("arrays") << QByteArray("[") << QByteArray("]");
        QTest::newRow("objects") << QByteArray("{\"a\":") << QByteArray("}");
        QTest::newRow("both") << QByteArray("[{\"a\":") << QByteArray("}]");
    }

    void survivesAnyDepth()
    {
        QFETCH(QByteArray, open);
        QFETCH(QByteArray, close);
        const QByteArray deep = "{\"b\":" + open.repeated(1'000'000) + "1" + close.repeated(1'000'000) + "}";

        QVERIFY(judgeAlone(deep.toStdString()).starts_with("b="));
        QVERIFY(judgeAlone(deep.chopped(1).toStdString()).starts_with("fault: incomplete"));
    }

    void judgesEveryCutOfAMessage()
    {
        const std::string whole
            = "{\"a\": \"text \\u00e9 \xc3\xa9\", \"b\": [1, {\"c\": -2.5e3}], \"name\": true}";
        for (std::size_t size = 0; size < whole.size(); ++size)
            QVERIFY2(judgeAlone(whole.substr(0, size)).starts_with("fault: "), whole.substr(0, size).c_str());
        QVERIFY(!judgeAlone(whole).starts_with("fault: "));
    }

    void seesBadUtf8AgainInALayoutItRemembers()
    {
        JsonObjectReader reader(kWanted);
        const std::string bad = "{\"a\": 1, \"unwanted\xff\": 2}";

        QVERIFY(judge(reader, bad).starts_with("fault: "));
        QVERIFY(judge(reader, bad).starts_with("fault: "));
    }

    /// Half surrogates are where the two part: RFC 8259's grammar allows them, nlohmann's parser does not.
    void agreesWithAnotherParser()
    {
        const bool holds = rc::check([] {
            const std::string text = *rc::gen::oneOf(rc::gen::exec(nearlyJson), rc::gen::exec(someObject));
            RC_PRE(text.find("\\ud800") == std::string::npos);
            const auto other = nlohmann::json::parse(text, nullptr, false);
            RC_CLASSIFY(other.is_object(), "object");
            RC_ASSERT(judgeAlone(text).starts_with("fault: ") != other.is_object());
        });
        QVERIFY(holds);
    }

    void readsTheSameWhateverItReadBefore()
    {
        const bool holds = rc::check([] {
            const auto texts = *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
                rc::gen::exec(someObject), rc::gen::exec(someObject), rc::gen::exec(nearlyJson)));
            JsonObjectReader experienced(kWanted);
            for (const auto& text : texts)
                RC_ASSERT(judge(experienced, text) == judgeAlone(text));
        });
        QVERIFY(holds);
    }

    void readsTheSameAfterAnyChangeOfOneByte()
    {
        const bool holds = rc::check([] {
            const std::string first = *rc::gen::exec(someObject);
            std::string second = first;
            second[*rc::gen::inRange<std::size_t>(0, second.size())] = *rc::gen::arbitrary<char>();
            JsonObjectReader experienced(kWanted);
            RC_ASSERT(judge(experienced, first) == judgeAlone(first));
            RC_ASSERT(judge(experienced, second) == judgeAlone(second));
            RC_ASSERT(judge(experienced, first) == judgeAlone(first));
        });
        QVERIFY(holds);
    }

    void writesStringsThatReadBack()
    {
        const bool holds = rc::check([](const std::string& text) {
            std::string json;
            appendJsonString(json, text);
            const auto other = nlohmann::json::parse(json, nullptr, false);
            RC_ASSERT(other.is_string());
            const auto content = unescapeJson(std::string_view(json).substr(1, json.size() - 2));
            RC_ASSERT(content == other.get<std::string>());
            if (std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; }))
                RC_ASSERT(*content == text);
        });
        QVERIFY(holds);
    }

    void unescapesAsAnotherParserDoes()
    {
        const bool holds = rc::check([] {
            const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                "\\n", "\\t", "\\b", "\\f", "\\r", "\\/", "\\\\", "\\\"", "\\u0041", "\\u00e9", "\\u20AC",
                "\\ud83d\\ude00", "\\uDBFF\\uDFFF", "\\ud83d", "\\ude00", "plain", "\xc3\xa9"));
            std::string content;
            for (const auto& piece : pieces)
                content += piece;
            const auto other = nlohmann::json::parse("\"" + content + "\"", nullptr, false);
            const auto ours = unescapeJson(content);
            RC_ASSERT(ours.has_value() == !other.is_discarded());
            if (ours)
                RC_ASSERT(*ours == other.get<std::string>());
        });
        QVERIFY(holds);
    }

    void classifiesBytesAlikeOnEveryProcessor()
    {
        const bool holds = rc::check([](std::array<char, 16> text) {
            const ByteChunk fast = classify(text.data());
            const ByteChunk plain = classifyPlainly(text.data());
            RC_ASSERT(fast.stops == plain.stops);
            RC_ASSERT(fast.high == plain.high);
        });
        QVERIFY(holds);
    }
};

QTEST_GUILESS_MAIN(TestJsonGrammar)
#include "tst_json_grammar.moc"
