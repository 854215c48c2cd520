#include "engine/store/sql_builder.h"

#include "engine/store/copy_writer.h"
#include "engine/store/pg_transaction.h"

#include <charconv>

namespace halcyon::engine {

SqlBuilder& SqlBuilder::placeholder(std::string literal)
{
    m_literals.push_back(std::move(literal));
    m_sql += '$';
    m_sql += std::to_string(m_literals.size());
    return *this;
}

SqlBuilder& SqlBuilder::text(std::string_view value)
{
    const auto clean = cleanText(value);
    m_parameters.text(clean);
    return placeholder(quotedText(clean));
}

SqlBuilder& SqlBuilder::integer(std::int64_t value)
{
    m_parameters.integer(value);
    return placeholder(std::to_string(value));
}

SqlBuilder& SqlBuilder::amount(Amount value)
{
    m_parameters.amount(AmountSum(value));
    return placeholder(formatAmount(value));
}

SqlBuilder& SqlBuilder::time(EventTime value)
{
    m_parameters.time(value);
    return placeholder(quotedText(sqlTime(value)));
}

std::string SqlBuilder::readable() const
{
    std::string text;
    std::string_view rest = m_sql;
    for (auto at = rest.find('$'); at != std::string_view::npos; at = rest.find('$')) {
        std::size_t number = 0;
        const auto* end = std::from_chars(rest.data() + at + 1, rest.data() + rest.size(), number).ptr;
        text += rest.substr(0, at);
        text += m_literals[number - 1];
        rest.remove_prefix(std::size_t(end - rest.data()));
    }
    return text += rest;
}

std::string sqlTime(EventTime time)
{
    auto text = formatIsoTime(time);
    text[text.find('T')] = ' ';
    text.pop_back(); // Z
    return text;
}

} // namespace halcyon::engine
