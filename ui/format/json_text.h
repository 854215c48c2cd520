#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace halcyon::ui {

enum class JsonPart : unsigned char { Key, String, Number, Word }; ///< Word: true, false, null

/// A coloured piece of a text, in QString units.
struct JsonSpan {
    int start = 0;
    int length = 0;
    JsonPart part = JsonPart::String;
};

/// A JSON document on lines of its own, two spaces a level. Numbers and strings
/// stand as they were sent: nothing is rounded, sorted or unescaped.
struct JsonText {
    QString text;
    std::vector<JsonSpan> spans; ///< in the order of the text
};

/// Nothing for bytes that are not laid out as one JSON value in UTF-8.
[[nodiscard]] std::optional<JsonText> prettyJson(std::string_view bytes);

/// A run of bytes within a message.
struct ByteRange {
    std::size_t start = 0;
    std::size_t length = 0;
};

/// The value of a field of the outermost object, also in a document that is
/// broken after it. Nothing when there is no such field.
[[nodiscard]] std::optional<ByteRange> findJsonField(std::string_view bytes, std::string_view field);

/// Whether the bytes can be shown as text: UTF-8 without control characters
/// other than tab and line ends.
[[nodiscard]] bool isReadableText(std::string_view bytes);

} // namespace halcyon::ui
