#include "engine/model/money.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace halcyon::engine {

namespace {

[[nodiscard]] bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// The parts of a JSON number: digits without the point, and where the point stands.
struct Decimal {
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
    std::int64_t exponent = 0;
};

/// Splits a JSON number by RFC 8259 section 6; false for anything else.
[[nodiscard]] bool split(std::string_view text, Decimal& decimal) noexcept
{
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t from = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return text.substr(from, at - from);
    };
    if (at < text.size() && text[at] == '-') {
        decimal.negative = true;
        ++at;
    }
    decimal.whole = digits();
    if (decimal.whole.empty() || (decimal.whole.size() > 1 && decimal.whole[0] == '0'))
        return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        decimal.fraction = digits();
        if (decimal.fraction.empty())
            return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        const bool negative = at < text.size() && text[at] == '-';
        if (at < text.size() && (text[at] == '-' || text[at] == '+'))
            ++at;
        const std::string_view exponent = digits();
        if (exponent.empty())
            return false;
        for (const char c : exponent)
            decimal.exponent = std::min<std::int64_t>(decimal.exponent * 10 + (c - '0'), 1'000'000'000);
        if (negative)
            decimal.exponent = -decimal.exponent;
    }
    return at == text.size();
}

/// Reads what most amounts are, at most 14 characters with at most four
/// decimals and no exponent, in one pass; false for all else, right or wrong.
[[nodiscard]] bool readPlain(std::string_view text, Amount& amount) noexcept
{
    static constexpr std::array<std::int64_t, 5> kStepsPerUnitOf{10000, 1000, 100, 10, 1};
    const bool isNegative = text.starts_with('-');
    text.remove_prefix(isNegative ? 1 : 0);
    if (text.empty() || text.size() > 14 || !isDigit(text.back())
        || (text[0] == '0' && text.size() > 1 && text[1] != '.'))
        return false;
    std::int64_t digits = 0;
    std::size_t decimals = 0;
    bool isFraction = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (isDigit(text[i])) {
            digits = digits * 10 + (text[i] - '0');
            decimals += isFraction ? 1 : 0;
        } else {
            if (text[i] != '.' || isFraction || i == 0)
                return false;
            isFraction = true;
        }
    }
    if (decimals >= kStepsPerUnitOf.size())
        return false;
    digits *= kStepsPerUnitOf[decimals];
    amount = {isNegative ? -digits : digits};
    return true;
}

} // namespace

ParsedAmount parseAmount(std::string_view text) noexcept
{
    Amount plain;
    if (readPlain(text, plain))
        return {ParsedAmount::State::Exact, plain};
    Decimal decimal;
    if (!split(text, decimal))
        return {};

    // Digit i of whole + fraction weighs 10^(wholeLength - 1 - i + exponent) units, 10^4 steps each.
    const auto wholeLength = std::int64_t(decimal.whole.size());
    const auto digitCount = wholeLength + std::int64_t(decimal.fraction.size());
    const auto digitAt = [&](std::int64_t i) {
        const char c = i < wholeLength ? decimal.whole[std::size_t(i)]
                                       : decimal.fraction[std::size_t(i - wholeLength)];
        return std::int64_t{c - '0'};
    };
    const std::int64_t kept = wholeLength + decimal.exponent + 4; // digits that are whole steps

    std::int64_t steps = 0;
    bool tooLarge = false;
    const auto push = [&](std::int64_t digit) {
        tooLarge = tooLarge || steps > (kLargestAmount.steps - digit) / 10;
        if (!tooLarge)
            steps = steps * 10 + digit;
    };
    for (std::int64_t i = 0; i < std::min(kept, digitCount) && !tooLarge; ++i)
        push(digitAt(i));
    for (std::int64_t i = digitCount; i < kept && steps != 0 && !tooLarge; ++i)
        push(0);
    if (tooLarge)
        return {ParsedAmount::State::TooLarge, {}};

    bool anyDropped = false;
    bool aboveHalf = false;
    std::int64_t firstDropped = 0;
    for (std::int64_t i = std::max<std::int64_t>(kept, 0); i < digitCount; ++i) {
        const std::int64_t digit = digitAt(i);
        anyDropped = anyDropped || digit != 0;
        if (i == kept)
            firstDropped = digit;
        else
            aboveHalf = aboveHalf || digit != 0;
    }
    if (firstDropped > 5 || (firstDropped == 5 && (aboveHalf || steps % 2 != 0)))
        ++steps;
    return {anyDropped ? ParsedAmount::State::Rounded : ParsedAmount::State::Exact,
        Amount{decimal.negative ? -steps : steps}};
}

ParsedAmount parseAmount(double value) noexcept
{
    // Up to 15 digits no two decimals are the same double: the one that is it is its shortest text.
    const double steps = std::nearbyint(value * double(Amount::kUnit));
    if (std::abs(steps) < 1e15 && steps / double(Amount::kUnit) == value)
        return {ParsedAmount::State::Exact, Amount{std::int64_t(steps)}};
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    std::string_view shortest(text.data(), std::size_t(end - text.data()));
    return parseAmount(shortest); // "inf" and "nan" are no JSON numbers
}

std::string formatAmount(AmountSum sum)
{
    auto steps = sum.steps();
    const bool negative = steps < 0;
    if (negative)
        steps = -steps;
    std::string digits; // backwards
    int place = 0;
    const auto push = [&](char c) { digits.push_back(c); };
    while (steps != 0 || place <= 4) {
        if (place == 4 && !digits.empty())
            push('.');
        const char digit = char('0' + int(steps % 10));
        if (place >= 4 || digit != '0' || !digits.empty()) // no trailing zeros behind the point
            push(digit);
        steps /= 10;
        ++place;
    }
    if (negative)
        push('-');
    std::reverse(digits.begin(), digits.end());
    return digits;
}

std::string formatAmount(Amount amount)
{
    return formatAmount(AmountSum{amount});
}

} // namespace halcyon::engine
