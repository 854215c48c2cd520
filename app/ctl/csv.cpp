#include "app/ctl/csv.h"

#include <array>
#include <charconv>
#include <cmath>

namespace halcyon::app {

std::string csvField(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string shortestText(double value)
{
    std::array<char, 64> text{};
    // Plain notation where it is not longer than a screen: scripts expect "0.25", not "2.5e-01".
    const bool isPlain = value == 0 || (std::abs(value) < 1e16 && std::abs(value) >= 1e-5);
    const auto end = isPlain
        ? std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed)
        : std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

std::string measureText(const engine::MeasureValue& value)
{
    struct Visitor {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(std::int64_t count) const { return std::to_string(count); }
        std::string operator()(const engine::AmountSum& sum) const { return engine::formatAmount(sum); }
        std::string operator()(double real) const { return shortestText(real); }
    };
    return std::visit(Visitor{}, value);
}

} // namespace halcyon::app
