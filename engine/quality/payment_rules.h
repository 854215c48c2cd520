#pragma once

#include "engine/model/event_time.h"
#include "engine/model/money.h"
#include "engine/model/payment.h"
#include "engine/quality/text_excerpt.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace halcyon::engine {

// What the fields of a payment may hold (domain.md 1.1, 1.2 and 2), whatever
// encoding they came in. Each rule says whether it `allows` a value, and of one
// that it does not allow, in one clause of at most 120 bytes, what its `fault` is.

/// 1 to `longest` characters of UTF-8.
struct TextRule {
    std::size_t longest = 0;

    [[nodiscard]] bool allows(std::string_view text) const noexcept
    {
        return !text.empty() && (text.size() <= longest || countCharacters(text) <= longest);
    }
    [[nodiscard]] std::string fault(std::string_view text) const;
};

inline constexpr TextRule kUpiIdRule{.longest = 50};
/// For texts that domain.md does not limit: three of them must fit in one key of a PostgreSQL index.
inline constexpr TextRule kFreeTextRule{.longest = 200};

/// A virtual payment address: `name@handle`, one `@`, something on both sides
/// of it, at most 100 characters.
struct VpaRule {
    [[nodiscard]] static bool allows(std::string_view vpa) noexcept
    {
        const std::size_t at = vpa.find('@');
        return kLength.allows(vpa) && at != 0 && at < vpa.size() - 1
            && vpa.find('@', at + 1) == std::string_view::npos;
    }
    [[nodiscard]] static std::string fault(std::string_view vpa);

private:
    static constexpr TextRule kLength{.longest = 100};
};

/// SUCCESS, FAILED or PENDING.
struct StatusRule {
    [[nodiscard]] static bool allows(std::string_view status) noexcept
    {
        return parseStatusName(status).has_value();
    }
    [[nodiscard]] static std::string fault(std::string_view status);
};

/// Three capital letters.
struct CurrencyRule {
    [[nodiscard]] static bool allows(std::string_view code) noexcept
    {
        return Currency::parse(code).has_value();
    }
    [[nodiscard]] static std::string fault(std::string_view code);
};

/// More than 0 and at most `largest`, once rounded to four decimals.
struct AmountRule {
    Amount largest = kLargestAmount;

    [[nodiscard]] bool allows(const ParsedAmount& amount) const noexcept
    {
        using State = ParsedAmount::State;
        return (amount.state == State::Exact || amount.state == State::Rounded) && amount.amount > Amount{}
        && amount.amount <= largest;
    }
    /// `written` is what the message said.
    [[nodiscard]] std::string fault(const ParsedAmount& amount, std::string_view written) const;
};

inline constexpr AmountRule kUpiAmountRule{.largest = wholeAmount(100'000)};
inline constexpr AmountRule kTransactionAmountRule{};

/// At most `tolerance` ahead of the record's own time, or of the moment it was
/// read when the record has none or a later one. So a replay with the same
/// times decides the same, and one wrong clock cannot carry the watermark away.
struct FutureRule {
    std::chrono::microseconds tolerance{0};

    [[nodiscard]] bool allows(
        EventTime time, std::optional<EventTime> recordTime, EventTime readAt) const noexcept
    {
        return time - tolerance <= reference(recordTime, readAt);
    }
    [[nodiscard]] std::string fault(
        EventTime time, std::optional<EventTime> recordTime, EventTime readAt) const;

private:
    [[nodiscard]] static EventTime reference(std::optional<EventTime> recordTime, EventTime readAt) noexcept
    {
        return std::min(recordTime.value_or(readAt), readAt);
    }
};

} // namespace halcyon::engine
