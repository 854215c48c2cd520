#pragma once

#include "engine/model/money.h"

#include <cstddef>
#include <optional>
#include <string>

namespace halcyon::engine {

struct TextCheck {
    bool isUtf8 = false;
    bool hasNul = false;
};

/// What PostgreSQL must know of a text; when it is plain ASCII, found out eight bytes at a time.
[[nodiscard]] TextCheck checkText(const char* text, std::size_t size) noexcept;

/// A decimal as Avro writes it, a big-endian two's complement: most of them, at
/// most eight bytes and four places, without a text; nothing for all else.
[[nodiscard]] std::optional<Amount> shortDecimal(
    const char* bytes, std::size_t size, unsigned scale) noexcept;

/// One of at most 16 bytes as a JSON number with an exponent.
[[nodiscard]] std::string decimalText(const char* bytes, std::size_t size, unsigned scale);

} // namespace halcyon::engine
