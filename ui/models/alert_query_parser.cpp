#include "ui/models/alert_query_parser.h"

#include "ui/models/alert_cells.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace halcyon::ui {

namespace {

using namespace std::chrono;

QString tr(const char* text)
{
    return QCoreApplication::translate("AlertQuery", text);
}

constexpr std::array kFieldNames{
    "severity", "score", "rule", "entity", "payee", "stream", "amount", "age", "events"};
constexpr std::array kSeverityNames{"minimal", "low", "medium", "high", "critical"};

bool isMarkStart(QChar c)
{
    return QStringLiteral("=!<>~(),:").contains(c);
}

int distance(const QString& a, const QString& b)
{
    std::vector<int> row(std::size_t(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = int(j);
    for (int i = 0; i < a.size(); ++i) {
        int diagonal = row[0];
        row[0] = i + 1;
        for (int j = 0; j < b.size(); ++j) {
            const int replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[std::size_t(j) + 1];
            row[std::size_t(j) + 1]
                = std::min({replaced, row[std::size_t(j)] + 1, row[std::size_t(j) + 1] + 1});
        }
    }
    return row.back();
}

/// The index of `name`, if it is one of them.
template <std::size_t N>
std::optional<std::size_t> indexIn(const std::array<const char*, N>& names, const QString& name)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (name.compare(QLatin1String(names[i]), Qt::CaseInsensitive) == 0)
            return i;
    }
    return std::nullopt;
}

QString nearest(const QString& name)
{
    const auto best = std::ranges::min_element(
        kFieldNames, {}, [&](const char* field) { return distance(name, QLatin1String(field)); });
    return distance(name, QLatin1String(*best)) <= 3 ? QString(QLatin1String(*best)) : QString();
}

std::optional<std::int64_t> ageOf(const QString& text)
{
    bool isNumber = false;
    const double amount = text.chopped(1).toDouble(&isNumber);
    if (!isNumber || amount < 0 || amount > 1e6)
        return std::nullopt;
    const double seconds = text.endsWith(u's') ? 1
        : text.endsWith(u'm')                  ? 60
        : text.endsWith(u'h')                  ? 3600
        : text.endsWith(u'd')                  ? 86'400
                                               : 0;
    return seconds > 0 ? std::optional(std::int64_t(amount * seconds * 1e6)) : std::nullopt;
}

} // namespace

tl::expected<AlertQuery, QueryFault> AlertQueryParser::parse()
{
    while (m_at < m_text.size() && m_text[m_at].isSpace())
        ++m_at;
    while (peek().length > 0) {
        const Token token = peek();
        const bool isAnd = !token.isQuoted && token.text.compare(QStringLiteral("and"), Qt::CaseInsensitive) == 0;
        if (isAnd && !m_query.m_conditions.empty()) {
            colour(take(), QueryPart::Keyword);
            if (peek().length == 0)
                return tl::unexpected(
                    QueryFault{token.start + 1, tr("Something must follow \"and\": a condition or a word.")});
        }
        if (!readCondition())
            return tl::unexpected(*m_fault);
    }
    return std::move(m_query);
}

AlertQueryParser::Token AlertQueryParser::peek()
{
    const int at = m_at;
    Token token = take();
    m_at = at;
    return token;
}

AlertQueryParser::Token AlertQueryParser::take()
{
    while (m_at < m_text.size() && m_text[m_at].isSpace())
        ++m_at;
    Token token{.start = m_at};
    if (m_at == m_text.size())
        return token;
    if (m_text[m_at] == u'"') {
        const auto end = m_text.indexOf(u'"', m_at + 1);
        token.isQuoted = true;
        token.text = end < 0 ? m_text.mid(m_at + 1) : m_text.mid(m_at + 1, end - m_at - 1);
        m_at = end < 0 ? int(m_text.size()) : int(end) + 1;
    } else if (isMarkStart(m_text[m_at])) {
        token.isMark = true;
        const bool isPair = m_at + 1 < m_text.size() && m_text[m_at + 1] == u'='
            && QStringLiteral("!<>").contains(m_text[m_at]);
        token.text = m_text.mid(m_at, isPair ? 2 : 1);
        m_at += isPair ? 2 : 1;
    } else {
        while (m_at < m_text.size() && !m_text[m_at].isSpace() && !isMarkStart(m_text[m_at]))
            ++m_at;
        token.text = m_text.mid(token.start, m_at - token.start);
    }
    token.length = m_at - token.start;
    return token;
}

bool AlertQueryParser::readCondition()
{
    const Token name = take();
    if (name.isMark)
        return fail(name, tr("\"%1\" needs a field before it, for example score >= 50.").arg(name.text));
    const Token next = peek();
    const bool isIn = next.text.compare(QStringLiteral("in"), Qt::CaseInsensitive) == 0 && !next.isQuoted;
    if (name.isQuoted || !((next.isMark && next.text != QStringLiteral(",")) || isIn))
        return readWord(name);
    const auto field = indexIn(kFieldNames, name.text);
    if (!field) {
        const QString guess = nearest(name.text);
        return fail(name,
            guess.isEmpty() ? tr("There is no field \"%1\"; there are severity, score, rule, entity, payee, stream, "
                                 "amount, age and events.")
                                  .arg(name.text)
                            : tr("There is no field \"%1\"; did you mean %2?").arg(name.text, guess));
    }
    colour(name, QueryPart::Field);
    return readComparison(name, Field(*field), take());
}

