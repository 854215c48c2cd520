#pragma once

#include "ui/models/alert_store.h"

#include <QString>

#include <tl/expected.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace halcyon::ui {

/// What is wrong with a condition, and where.
struct QueryFault {
    int column = 0; ///< from 1
    QString message; ///< one sentence
};

enum class QueryPart : unsigned char { Field, Value, Number, Keyword };

/// A condition on alerts, typed by an operator:
///
///     severity >= medium and rule in (velocity, fan_in) and score >= 35 and age < 15m okaxis
///
/// Conditions are joined by `and`, which may be left out. A word alone is looked
/// for in entity, payee, rule and alert id. Fields: severity, score, rule, entity,
/// payee, stream, amount, age, events; operators: = != > >= < <= ~ (contains) in.
class AlertQuery {
public:
    /// Matches everything.
    AlertQuery() = default;
    [[nodiscard]] static tl::expected<AlertQuery, QueryFault> parse(const QString& text);

    /// `now` is what an age counts back from.
    [[nodiscard]] bool matches(const AlertStore& store, const AlertRow& row, engine::EventTime now) const;
    [[nodiscard]] bool isEmpty() const { return m_conditions.empty(); }

    /// A piece of the text, for colouring.
    struct Span {
        int start = 0, length = 0;
        QueryPart part = QueryPart::Field;
    };
    [[nodiscard]] const std::vector<Span>& spans() const { return m_spans; }

    /// The text with all conditions on `field` taken out and `condition` (may be
    /// empty) put at the end; an unreadable text becomes `condition` alone.
    [[nodiscard]] static QString replaceField(
        const QString& text, const QString& field, const QString& condition);

private:
    friend class AlertQueryParser;
    enum class Field : unsigned char {
        Severity,
        Score,
        Rule,
        Entity,
        Payee,
        Stream,
        Amount,
        Age,
        Events,
        Anywhere
    };
    enum class Op : unsigned char { Is, IsNot, More, AtLeast, Less, AtMost, Contains };
    struct Condition {
        Field field = Field::Anywhere;
        Op op = Op::Contains;
        std::int64_t number = 0; ///< severity, score, amount steps, microseconds, events, stream
        std::vector<std::int64_t> numbers; ///< of `in`
        std::vector<std::string> texts; ///< as they are for Is and IsNot, lowered for Contains
        int start = 0, length = 0; ///< in the text
    };
    [[nodiscard]] static bool holds(
        const Condition& condition, const AlertStore& store, const AlertRow& row, engine::EventTime now);

    std::vector<Condition> m_conditions;
    std::vector<Span> m_spans;
};

} // namespace halcyon::ui
