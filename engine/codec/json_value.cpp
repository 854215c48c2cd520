#include "engine/codec/json_value.h"

#include "engine/quality/text_excerpt.h"

#include <array>

namespace halcyon::engine {

namespace {

/// The byte at fault as a person can read it: "'x'", "byte 0xff".
[[nodiscard]] std::string nameByte(std::string_view text, std::size_t at)
{
    const auto size = utf8CharacterSize(text.substr(at));
    return excerpt(text.substr(at, size == 0 ? 1 : size));
}

[[nodiscard]] std::size_t firstBadCharacter(std::string_view text) noexcept
{
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t size = utf8CharacterSize(text.substr(at));
        if (size == 0)
            break;
        at += size;
    }
    return at;
}

} // namespace

std::string_view jsonTypeName(JsonType type) noexcept
{
    static constexpr std::array<std::string_view, 6> kNames{
        "null", "boolean", "number", "string", "object", "array"};
    return kNames[std::size_t(type)];
}

std::string JsonFault::describe(std::string_view text) const
{
    const std::string place = " at byte " + std::to_string(at);
    switch (kind) {
    case Kind::None:
        break;
    case Kind::Empty:
        return text.empty() ? "empty message" : "nothing but white space";
    case Kind::ByteOrderMark:
        return "a byte order mark before the JSON";
    case Kind::UnexpectedByte:
        return "unexpected " + nameByte(text, at) + place;
    case Kind::UnexpectedEnd:
        return "incomplete, ends" + place;
    case Kind::ControlCharacter:
        return "control character " + nameByte(text, at) + " in a string" + place;
    case Kind::BadEscape:
        return "bad escape " + excerpt(text.substr(at, 6)) + place;
    case Kind::BadNumber:
        return "bad number " + excerpt(text.substr(at, 12)) + place;
    case Kind::BadUtf8: {
        const std::size_t bad = firstBadCharacter(text);
        return "byte " + nameByte(text, bad) + " is not UTF-8, at byte " + std::to_string(bad);
    }
    case Kind::TrailingBytes:
        return "unexpected " + nameByte(text, at) + " behind the JSON's end" + place;
    case Kind::NotAnObject:
        return std::string(jsonTypeName(found)) + ", expected object";
    }
    return {};
}

} // namespace halcyon::engine
