#include "row_text.h"

#include <sstream>

namespace halcyon::tests {

using namespace engine;

namespace {

struct ValueText {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(std::int64_t count) const { return std::to_string(count); }
    std::string operator()(const AmountSum& sum) const { return formatAmount(sum); }
    std::string operator()(double value) const
    {
        std::ostringstream text;
        text << value;
        return text.str();
    }
};

std::string clockText(EventTime time)
{
    return formatIsoTime(time).substr(11, 5);
}

} // namespace

std::string rowsText(const std::vector<WindowRows>& windows)
{
    std::string text;
    for (const WindowRows& rows : windows)
        for (const std::size_t row : sortedRows(rows)) {
            text += std::string(rows.schema->id) + ' ' + clockText(rows.window.from) + '-'
                + clockText(rows.window.to);
            std::string separator = " ";
            for (const std::string& key : rows.keysOf(row)) {
                text += separator + key;
                separator = "|";
            }
            if (!(rows.currencies[row] == Currency{}))
                text += " (" + std::string(rows.currencies[row].code()) + ')';
            text += ':';
            const auto measures = rows.measuresOf(row);
            for (std::size_t i = 0; i < measures.size(); ++i)
                text += ' ' + std::string(rows.schema->measures[i].name) + '='
                    + std::visit(ValueText{}, measures[i]);
            text += '\n';
        }
    return text;
}

std::string firstDifference(const std::string& actual, const std::string& expected)
{
    std::istringstream actualLines(actual);
    std::istringstream expectedLines(expected);
    std::string a;
    std::string b;
    for (;;) {
        const bool hasA = bool(std::getline(actualLines, a));
        const bool hasB = bool(std::getline(expectedLines, b));
        if (!hasA && !hasB)
            return {};
        if (hasA != hasB || a != b)
            return "got \"" + (hasA ? a : "nothing") + "\", expected \"" + (hasB ? b : "nothing") + '"';
    }
}

} // namespace halcyon::tests
