#include "engine/codec/json_text.h"

#include "engine/quality/text_excerpt.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace halcyon::engine {

namespace {

[[nodiscard]] bool isBetween(std::uint32_t unit, std::uint32_t first, std::uint32_t last) noexcept
{
    return unit >= first && unit <= last;
}

/// The four hexadecimal digits at the front of `text`.
[[nodiscard]] std::uint32_t hexUnit(std::string_view text) noexcept
{
    std::uint32_t unit = 0;
    for (const char c : text.substr(0, 4))
        unit = unit << 4 | std::uint32_t(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    return unit;
}

[[nodiscard]] char* writeUtf8(std::uint32_t point, char* out) noexcept
{
    const auto put = [&](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xc0 | point >> 6);
        put(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        put(0xe0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3f));
        put(0x80 | (point & 0x3f));
    } else {
        put(0xf0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3f));
        put(0x80 | (point >> 6 & 0x3f));
        put(0x80 | (point & 0x3f));
    }
    return out;
}

/// Takes the digits of a \u escape (and of its second half) off `rest`.
[[nodiscard]] std::optional<std::uint32_t> takeUnicodeEscape(std::string_view& rest) noexcept
{
    const std::uint32_t unit = hexUnit(rest);
    rest.remove_prefix(4);
    if (!isBetween(unit, 0xd800, 0xdfff))
        return unit;
    if (unit >= 0xdc00 || !rest.starts_with("\\u"))
        return std::nullopt;
    const std::uint32_t low = hexUnit(rest.substr(2));
    if (!isBetween(low, 0xdc00, 0xdfff))
        return std::nullopt;
    rest.remove_prefix(6);
    return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

[[nodiscard]] char plainEscape(char letter) noexcept
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default: // quote, backslash, slash
        return letter;
    }
}

void appendControl(std::string& json, char c)
{
    static constexpr std::string_view kLetters = "btn\0fr";
    if (c >= '\b' && c <= '\r' && c != '\v') {
        json += '\\';
        json += kLetters[std::size_t(c - '\b')];
        return;
    }
    std::array<char, 8> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "\\u%04x", unsigned(static_cast<unsigned char>(c)));
    json += escaped.data();
}

} // namespace

std::optional<std::size_t> unescapeJson(std::string_view content, char* out) noexcept
{
    const char* const start = out;
    while (!content.empty()) {
        const std::size_t plain = std::min(content.find('\\'), content.size());
        std::memmove(out, content.data(), plain);
        out += plain;
        content.remove_prefix(plain);
        if (content.empty())
            break;
        const char letter = content[1];
        content.remove_prefix(2);
        if (letter != 'u') {
            *out++ = plainEscape(letter);
            continue;
        }
        const auto point = takeUnicodeEscape(content);
        if (!point)
            return std::nullopt;
        out = writeUtf8(*point, out);
    }
    return std::size_t(out - start);
}

std::optional<std::string> unescapeJson(std::string_view content)
{
    std::string text(content.size(), '\0');
    const auto size = unescapeJson(content, text.data());
    if (!size)
        return std::nullopt;
    text.resize(*size);
    return text;
}

void appendJsonString(std::string& json, std::string_view text)
{
    json += '"';
    while (!text.empty()) {
        const std::size_t size = utf8CharacterSize(text);
        const char c = text.front();
        if (size == 0)
            json += "\xef\xbf\xbd";
        else if (c == '"' || c == '\\')
            (json += '\\') += c;
        else if (size == 1 && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f))
            appendControl(json, c);
        else
            json += text.substr(0, size);
        text.remove_prefix(size == 0 ? 1 : size);
    }
    json += '"';
}

} // namespace halcyon::engine
