#pragma once

#include "engine/store/pg_values.h"

#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// A statement that grows piece by piece, its values as parameters; can be
/// shown to people with the values in place.
class SqlBuilder {
public:
    SqlBuilder& add(std::string_view sql)
    {
        m_sql += sql;
        return *this;
    }
    SqlBuilder& text(std::string_view value);
    SqlBuilder& integer(std::int64_t value);
    SqlBuilder& amount(Amount value);
    SqlBuilder& time(EventTime value);

    [[nodiscard]] const std::string& sql() const noexcept { return m_sql; }
    [[nodiscard]] const PgParameters& parameters() const noexcept { return m_parameters; }
    [[nodiscard]] std::string readable() const;

private:
    SqlBuilder& placeholder(std::string literal);

    std::string m_sql;
    PgParameters m_parameters;
    std::vector<std::string> m_literals;
};

/// "2026-11-21 12:46:59.796": a timestamp literal without its quotes.
[[nodiscard]] std::string sqlTime(EventTime time);

} // namespace halcyon::engine
