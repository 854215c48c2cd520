#include "ui/models/alert_query.h"

#include "ui/models/alert_cells.h"
#include "ui/models/alert_query_parser.h"

#include <algorithm>

namespace halcyon::ui {

tl::expected<AlertQuery, QueryFault> AlertQuery::parse(const QString& text)
{
    return AlertQueryParser(text).parse();
}

bool AlertQuery::matches(const AlertStore& store, const AlertRow& row, engine::EventTime now) const
{
    return std::ranges::all_of(
        m_conditions, [&](const Condition& condition) { return holds(condition, store, row, now); });
}

bool AlertQuery::holds(
    const Condition& condition, const AlertStore& store, const AlertRow& row, engine::EventTime now)
{
    const auto compare = [&condition](std::int64_t value) {
        switch (condition.op) {
        case Op::Is:
            return std::ranges::find(condition.numbers, value) != condition.numbers.end();
        case Op::IsNot:
            return value != condition.number;
        case Op::More:
            return value > condition.number;
        case Op::AtLeast:
            return value >= condition.number;
        case Op::Less:
            return value < condition.number;
        case Op::AtMost:
            return value <= condition.number;
        case Op::Contains:
            break;
        }
        return false;
    };
    const auto compareText = [&condition](std::string_view value) {
        if (condition.op == Op::Contains)
            return containsText(value, condition.texts.front());
        const bool isListed = std::ranges::find(condition.texts, value) != condition.texts.end();
        return isListed == (condition.op == Op::Is);
    };
    switch (condition.field) {
    case Field::Severity:
        return compare(std::int64_t(row.severity));
    case Field::Score:
        return compare(row.score);
    case Field::Rule:
        return compareText(store.rules()[row.rule]);
    case Field::Entity:
        return compareText(store.text(row.entity));
    case Field::Payee:
        return compareText(store.text(row.payee));
    case Field::Stream:
        return compare(std::int64_t(row.stream));
    case Field::Amount:
        return compare(row.money.amount.steps);
    case Field::Age:
        return compare((now - row.raisedAt).count());
    case Field::Events:
        return compare(row.count);
    case Field::Anywhere:
        break;
    }
    const std::string& word = condition.texts.front();
    return containsText(store.text(row.entity), word) || containsText(store.text(row.payee), word)
        || containsText(store.rules()[row.rule], word)
        || (word.starts_with("a-") && containsText(engine::formatAlertId(row.id), word));
}

QString AlertQuery::replaceField(const QString& text, const QString& field, const QString& condition)
{
    const auto query = parse(text);
    QStringList kept;
    if (query) {
        for (const auto& part : query->m_conditions) {
            const QString written = text.mid(part.start, part.length);
            const bool isOnField
                = part.field != Field::Anywhere && written.startsWith(field, Qt::CaseInsensitive);
            if (!isOnField)
                kept << written;
        }
    }
    if (!condition.isEmpty())
        kept << condition;
    return kept.join(QStringLiteral(" and "));
}

} // namespace halcyon::ui
