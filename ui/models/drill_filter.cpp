#include "ui/models/drill_filter.h"

#include "ui/format/names.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace halcyon::ui {

using namespace std::chrono;
using engine::Filter;
using engine::StreamId;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("DrillFilter", text);
}

enum class FieldKind : unsigned char { Text, Number, Amount, Choice };

FieldKind kindOf(const QString& field)
{
    if (field == QStringLiteral("amount"))
        return FieldKind::Amount;
    if (field == QStringLiteral("score") || field == QStringLiteral("partition") || field == QStringLiteral("user_id"))
        return FieldKind::Number;
    if (field == QStringLiteral("status") || field == QStringLiteral("bucket") || field == QStringLiteral("is_fraud"))
        return FieldKind::Choice;
    return FieldKind::Text;
}

QStringList choicesOf(const QString& field)
{
    if (field == QStringLiteral("status"))
        return {QStringLiteral("SUCCESS"), QStringLiteral("FAILED"), QStringLiteral("PENDING")};
    if (field == QStringLiteral("bucket"))
        return {QStringLiteral("clean"), QStringLiteral("late"), QStringLiteral("duplicate"),
            QStringLiteral("conflict"), QStringLiteral("filtered")};
    if (field == QStringLiteral("is_fraud"))
        return {QStringLiteral("true"), QStringLiteral("false")};
    return {};
}

QList<Filter::Op> opsOf(FieldKind kind)
{
    using Op = Filter::Op;
    switch (kind) {
    case FieldKind::Text:
        return {Op::Equals, Op::NotEquals, Op::Contains};
    case FieldKind::Number:
    case FieldKind::Amount:
        return {Op::Equals, Op::NotEquals, Op::AtLeast, Op::AtMost};
    case FieldKind::Choice:
        break;
    }
    return {Op::Equals, Op::NotEquals};
}

QStringList fieldsOf(StreamId stream)
{
    QStringList fields;
    for (const auto& field : engine::filterFields(stream))
        fields << toText(field);
    return fields;
}

std::optional<Filter::Op> opOf(const QString& text)
{
    using Op = Filter::Op;
    for (const Op op : {Op::Equals, Op::NotEquals, Op::AtLeast, Op::AtMost, Op::Contains}) {
        if (opText(op) == text)
            return op;
    }
    return std::nullopt;
}

/// Nothing when the value suits the field, else what is wrong.
QString faultOfValue(const QString& field, FieldKind kind, const QString& value)
{
    bool isNumber = false;
    value.toLongLong(&isNumber);
    if (kind == FieldKind::Number && !isNumber)
        return tr("%1 is compared with a whole number.").arg(field);
    const auto amount = engine::parseAmount(value.toStdString());
    const bool isAmount
        = amount.state == engine::ParsedAmount::State::Exact || amount.state == engine::ParsedAmount::State::Rounded;
    if (kind == FieldKind::Amount && !isAmount)
        return tr("%1 is compared with a plain decimal: 5000 or 199.50.").arg(field);
    if (kind == FieldKind::Choice && !choicesOf(field).contains(value))
        return tr("%1 is one of %2.").arg(field, choicesOf(field).join(QStringLiteral(", ")));
    return {};
}

struct Parts {
    QString field, op, value;
};

Parts partsOf(const QString& text)
{
    static const QRegularExpression kParts(QStringLiteral("^\\s*([A-Za-z_]*)\\s*(!=|>=|<=|=|~|[!<>])?\\s*(.*?)\\s*$"));
    const auto match = kParts.match(text);
    return {match.captured(1), match.captured(2), match.captured(3)};
}

std::optional<engine::EventTime> parseTime(const QString& text, Zone zone, engine::EventTime near)
{
    static const QRegularExpression kTime(
        QStringLiteral("^(?:(\\d{4})-(\\d{2})-(\\d{2})[ T])?(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,6}))?)?$"));
    const auto match = kTime.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const auto number = [&match](int group) { return match.captured(group).toInt(); };
    auto day = floor<days>(near + zoneOffset(zone));
    if (!match.captured(1).isEmpty()) {
        const year_month_day date{year{number(1)}, month{unsigned(number(2))}, std::chrono::day{unsigned(number(3))}};
        if (!date.ok())
            return std::nullopt;
        day = sys_days{date};
    }
    if (number(4) > 23 || number(5) > 59 || number(6) > 59)
        return std::nullopt;
    const int micros = match.captured(7).leftJustified(6, u'0').toInt();
    return engine::EventTime{day} + hours{number(4)} + minutes{number(5)} + seconds{number(6)} + microseconds{micros}
    - zoneOffset(zone);
}

