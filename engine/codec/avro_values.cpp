#include "engine/codec/avro_values.h"

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace halcyon::engine {

namespace {
__extension__ using Wide = unsigned __int128;
}

TextCheck checkText(const char* text, std::size_t size) noexcept
{
    constexpr std::uint64_t kHighBits = 0x8080808080808080;
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    std::uint64_t seen = 0;
    std::uint64_t zeros = 0; // the high bit of a byte that is zero, if all are ASCII (Hacker's Delight, 6-1)
    const auto look = [&](std::uint64_t eight) {
        seen |= eight;
        zeros |= (eight - kOnes) & ~eight;
    };
    std::size_t at = 0;
    std::uint64_t eight = 0;
    for (; at + sizeof(eight) <= size; at += sizeof(eight)) {
        std::memcpy(&eight, text + at, sizeof(eight));
        look(eight);
    }
    if (at < size) {
        eight = kOnes; // what is behind the end counts as no zero
        std::memcpy(&eight, text + at, size - at);
        look(eight);
    }
    if ((seen & kHighBits) == 0)
        return {true, (zeros & kHighBits) != 0};
    return {simdjson::validate_utf8(text, size), std::memchr(text, 0, size) != nullptr};
}

std::optional<Amount> shortDecimal(const char* bytes, std::size_t size, unsigned scale) noexcept
{
    constexpr std::array<std::int64_t, 5> kStepsPerUnitOf{10'000, 1'000, 100, 10, 1};
    if (size > sizeof(std::int64_t) || scale >= kStepsPerUnitOf.size())
        return std::nullopt;
    std::uint64_t unscaled = std::int8_t(*bytes) < 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < size; ++i)
        unscaled = unscaled << 8 | std::uint8_t(bytes[i]);
    Amount amount;
    if (__builtin_mul_overflow(std::int64_t(unscaled), kStepsPerUnitOf[scale], &amount.steps)
        || amount > kLargestAmount || Amount{-kLargestAmount.steps} > amount)
        return std::nullopt;
    return amount;
}

std::string decimalText(const char* bytes, std::size_t size, unsigned scale)
{
    const bool isNegative = std::int8_t(*bytes) < 0;
    Wide unscaled = isNegative ? ~Wide{0} : Wide{0};
    for (std::size_t i = 0; i < size; ++i)
        unscaled = unscaled << 8 | std::uint8_t(bytes[i]);
    if (isNegative)
        unscaled = ~unscaled + 1;
    std::string digits;
    do
        digits.insert(digits.begin(), char('0' + int(unscaled % 10)));
    while ((unscaled /= 10) != 0);
    return (isNegative ? "-" : "") + digits + "e-" + std::to_string(scale);
}

} // namespace halcyon::engine
