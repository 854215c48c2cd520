#include "engine/codec/avro_plan.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <rapidcheck.h>

#include <array>
#include <memory>
#include <optional>
#include <string>

using namespace halcyon::engine;

namespace {

constexpr std::array<FieldSpec, 5> kWanted{{{"id"}, {"amount", FieldType::Number},
    {"user", FieldType::Integer}, {"when", FieldType::Time}, {"flag", FieldType::Boolean}}};
enum Field : std::size_t { kId, kAmount, kUser, kWhen, kFlag };

[[nodiscard]] QByteArray wallText(const std::optional<IsoTime>& moment)
{
    if (!moment)
        return "beyond all years";
    const IsoTime& time = *moment;
    const auto micros = time.wall.time_since_epoch().count();
    const qint64 seconds = micros / 1'000'000 - (micros % 1'000'000 < 0 ? 1 : 0);
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(u"yyyy-MM-ddTHH:mm:ss").toUtf8() + '.'
        + QByteArray::number(micros - seconds * 1'000'000).rightJustified(6, '0') + (time.offset ? "+0" : "");
}

[[nodiscard]] std::string amountText(const ParsedAmount& amount)
{
    using State = ParsedAmount::State;
    if (amount.state == State::TooLarge)
        return "too large";
    return formatAmount(amount.amount) + (amount.state == State::Rounded ? " rounded" : "");
}

/// What fields were found, as the cases write it.
[[nodiscard]] QByteArray picture(BinaryFields& fields)
{
    using Kind = BinaryValue::Kind;
    TextArena arena;
    QByteArrayList parts;
    for (std::size_t i = 0; i < kWanted.size(); ++i) {
        const BinaryValue& value = fields.at(i);
        std::string text;
        if (value.kind == Kind::Absent)
            continue;
        if (value.kind == Kind::Null)
            text = "null";
        else if (value.kind == Kind::Composite)
            text = "composite " + std::string(value.text);
        else if (i == kAmount)
            text = amountText(fields.amount(i));
        else if (i == kWhen && value.kind != Kind::Text)
            text = wallText(fields.time(i, arena)).toStdString();
        else if (i == kFlag)
            text = fields.isTrue(i) ? "true" : "false";
        else
            text = fields.written(i);
        parts << QByteArray(kWanted[i].name.data(), qsizetype(kWanted[i].name.size())) + '='
                + QByteArray::fromStdString(text);
    }
    return parts.join(", ");
}

[[nodiscard]] Result<AvroPlan> planOf(std::string_view schema)
{
    return AvroPlan::compile(schema, kWanted);
}

/// What a plan reads of a message, or its fault. The bytes end where the message does, for the sanitizers.
[[nodiscard]] QByteArray readWith(const AvroPlan& plan, std::string_view message)
{
    const auto exact = std::make_unique<char[]>(message.size());
    std::copy(message.begin(), message.end(), exact.get());
    BinaryFields fields(kWanted);
    TextArena arena;
    std::string fault;
    if (!plan.read({exact.get(), message.size()}, fields, arena, fault))
        return "fault: " + QByteArray::fromStdString(fault);
    return picture(fields);
}

[[nodiscard]] std::string fieldOf(const std::string& name, const std::string& type)
{
    return "{\"name\": \"" + name + "\", \"type\": " + type + "}";
}
[[nodiscard]] std::string recordType(const std::string& name, const std::string& fields)
{
    return "{\"type\": \"record\", \"name\": \"" + name + "\", \"fields\": [" + fields + "]}";
}
/// A schema of one field that nobody wants, and "id" behind it.
[[nodiscard]] std::string schemaWith(const std::string& type)
{
    return recordType("R", fieldOf("x", type) + "," + fieldOf("id", "\"string\""));
}

[[nodiscard]] std::string bytes(std::initializer_list<int> values)
{
    std::string text;
    for (const int value : values)
        text += char(value);
    return text;
}

struct AvroCase {
    QByteArray name;
    std::string schema;
    std::string message;
    QByteArray says;
};

[[nodiscard]] QList<AvroCase> avroCases()
{
    QFile file(QStringLiteral(HALCYON_SOURCE_DIR "/tests/engine/data/avro_cases.jsonl"));
    QList<AvroCase> cases;
    if (!file.open(QIODevice::ReadOnly))
        return cases;
    while (!file.atEnd()) {
        const QJsonObject one = QJsonDocument::fromJson(file.readLine()).object();
        const auto text = [&](const char* key) { return one[QLatin1String(key)].toString().toUtf8(); };
        cases.append({text("name"),
            QJsonDocument(one[QLatin1String("schema")].toObject())
                .toJson(QJsonDocument::Compact)
                .toStdString(),
            QByteArray::fromHex(text("hex")).toStdString(), text("says")});
    }
    return cases;
}

} // namespace

class TestAvroPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsWhatAnotherLibraryWrote_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("says");
        const auto cases = avroCases();
        QVERIFY(cases.size() >= 23);
        for (const AvroCase& one : cases)
            QTest::newRow(one.name.constData()) << QByteArray::fromStdString(one.schema)
                                                << QByteArray::fromStdString(one.message) << one.says;
    }
    void readsWhatAnotherLibraryWrote()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, says);
        QCOMPARE(readWith(planOf(schema.toStdString()).value(), message.toStdString()), says);
    }

    void knowsATextThatHoldsNul()
    {
        const AvroPlan plan = planOf(recordType("R", fieldOf("id", "\"string\""))).value();
        BinaryFields fields(kWanted);
        TextArena arena;
        std::string fault;
        for (const std::string& ascii : {std::string("a"), std::string("\x01\x7f"), std::string(19, 'x')})
            for (const std::string& text : {ascii, ascii + "श्री"}) {
                const auto message = [](const std::string& held) { return char(2 * held.size()) + held; };
                QVERIFY(plan.read(message(text), fields, arena, fault));
                QVERIFY(fields.text(kId, arena).has_value());
                for (std::size_t at = 0; at <= ascii.size(); ++at) {
                    const std::string held = message(std::string(text).insert(at, 1, '\0'));
                    QVERIFY(plan.read(held, fields, arena, fault));
                    QVERIFY(!fields.text(kId, arena).has_value());
                }
            }
    }

    void refusesEachMessageThatIsCutOff()
    {
        for (const AvroCase& one : avroCases()) {
            const AvroPlan plan = planOf(one.schema).value();
            for (std::size_t size = 0; size < one.message.size(); ++size)
                QVERIFY2(
                    readWith(plan, one.message.substr(0, size)).startsWith("fault: "), one.name.constData());
        }
    }

    void saysWhatIsWrongWithTheBytes_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("says");
        const auto row
            = [](const char* name, const char* type, std::initializer_list<int> message, const char* says) {
                  QTest::newRow(name)
                      << QByteArray(type) << QByteArray::fromStdString(bytes(message)) << QByteArray(says);
              };
        const char* const array = R"({"type": "array", "items": "null"})";
        row("nothing", R"("int")", {}, "fault: the end within a number at byte 0");
        row("bytes behind the record", R"("int")", {2, 2, 'a', 9},
            "fault: 1 bytes behind the record at byte 3");
        row("a text longer than the message", R"("int")", {2, 8, 'a'},
            "fault: value of 4 bytes where 1 are left at byte 2");
        row("a text of negative length", R"("string")", {1}, "fault: text of -1 bytes at byte 1");
        row("a text of nearly all bytes there are", R"("string")",
            {0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
            "fault: value of 9223372036854775807 bytes where 0 are left at byte 10");
        row("a text that is not UTF-8", R"("int")", {2, 2, 0xff}, "fault: text that is not UTF-8 at byte 2");
        row("a number of 65 bits", R"("long")", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 3},
            "fault: a number of more than 64 bits at byte 10");
        row("a number without end", R"("long")", {128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128},
            "fault: a number of more than ten bytes at byte 10");
        row("an int of 33 bits", R"("int")", {0xfe, 0xff, 0xff, 0xff, 0x1f},
            "fault: 4294967295, not within 32 bits at byte 5");
        row("a branch beyond the union", R"(["null", "int"])", {4},
            "fault: branch 2 of a union of 2 at byte 1");
        row("a negative branch", R"(["null", "int"])", {1}, "fault: branch -1 of a union of 2 at byte 1");
        row("a symbol beyond the enum", R"({"type": "enum", "name": "E", "symbols": ["A"]})", {2},
            "fault: symbol 1 of an enum of 1 at byte 1");
        row("a boolean of two", R"("boolean")", {2}, "fault: boolean of byte 2 at byte 0");
        row("an array of ten million nulls", array, {0x80, 0xda, 0xc4, 9, 0, 2, 'a'},
            "fault: 10000000 more values in a message of 7 bytes at byte 4");
        row("blocks of nulls", array, {0x80, 0xa0, 1, 0x80, 0xa0, 1, 0x80, 0xa0, 1, 0, 2, 'a'},
            "fault: 10240 more values in a message of 12 bytes at byte 6");
        row("a block with its size, skipped at once", array, {0xff, 0xd9, 0xc4, 9, 0, 0, 2, 'a'}, "id=a");
        row("a block of negative size", array, {1, 1}, "fault: block of -1 bytes at byte 2");
        row("a block beyond the message", array, {1, 100},
            "fault: value of 50 bytes where 0 are left at byte 2");
        row("the smallest count there is", array,
            {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0}, "id=");
        row("a record in itself without end",
            R"({"type": "record", "name": "S", "fields": [{"name": "s", "type": "S"}]})", {},
            "fault: records nested deeper than 64 at byte 0");
    }
    void saysWhatIsWrongWithTheBytes()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, says);
        QCOMPARE(readWith(planOf(schemaWith(type.toStdString())).value(), message.toStdString()), says);
    }

    void endsSoonOnATreeOfEmptyRecords()
    {
        // 2^30 values of no bytes: each record holds the next one twice.
        std::string type = "\"null\"";
        for (int level = 30; level > 0; --level) {
            const std::string next = level == 30 ? "null" : "N" + std::to_string(level + 1);
            type = recordType(
                "N" + std::to_string(level), fieldOf("a", type) + "," + fieldOf("b", "\"" + next + "\""));
        }
        const QByteArray answer = readWith(planOf(schemaWith(type)).value(), bytes({2, 'a'}));
        QVERIFY2(answer.contains("more values in a message of 2 bytes"), answer.constData());
    }

    void refusesWhatIsNoSchema_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("why");
        const auto row = [](const char* name, const std::string& schema, const char* why) {
            QTest::newRow(name) << QByteArray::fromStdString(schema) << QByteArray(why);
        };
        row("not JSON", "{", "it is not JSON");
        row("a text", R"("string")", "it is not of a record");
        row("a number", "7", "a type is neither a name, nor a union, nor an object");
        row("a record without fields", R"({"type": "record", "name": "R"})", "a type without fields");
        row("a record without a name", R"({"type": "record", "fields": []})", "a type without name");
        row("fields that are no list", R"({"type": "record", "name": "R", "fields": 7})",
            "the fields of 'R' are not a list");
        row("an unknown type", schemaWith(R"("strnig")"), "the type 'strnig' is not defined");
        row("a type used before it is defined", schemaWith(R"("Later")"), "the type 'Later' is not defined");
        row("a union in a union", schemaWith(R"(["null", ["int"]])"), "a union stands in a union");
        row("a union of nothing", schemaWith("[]"), "a union has no types");
        row("symbols that are no texts", schemaWith(R"({"type": "enum", "name": "E", "symbols": [1]})"),
            "a part of it has another type than Avro wants");
        row("a fixed type of a terabyte",
            schemaWith(R"({"type": "fixed", "name": "F", "size": 1099511627776})"),
            "a fixed type's size is not within 0 to 1048576");
        row("a scale that is none", schemaWith(R"({"type": "bytes", "logicalType": "decimal", "scale": -1})"),
            "a decimal's scale is not within 0 to 38");
        row("a megabyte and more", std::string(2 << 20, ' '), "it has more than 1048576 bytes");
        std::string deep = R"("int")";
        for (int i = 0; i < 100; ++i)
            deep = R"({"type": "array", "items": )" + deep + "}";
        row("a hundred arrays in each other", schemaWith(deep), "its types are nested deeper than 64");
        row("brackets a hundred thousand deep", std::string(100'000, '['), "it is not JSON");
        std::string wide;
        for (int i = 0; i < 10'001; ++i)
            wide += (i == 0 ? "" : ",") + fieldOf("f" + std::to_string(i), "\"int\"");
        row("ten thousand fields and one", recordType("R", wide), "it has more than 10000 types");
    }
    void refusesWhatIsNoSchema()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, why);
        const auto plan = planOf(schema.toStdString());
        QVERIFY(!plan);
        QCOMPARE(plan.error().code, ErrorCode::Data);
        QCOMPARE(
            QByteArray::fromStdString(plan.error().message), "The Avro schema cannot be used: " + why + '.');
    }

    void neverReadsBeyondTheMessage()
    {
        const auto cases = avroCases();
        const bool holds = rc::check([&] {
            const AvroCase& one = cases[*rc::gen::inRange<qsizetype>(0, cases.size())];
            const AvroPlan plan = planOf(one.schema).value();
            std::string message = one.message;
            for (int changes = *rc::gen::inRange(1, 6); changes > 0 && !message.empty(); --changes) {
                const auto at = *rc::gen::inRange<std::size_t>(0, message.size());
                if (*rc::gen::arbitrary<bool>())
                    message[at] = char(message[at] ^ (1 << *rc::gen::inRange(0, 8)));
                else
                    message.insert(at, 1, *rc::gen::arbitrary<char>());
            }
            RC_ASSERT(!readWith(plan, message).isNull()); // and no sanitizer objects
        });
        QVERIFY(holds);
    }
};

QTEST_GUILESS_MAIN(TestAvroPlan)
#include "tst_avro_plan.moc"
