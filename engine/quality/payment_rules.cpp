#include "engine/quality/payment_rules.h"

#include <array>
#include <cstdio>

namespace halcyon::engine {

namespace {

/// A number as it was written, without its tail when that is long.
[[nodiscard]] std::string shortened(std::string_view number)
{
    return number.size() <= kLongestExcerpt ? std::string(number)
                                            : std::string(number.substr(0, kLongestExcerpt - 3)) + "...";
}

} // namespace

std::string TextRule::fault(std::string_view text) const
{
    if (text.empty())
        return "empty";
    return std::to_string(countCharacters(text)) + " characters, more than " + std::to_string(longest);
}

std::string VpaRule::fault(std::string_view vpa)
{
    return kLength.allows(vpa) ? excerpt(vpa) + ", expected name@handle" : kLength.fault(vpa);
}

std::string StatusRule::fault(std::string_view status)
{
    return excerpt(status) + ", expected SUCCESS, FAILED or PENDING";
}

std::string CurrencyRule::fault(std::string_view code)
{
    return excerpt(code) + ", expected three capital letters";
}

std::string AmountRule::fault(const ParsedAmount& amount, std::string_view written) const
{
    using State = ParsedAmount::State;
    if (amount.state == State::NotANumber)
        return excerpt(written) + ", not a number";
    const bool isNegative = written.starts_with('-');
    if (!isNegative && (amount.state == State::TooLarge || amount.amount > largest))
        return shortened(written) + ", more than " + formatAmount(largest);
    const bool isRoundedAway = !isNegative && amount.state == State::Rounded;
    return shortened(written) + ", not more than 0" + (isRoundedAway ? " when rounded to 4 decimals" : "");
}

std::string FutureRule::fault(EventTime time, std::optional<EventTime> recordTime, EventTime readAt) const
{
    std::array<char, 32> seconds{};
    std::snprintf(seconds.data(), seconds.size(), "%g", std::chrono::duration<double>(tolerance).count());
    return formatIsoTime(time) + ", more than " + seconds.data() + " s ahead of "
        + formatIsoTime(reference(recordTime, readAt));
}

} // namespace halcyon::engine
