#include "app/ctl/csv_buffer.h"

#include "app/ctl/csv.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace halcyon::app {

namespace {

/// Where the value that `text` begins with ends: at the comma or bracket behind it.
[[nodiscard]] std::size_t endOfValue(std::string_view text)
{
    int depth = 0;
    bool isInString = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (isInString) {
            at += c == '\\'; // what is escaped
            isInString = c != '"';
        } else if (c == '"') {
            isInString = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (depth == 0 && (c == ',' || c == ':' || c == '}' || c == ']')) {
            return at;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return text.size();
}

/// Takes the value that `text` begins with and the character behind it off its front.
std::string_view takeValue(std::string_view& text)
{
    const std::string_view value = text.substr(0, endOfValue(text));
    text.remove_prefix(std::min(text.size(), value.size() + 1));
    return value;
}

/// A value as a person writes it into a cell.
[[nodiscard]] std::string cellText(std::string_view value)
{
    if (value == "null")
        return {};
    return value.starts_with('"') ? nlohmann::json::parse(value).get<std::string>() : std::string(value);
}

} // namespace

CsvBuffer::CsvBuffer(std::ostream& out, std::vector<std::string> columns)
    : m_out(out)
    , m_columns(std::move(columns))
{
}

CsvBuffer::int_type CsvBuffer::overflow(int_type character)
{
    if (!traits_type::eq_int_type(character, traits_type::eof())) {
        const char c = traits_type::to_char_type(character);
        take({&c, 1});
    }
    return m_out ? traits_type::not_eof(character) : traits_type::eof();
}

std::streamsize CsvBuffer::xsputn(const char* text, std::streamsize length)
{
    take({text, std::size_t(length)});
    return m_out ? length : 0;
}

int CsvBuffer::sync()
{
    return m_out.flush() ? 0 : -1;
}

void CsvBuffer::take(std::string_view text)
{
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        m_line += text.substr(0, end);
        writeLine(m_line);
        m_line.clear();
        text.remove_prefix(end + 1);
    }
    m_line += text;
}

void CsvBuffer::writeLine(std::string_view line)
{
    if (!line.starts_with('[')) {
        Cells cells;
        flatten({}, line, cells);
        writeRow(cells);
        return;
    }
    for (line.remove_prefix(1); line.starts_with('{');) {
        Cells cells;
        flatten({}, takeValue(line), cells);
        writeRow(cells);
    }
}

void CsvBuffer::flatten(const std::string& name, std::string_view value, Cells& cells) const
{
    const bool isAskedFor = std::ranges::find(m_columns, name) != m_columns.end();
    if (!value.starts_with('{') || (isAskedFor && !name.empty())) {
        cells.emplace_back(name, cellText(value));
        return;
    }
    for (value.remove_prefix(1); value.starts_with('"');) {
        const std::string member = cellText(takeValue(value));
        flatten(name.empty() ? member : name + '.' + member, takeValue(value), cells);
    }
}

void CsvBuffer::writeRow(const Cells& cells)
{
    if (m_columns.empty())
        std::ranges::transform(cells, std::back_inserter(m_columns), &Cells::value_type::first);
    if (!std::exchange(m_hasHeader, true))
        for (std::size_t i = 0; i < m_columns.size(); ++i)
            m_out << csvField(m_columns[i]) << (i + 1 < m_columns.size() ? ',' : '\n');
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const auto cell = std::ranges::find(cells, m_columns[i], &Cells::value_type::first);
        m_out << (cell == cells.end() ? std::string() : csvField(cell->second))
              << (i + 1 < m_columns.size() ? ',' : '\n');
    }
}

} // namespace halcyon::app
