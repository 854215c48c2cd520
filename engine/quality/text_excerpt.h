#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace halcyon::engine {

/// How many bytes the UTF-8 character at the front of `text` has; 0 when it is none.
[[nodiscard]] std::size_t utf8CharacterSize(std::string_view text) noexcept;

/// Code points of a UTF-8 text.
[[nodiscard]] std::size_t countCharacters(std::string_view text) noexcept;

/// The longest excerpt that `excerpt` makes, in bytes.
inline constexpr std::size_t kLongestExcerpt = 56;

/// `text` in quotes as it may stand in a message to a person: cut (with "...")
/// to `kLongestExcerpt`, with control characters, marks that turn the direction
/// of writing, and bytes that are not UTF-8 escaped.
[[nodiscard]] std::string excerpt(std::string_view text);

} // namespace halcyon::engine