/// Enough of a time to read the range back: no fraction where it is zero.
QString shortTime(engine::EventTime time, Zone zone, bool hasDate)
{
    const bool isWhole = time == floor<seconds>(time);
    const QString clock = isWhole ? formatClock(time, zone) : formatClockMicros(time, zone);
    return hasDate ? formatDate(time, zone) + u' ' + clock : clock;
}

} // namespace

QString opText(Filter::Op op)
{
    switch (op) {
    case Filter::Op::Equals:
        return QStringLiteral("=");
    case Filter::Op::NotEquals:
        return QStringLiteral("!=");
    case Filter::Op::AtLeast:
        return QStringLiteral(">=");
    case Filter::Op::AtMost:
        return QStringLiteral("<=");
    case Filter::Op::Contains:
        break;
    }
    return QStringLiteral("~");
}

QString filterText(const Filter& filter)
{
    return toText(filter.field) + u' ' + opText(filter.op) + u' ' + feedText(filter.value);
}

tl::expected<Filter, QString> parseDrillFilter(const QString& text, StreamId stream)
{
    const Parts parts = partsOf(text);
    if (!fieldsOf(stream).contains(parts.field))
        return tl::unexpected(
            tr("There is no field \"%1\"; there are %2.").arg(parts.field, fieldsOf(stream).join(QStringLiteral(", "))));
    const FieldKind kind = kindOf(parts.field);
    const auto op = opOf(parts.op);
    if (!op || !opsOf(kind).contains(*op)) {
        QStringList allowed;
        for (const auto each : opsOf(kind))
            allowed << opText(each);
        return tl::unexpected(tr("%1 can be compared with %2.").arg(parts.field, allowed.join(u' ')));
    }
    if (parts.value.isEmpty())
        return tl::unexpected(tr("%1 is compared with nothing: type a value.").arg(parts.field));
    if (const QString fault = faultOfValue(parts.field, kind, parts.value); !fault.isEmpty())
        return tl::unexpected(fault);
    return Filter{parts.field.toStdString(), *op, parts.value.toStdString()};
}

QString rangeText(const engine::TimeRange& range, Zone zone)
{
    const bool hasDate = formatDate(range.from, zone) != formatDate(range.to, zone);
    return u'[' + shortTime(range.from, zone, hasDate) + QStringLiteral(", ") + shortTime(range.to, zone, hasDate) + u')';
}

std::optional<engine::TimeRange> parseRange(const QString& text, Zone zone, engine::EventTime near)
{
    QString inner = text.trimmed();
    inner.remove(QRegularExpression(QStringLiteral("^(event_time\\s+in\\s+)?\\[?|\\)$")));
    static const QRegularExpression kBetween(QStringLiteral("\\s*(?:,|–|\\s-\\s|\\.\\.)\\s*"));
    const QStringList parts = inner.split(kBetween);
    if (parts.size() != 2)
        return std::nullopt;
    const auto from = parseTime(parts[0], zone, near);
    const auto to = from ? parseTime(parts[1], zone, *from) : std::nullopt;
    if (!to || *from >= *to)
        return std::nullopt;
    return engine::TimeRange{*from, *to};
}

QStringList filterCompletions(const QString& text, StreamId stream)
{
    const Parts parts = partsOf(text);
    const QStringList fields = fieldsOf(stream);
    QStringList found;
    if (!fields.contains(parts.field) || (parts.op.isEmpty() && !text.endsWith(u' '))) {
        for (const auto& field : fields) {
            if (parts.op.isEmpty() && field.startsWith(parts.field, Qt::CaseInsensitive))
                found << field + u' ';
        }
        return found;
    }
    if (!opOf(parts.op) || parts.value.isEmpty()) {
        for (const auto op : opsOf(kindOf(parts.field))) {
            if (parts.op.isEmpty() || (opText(op).startsWith(parts.op) && opText(op) != parts.op))
                found << parts.field + u' ' + opText(op) + u' ';
        }
    }
    if (!opOf(parts.op))
        return found;
    for (const auto& choice : choicesOf(parts.field)) {
        if (choice.startsWith(parts.value, Qt::CaseInsensitive) && choice != parts.value)
            found << parts.field + u' ' + parts.op + u' ' + choice;
    }
    return found;
}

} // namespace halcyon::ui
