#pragma once

#include "engine/model/money.h"

#include <cstddef>
#include <optional>
#include <string>

namespace halcyon::engine {

/// Whether a text is UTF-8; when it is plain ASCII, found out eight bytes at a time.
[[nodiscard]] bool isUtf8(const char* text, std::size_t size) noexcept;

/// A decimal as Avro writes it, a big-endian two's complement: most of them, at
/// most eight bytes and four places, without a text; nothing for all else.
[[nodiscard]] std::optional<Amount> shortDecimal(
    const char* bytes, std::size_t size, unsigned scale) noexcept;

/// One of at most 16 bytes as a JSON number with an exponent.
[[nodiscard]] std::string decimalText(const char* bytes, std::size_t size, unsigned scale);

} // namespace halcyon::engine
