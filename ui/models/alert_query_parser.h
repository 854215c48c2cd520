#pragma once

#include "ui/models/alert_query.h"

#include <optional>

namespace halcyon::ui {

/// Reads the text of an `AlertQuery`, left to right.
class AlertQueryParser {
public:
    explicit AlertQueryParser(const QString& text)
        : m_text(text)
    {
    }

    [[nodiscard]] tl::expected<AlertQuery, QueryFault> parse();

private:
    using Field = AlertQuery::Field;
    using Op = AlertQuery::Op;
    using Condition = AlertQuery::Condition;

    struct Token {
        int start = 0, length = 0;
        QString text; ///< without quotes
        bool isQuoted = false;
        bool isMark = false; ///< an operator, a bracket or a comma
    };
    [[nodiscard]] Token peek();
    Token take();
    [[nodiscard]] bool readCondition();
    [[nodiscard]] bool readWord(const Token& word);
    [[nodiscard]] bool readComparison(const Token& name, Field field, const Token& mark);
    [[nodiscard]] bool readList(Condition& condition, const Token& name);
    [[nodiscard]] bool readValue(Condition& condition, const Token& name);
    [[nodiscard]] std::optional<std::int64_t> numberOf(Field field, const Token& value);
    bool fail(const Token& at, const QString& message);
    void add(Condition condition, int start);
    void colour(const Token& token, QueryPart part);

    QString m_text;
    int m_at = 0;
    AlertQuery m_query;
    std::optional<QueryFault> m_fault;
};

} // namespace halcyon::ui
