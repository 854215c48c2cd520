#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace halcyon::engine {

enum class JsonType : std::uint8_t { Null, Boolean, Number, String, Object, Array };

[[nodiscard]] std::string_view jsonTypeName(JsonType type) noexcept; ///< "null", "boolean", ...

/// One value of a JSON text that was found to be correct; a view into that text.
struct JsonValue {
    std::string_view text; ///< a string's content between its quotes, else the value as written
    JsonType type = JsonType::Null;
    bool hasEscapes = false; ///< a string that `unescapeJson` must read
};

/// Why a text is not what it should be.
struct JsonFault {
    enum class Kind : std::uint8_t {
        None,
        Empty,
        ByteOrderMark,
        UnexpectedByte,
        UnexpectedEnd,
        ControlCharacter,
        BadEscape,
        BadNumber,
        BadUtf8,
        TrailingBytes,
        NotAnObject, ///< correct JSON, but another value than an object
    };
    Kind kind = Kind::None;
    std::size_t at = 0; ///< byte
    JsonType found = JsonType::Null; ///< of `NotAnObject`

    /// One clause for a person: "unexpected '}' at byte 17". At most 120 bytes.
    [[nodiscard]] std::string describe(std::string_view text) const;
};

} // namespace halcyon::engine
