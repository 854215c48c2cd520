#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace halcyon::engine {

/// Writes what a correct JSON string's content means to `out`, which has room
/// for `content.size()` bytes (an escape is never shorter than what it stands
/// for). Returns the bytes written; nothing when the content names half of a
/// surrogate pair: the grammar allows that, but no UTF-8 text can say it.
[[nodiscard]] std::optional<std::size_t> unescapeJson(std::string_view content, char* out) noexcept;
[[nodiscard]] std::optional<std::string> unescapeJson(std::string_view content);

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8
/// become U+FFFD, so the result is always correct JSON.
void appendJsonString(std::string& json, std::string_view text);

} // namespace halcyon::engine
