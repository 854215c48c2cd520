#include "engine/quality/text_excerpt.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace halcyon::engine {

namespace {

[[nodiscard]] std::uint32_t byteAt(std::string_view text, std::size_t i) noexcept
{
    return static_cast<unsigned char>(text[i]);
}

/// \pre `text` begins with a correct character of `size` bytes.
[[nodiscard]] std::uint32_t codePoint(std::string_view text, std::size_t size) noexcept
{
    if (size == 1)
        return byteAt(text, 0);
    std::uint32_t point = byteAt(text, 0) & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i)
        point = point << 6 | (byteAt(text, i) & 0x3fU);
    return point;
}

/// Characters that would not be seen, or would rearrange what stands around them.
[[nodiscard]] bool isTreacherous(std::uint32_t point) noexcept
{
    return point < 0x20 || (point >= 0x7f && point <= 0x9f) || point == 0xfeff
        || (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e)
        || (point >= 0x2060 && point <= 0x206f);
}

/// The first character of `text` as an excerpt shows it; `size` is 0 when it is not UTF-8.
[[nodiscard]] std::string shown(std::string_view text, std::size_t size)
{
    std::array<char, 16> escaped{};
    if (size == 0) {
        std::snprintf(escaped.data(), escaped.size(), "\\x%02x", byteAt(text, 0));
        return escaped.data();
    }
    const std::uint32_t point = codePoint(text, size);
    if (!isTreacherous(point))
        return std::string(text.substr(0, size));
    std::snprintf(escaped.data(), escaped.size(), "\\u%04x", point);
    return escaped.data();
}

} // namespace

std::size_t utf8CharacterSize(std::string_view text) noexcept
{
    if (text.empty())
        return 0;
    const std::uint32_t lead = byteAt(text, 0);
    if (lead < 0x80)
        return 1;
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size)
        return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byteAt(text, i) & 0xc0U) != 0x80)
            return 0;
    const std::uint32_t point = codePoint(text, size);
    const bool isTooLong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
    const bool isSurrogate = point >= 0xd800 && point <= 0xdfff;
    return isTooLong || isSurrogate || point > 0x10ffff ? 0 : size;
}

std::size_t countCharacters(std::string_view text) noexcept
{
    return std::size_t(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

std::string excerpt(std::string_view text)
{
    static constexpr std::string_view kCut = "...";
    static constexpr std::size_t kRoom = kLongestExcerpt - 2; // the quotes
    std::string quoted = "'";
    std::size_t whole = 1; // how much of `quoted` may stay when the rest must be cut
    while (!text.empty()) {
        const std::size_t size = utf8CharacterSize(text);
        const std::string next = shown(text, size);
        if (quoted.size() - 1 + next.size() > kRoom) {
            quoted.resize(whole);
            quoted += kCut;
            break;
        }
        quoted += next;
        if (quoted.size() - 1 <= kRoom - kCut.size())
            whole = quoted.size();
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return quoted + "'";
}

} // namespace halcyon::engine
