#include "ui/explore/row_text.h"

#include "ui/format/names.h"
#include "ui/models/payment_cells.h"

#include <QStringList>

namespace halcyon::ui {

using engine::HistoryRow;
using engine::StreamId;

namespace {

enum class FieldType : unsigned char { Text, Number, Flag };

struct Field {
    std::string name, value;
    FieldType type = FieldType::Text;
};

/// In the order of the stream's own fields, then what was made of them, then where it lies.
std::vector<Field> fieldsOf(const HistoryRow& row, StreamId stream)
{
    using payment_cells::filterField;
    using payment_cells::rawValue;
    const auto text = [&](payment_cells::Column column) {
        return Field{filterField(column, stream), rawValue(row, column, stream), FieldType::Text};
    };
    const bool isUpi = stream == StreamId::Upi;
    std::vector<Field> fields{{"event_time", engine::formatIsoTime(row.eventTime)}, text(payment_cells::PaymentId),
        text(payment_cells::Payer), text(payment_cells::Payee)};
    if (isUpi) {
        fields.push_back(text(payment_cells::Bank));
    } else {
        fields.push_back(text(payment_cells::Method));
        fields.push_back(text(payment_cells::Country));
    }
    fields.push_back({"amount", engine::formatAmount(row.money.amount), FieldType::Number});
    fields.push_back({"currency", std::string(row.money.currency.code())});
    if (isUpi)
        fields.push_back(text(payment_cells::Status));
    else
        fields.push_back({"is_fraud", row.isFraud ? "true" : "false", FieldType::Flag});
    fields.push_back({"score", std::to_string(row.score), FieldType::Number});
    fields.push_back({"bucket", rawValue(row, payment_cells::Flag, stream)});
    fields.push_back({"late_ms", std::to_string(row.lateBy.count() / 1000), FieldType::Number});
    fields.push_back({"topic", row.place.topic});
    fields.push_back({"partition", std::to_string(row.place.partition), FieldType::Number});
    fields.push_back({"offset", std::to_string(row.place.offset), FieldType::Number});
    return fields;
}

/// The value with an apostrophe before what a spreadsheet would run as a formula.
std::string guarded(const Field& field)
{
    constexpr std::string_view kFormulaStarts("=+-@\t\r\0", 7);
    const bool isFormula = field.type == FieldType::Text && !field.value.empty()
        && kFormulaStarts.find(field.value.front()) != std::string_view::npos;
    return isFormula ? '\'' + field.value : field.value;
}

std::string csvField(const Field& field)
{
    const std::string text = guarded(field);
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c;
        if (c == '"')
            quoted += c;
    }
    return quoted + '"';
}

template <typename Write>
std::string joined(const std::vector<Field>& fields, std::string_view separator, Write write)
{
    std::string line;
    bool isFirst = true;
    for (const auto& field : fields) {
        if (!isFirst)
            line += separator;
        isFirst = false;
        line += write(field);
    }
    return line;
}

std::string oneLine(std::string text)
{
    for (char& c : text) {
        if (c == '\t' || c == '\n' || c == '\r')
            c = ' ';
    }
    return text;
}

std::string jsonString(const std::string& text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (byte < 0x20) {
            quoted += QStringLiteral("\\u%1").arg(byte, 4, 16, QChar(u'0')).toStdString();
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string jsonObject(const std::vector<Field>& fields)
{
    return '{' + joined(fields, ", ", [](const Field& field) {
        return jsonString(field.name) + ": " + (field.type == FieldType::Text ? jsonString(field.value) : field.value);
    }) + '}';
}

std::string markdownLine(const std::vector<Field>& fields, bool isHeader)
{
    return "| " + joined(fields, " | ", [isHeader](const Field& field) {
        return toText(oneLine(isHeader ? field.name : field.value)).replace(u'|', QStringLiteral("\\|")).toStdString();
    }) + " |";
}

std::string sqlValue(const Field& field)
{
    if (field.type != FieldType::Text)
        return field.value;
    return '\'' + toText(field.value).replace(u'\'', QStringLiteral("''")).toStdString() + '\'';
}

std::string sqlInsert(const std::vector<Field>& fields, StreamId stream)
{
    const auto name = [](const Field& field) { return field.name == "offset" ? "\"offset\"" : field.name; };
    return std::string("INSERT INTO ") + (stream == StreamId::Upi ? "clean_upi_transactions" : "clean_transactions")
        + " (" + joined(fields, ", ", name) + ") VALUES (" + joined(fields, ", ", sqlValue) + ");";
}

} // namespace

std::string csvHeader(StreamId stream)
{
    return joined(fieldsOf({}, stream), ",", [](const Field& field) { return field.name; }) + "\r\n";
}

std::string csvLine(const HistoryRow& row, StreamId stream)
{
    return joined(fieldsOf(row, stream), ",", csvField) + "\r\n";
}

QString rowsAs(RowFormat format, const std::vector<HistoryRow>& rows, StreamId stream)
{
    std::string text;
    const auto add = [&text](const std::string& line) { text += line + '\n'; };
    const auto names = fieldsOf({}, stream);
    if (format == RowFormat::Csv)
        text = csvHeader(stream);
    if (format == RowFormat::Tsv)
        add(joined(names, "\t", [](const Field& field) { return field.name; }));
    if (format == RowFormat::Markdown) {
        add(markdownLine(names, true));
        add('|' + joined(names, "|", [](const Field& field) {
            return std::string(field.type == FieldType::Number ? "---:" : "---");
        }) + '|');
    }
    for (const auto& row : rows) {
        const auto fields = fieldsOf(row, stream);
        switch (format) {
        case RowFormat::Tsv:
            add(joined(fields, "\t", [](const Field& field) { return oneLine(guarded(field)); }));
            break;
        case RowFormat::Csv:
            text += csvLine(row, stream);
            break;
        case RowFormat::Json:
            add(jsonObject(fields));
            break;
        case RowFormat::Markdown:
            add(markdownLine(fields, false));
            break;
        case RowFormat::Sql:
            add(sqlInsert(fields, stream));
            break;
        }
    }
    return QString::fromStdString(text);
}

} // namespace halcyon::ui
