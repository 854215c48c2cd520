#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halcyon::engine {

/// An ISO 4217 code ("INR"), packed so that it can be compared and hashed as one number.
class Currency {
public:
    constexpr Currency() = default;

    /// Nothing unless `code` is three capital letters.
    [[nodiscard]] static constexpr std::optional<Currency> parse(std::string_view code) noexcept
    {
        if (code.size() != 3)
            return std::nullopt;
        Currency currency;
        for (std::size_t i = 0; i < 3; ++i) {
            if (code[i] < 'A' || code[i] > 'Z')
                return std::nullopt;
            currency.m_code[i] = code[i];
        }
        return currency;
    }

    [[nodiscard]] std::string_view code() const noexcept { return {m_code.data(), 3}; }
    /// The code as a number, for hashing and comparing.
    [[nodiscard]] constexpr std::uint32_t number() const noexcept
    {
        return std::bit_cast<std::uint32_t>(m_code);
    }
    friend bool operator==(const Currency&, const Currency&) = default;

private:
    std::array<char, 4> m_code{'I', 'N', 'R', '\0'};
};

/// The amount of one payment: an exact decimal, counted in 1/10000 of the
/// currency's unit. Never a double; a sum of amounts is an `AmountSum`.
struct Amount {
    static constexpr std::int64_t kUnit = 10000; ///< steps in one rupee, dollar, ...

    std::int64_t steps = 0;

    friend bool operator==(const Amount&, const Amount&) = default;
    friend constexpr bool operator<(Amount a, Amount b) noexcept { return a.steps < b.steps; }
    friend constexpr bool operator>(Amount a, Amount b) noexcept { return b < a; }
    friend constexpr bool operator<=(Amount a, Amount b) noexcept { return !(b < a); }
    friend constexpr bool operator>=(Amount a, Amount b) noexcept { return !(a < b); }
};

[[nodiscard]] constexpr Amount wholeAmount(std::int64_t units) noexcept
{
    return {units * Amount::kUnit};
}

/// The largest amount a payment may carry: 10^14 units, so that 10^4 steps a
/// unit stay inside 64 bits. More is out of range.
inline constexpr Amount kLargestAmount{std::int64_t{1'000'000'000'000'000'000}};

/// A sum of amounts. 128 bits wide: it cannot overflow with any count of
/// payments that 64 bits can hold, so sums never depend on order.
class AmountSum {
public:
    __extension__ using Steps = __int128;

    constexpr AmountSum() = default;
    constexpr explicit AmountSum(Amount amount) noexcept
        : m_steps(amount.steps)
    {
    }
    constexpr explicit AmountSum(Steps steps) noexcept
        : m_steps(steps)
    {
    }

    constexpr void add(Amount amount) noexcept { m_steps += amount.steps; }
    constexpr void merge(const AmountSum& other) noexcept { m_steps += other.m_steps; }

    [[nodiscard]] constexpr Steps steps() const noexcept { return m_steps; }
    /// For charts and rates only; a sum that is shown as money goes through `formatAmount`.
    [[nodiscard]] constexpr double toDouble() const noexcept
    {
        return double(m_steps) / double(Amount::kUnit);
    }
    friend constexpr bool operator==(const AmountSum& a, const AmountSum& b) noexcept
    {
        return a.m_steps == b.m_steps;
    }

private:
    using Kept [[gnu::aligned(8)]] = Steps; // 16 would leave holes in the cells of windows

    Kept m_steps = 0;
};

struct Money {
    Amount amount;
    Currency currency;

    friend bool operator==(const Money&, const Money&) = default;
};

/// What became of a decimal text.
struct ParsedAmount {
    enum class State : std::uint8_t { Exact, Rounded, NotANumber, TooLarge };
    State state = State::NotANumber;
    Amount amount; ///< set when Exact or Rounded; may be zero or negative
};

/// Reads a JSON number ("12.5", "-1e3") exactly. More than four decimals are
/// rounded half to even and reported as `Rounded`; a magnitude above
/// `kLargestAmount` is `TooLarge`. Never goes through a double.
[[nodiscard]] ParsedAmount parseAmount(std::string_view text) noexcept;

/// The same rounding for an encoding that carries amounts as doubles (Avro,
/// Protobuf): the double's shortest decimal text is what is read.
[[nodiscard]] ParsedAmount parseAmount(double value) noexcept;

/// Plain decimal, no grouping, at most four places, no trailing zeros: "1234.5".
[[nodiscard]] std::string formatAmount(Amount amount);
[[nodiscard]] std::string formatAmount(AmountSum sum);

} // namespace halcyon::engine