bool AlertQueryParser::readWord(const Token& word)
{
    Condition condition;
    condition.texts.push_back(lowerText(word.text.toStdString()));
    add(std::move(condition), word.start);
    return true;
}

bool AlertQueryParser::readComparison(const Token& name, Field field, const Token& mark)
{
    static const std::array<std::pair<const char*, Op>, 8> kOps{{{"=", Op::Is}, {":", Op::Is}, {"!=", Op::IsNot},
        {">", Op::More}, {">=", Op::AtLeast}, {"<", Op::Less}, {"<=", Op::AtMost}, {"~", Op::Contains}}};
    Condition condition;
    condition.field = field;
    condition.op = Op::Is;
    if (!mark.isMark) { // "in"
        colour(mark, QueryPart::Keyword);
        return readList(condition, name) && (add(std::move(condition), name.start), true);
    }
    const auto op = std::ranges::find_if(
        kOps, [&](const auto& entry) { return mark.text == QLatin1String(entry.first); });
    if (op == kOps.end())
        return fail(mark, tr("\"%1\" is no comparison; use =, !=, >, >=, <, <=, ~ or in.").arg(mark.text));
    condition.op = op->second;
    const bool isText = field == Field::Rule || field == Field::Entity || field == Field::Payee;
    const bool isOrder = condition.op != Op::Is && condition.op != Op::IsNot && condition.op != Op::Contains;
    const bool isAllowed
        = isText ? !isOrder : condition.op != Op::Contains && !(field == Field::Stream && isOrder);
    if (!isAllowed)
        return fail(mark, tr("%1 cannot be compared with \"%2\".").arg(name.text, mark.text));
    return readValue(condition, name) && (add(std::move(condition), name.start), true);
}

bool AlertQueryParser::readList(Condition& condition, const Token& name)
{
    const Token open = take();
    if (open.text != QStringLiteral("("))
        return fail(open, tr("\"in\" needs a list in brackets, for example in (high, critical)."));
    while (true) {
        if (!readValue(condition, name))
            return false;
        const Token mark = take();
        if (mark.text == QStringLiteral(")"))
            return true;
        if (mark.text != QStringLiteral(","))
            return fail(mark, tr("The list is not closed: a comma or a bracket must follow."));
    }
}

bool AlertQueryParser::readValue(Condition& condition, const Token& name)
{
    const Token value = take();
    if (value.length == 0 || value.isMark)
        return fail(value, tr("%1 is compared with nothing: type a value.").arg(name.text));
    const bool isText
        = condition.field == Field::Rule || condition.field == Field::Entity || condition.field == Field::Payee;
    if (isText) {
        const std::string text = value.text.toStdString();
        condition.texts.push_back(condition.op == Op::Contains ? lowerText(text) : text);
        colour(value, QueryPart::Value);
        return true;
    }
    const auto number = numberOf(condition.field, value);
    if (!number)
        return false;
    condition.number = *number;
    condition.numbers.push_back(*number);
    const bool isName = condition.field == Field::Severity || condition.field == Field::Stream;
    colour(value, isName ? QueryPart::Value : QueryPart::Number);
    return true;
}

std::optional<std::int64_t> AlertQueryParser::numberOf(Field field, const Token& value)
{
    const auto refuse = [&](const QString& message) {
        fail(value, message);
        return std::nullopt;
    };
    switch (field) {
    case Field::Severity:
        if (const auto severity = indexIn(kSeverityNames, value.text))
            return std::int64_t(*severity);
        return refuse(tr("\"%1\" is no severity; use critical, high, medium, low or minimal.").arg(value.text));
    case Field::Stream:
        if (const auto stream = engine::parseStreamName(value.text.toStdString()))
            return std::int64_t(*stream);
        return refuse(tr("\"%1\" is no stream; use upi or transactions.").arg(value.text));
    case Field::Age:
        if (const auto age = ageOf(value.text))
            return age;
        return refuse(tr("\"%1\" is no age; write 30s, 15m, 2h or 1d.").arg(value.text));
    case Field::Amount: {
        const auto amount = engine::parseAmount(QString(value.text).remove(u'_').toStdString());
        if (amount.state == engine::ParsedAmount::State::Exact || amount.state == engine::ParsedAmount::State::Rounded)
            return amount.amount.steps;
        return refuse(tr("\"%1\" is no amount; write 25000 or 199.50.").arg(value.text));
    }
    default:
        break;
    }
    bool isNumber = false;
    const auto number = value.text.toLongLong(&isNumber);
    if (!isNumber)
        return refuse(tr("\"%1\" is no whole number.").arg(value.text));
    return number;
}

bool AlertQueryParser::fail(const Token& at, const QString& message)
{
    m_fault = QueryFault{at.start + 1, message};
    return false;
}

void AlertQueryParser::add(Condition condition, int start)
{
    condition.start = start;
    condition.length = m_at - start;
    m_query.m_conditions.push_back(std::move(condition));
}

void AlertQueryParser::colour(const Token& token, QueryPart part)
{
    m_query.m_spans.push_back({token.start, token.length, part});
}

} // namespace halcyon::ui
