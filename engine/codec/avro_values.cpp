#include "engine/codec/avro_values.h"

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace halcyon::engine {

namespace {
__extension__ using Wide = unsigned __int128;
}

bool isUtf8(const char* text, std::size_t size) noexcept
{
    constexpr std::uint64_t kHighBits = 0x8080808080808080;
    std::uint64_t seen = 0;
    std::size_t at = 0;
    for (; at + sizeof(seen) <= size; at += sizeof(seen)) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text + at, sizeof(eight));
        seen |= eight;
    }
    for (; at < size; ++at)
        seen |= std::uint8_t(text[at]);
    return (seen & kHighBits) == 0 || simdjson::validate_utf8(text, size);
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
