#include "engine/codec/json_object_reader.h"

#include "engine/codec/json_text.h"

#include <simdjson.h>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace halcyon::engine {

namespace {

[[nodiscard]] bool areEightSame(const char* a, const char* b) noexcept
{
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    std::memcpy(&left, a, sizeof left);
    std::memcpy(&right, b, sizeof right);
    return left == right;
}

/// Whether `size` bytes are the same, 8 to 32 of them: pieces of fixed length that overlap.
[[nodiscard]] bool areSame(const char* a, const char* b, std::size_t size) noexcept
{
    const std::size_t last = size - 8;
    if (!areEightSame(a, b) || !areEightSame(a + last, b + last))
        return false;
    if (size <= 16)
        return true;
    return areEightSame(a + 8, b + 8) && areEightSame(a + last - 8, b + last - 8);
}

} // namespace

JsonObjectReader::JsonObjectReader(std::span<const std::string_view> keys)
    : m_keys(keys)
{
    assert(m_keys.size() <= kMostKeys);
}

bool JsonObjectReader::read(std::string_view text)
{
    m_found = 0;
    JsonScan scan(text, m_nesting);
    const char* at = readMembers(scan);
    if (at != nullptr) {
        at = scan.skipSpace(at);
        if (at != scan.end())
            at = scan.fail(JsonFault::Kind::TrailingBytes, at);
        else if (scan.hasNonAscii() && !simdjson::validate_utf8(text.data(), text.size()))
            at = scan.fail(JsonFault::Kind::BadUtf8, text.data());
    }
    if (at != nullptr)
        return true;
    m_fault = scan.fault();
    return false;
}

const char* JsonObjectReader::readMembers(JsonScan& scan)
{
    const char* at = scan.begin();
    for (std::size_t number = 0;; ++number) {
        int key = kUnknownKey;
        const Head& head = m_heads[std::min(number, kMostHeads - 1)];
        if (head.size != 0 && std::size_t(scan.end() - at) >= head.size
            && areSame(at, head.bytes.data(), head.size)) {
            at = scan.skipSpace(at + head.size); // there may be more of it than last time
            key = head.key;
        } else {
            at = readHead(scan, at, number, key);
            if (at == nullptr || key == kNoMore)
                return at;
        }
        at = scan.value(at, m_values[std::size_t(key)]);
        if (at == nullptr)
            return nullptr;
        m_found |= std::uint64_t{1} << key;
        if (at != scan.end() && *at == '}')
            return at + 1;
    }
}

/// The slow way from the end of one value to the beginning of the next.
const char* JsonObjectReader::readHead(JsonScan& scan, const char* at, std::size_t number, int& key)
{
    const char* const from = at;
    at = scan.skipSpace(at);
    if (at == scan.end())
        return scan.fail(number == 0 ? JsonFault::Kind::Empty : JsonFault::Kind::UnexpectedEnd, at);
    if (*at == '}' && number != 0) {
        key = kNoMore;
        return at + 1;
    }
    if (*at != (number == 0 ? '{' : ','))
        return number == 0 ? refuseOther(scan, at) : scan.fail(JsonFault::Kind::UnexpectedByte, at);
    at = scan.skipSpace(at + 1);
    if (number == 0 && at != scan.end() && *at == '}') {
        key = kNoMore;
        return at + 1;
    }
    JsonValue name;
    at = scan.key(at, name);
    if (at != nullptr) {
        key = lookUp(name);
        remember(number, from, at, key);
    }
    return at;
}

/// A text that does not begin as an object does: wrong JSON, or JSON of another type.
const char* JsonObjectReader::refuseOther(JsonScan& scan, const char* at)
{
    static constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
    const std::string_view rest(at, std::size_t(scan.end() - at));
    if (rest.starts_with(kByteOrderMark))
        return scan.fail(JsonFault::Kind::ByteOrderMark, at);
    JsonValue value;
    const char* const behind = scan.value(at, value);
    if (behind == nullptr)
        return nullptr;
    const char* const trailing = scan.skipSpace(behind);
    if (trailing != scan.end())
        return scan.fail(JsonFault::Kind::TrailingBytes, trailing);
    if (scan.hasNonAscii() && !simdjson::validate_utf8(rest.data(), rest.size()))
        return scan.fail(JsonFault::Kind::BadUtf8, at);
    return scan.failAsOther(value.type, at);
}

int JsonObjectReader::lookUp(const JsonValue& name) const
{
    std::string unescaped;
    std::string_view text = name.text;
    if (name.hasEscapes) {
        unescaped = unescapeJson(name.text).value_or(std::string{});
        text = unescaped;
    }
    const auto known = std::find(m_keys.begin(), m_keys.end(), text);
    return known == m_keys.end() ? kUnknownKey : int(known - m_keys.begin());
}

void JsonObjectReader::remember(std::size_t number, const char* from, const char* to, int key) noexcept
{
    const auto size = std::size_t(to - from);
    const bool isAscii = std::none_of(from, to, [](char c) { return (c & 0x80) != 0; });
    if (number >= kMostHeads || size < 8 || size > Head{}.bytes.size() || !isAscii)
        return; // other bytes must be seen each time, for the text's UTF-8 to be judged
    m_heads[number].size = unsigned(size);
    m_heads[number].key = key;
    std::memcpy(m_heads[number].bytes.data(), from, size);
}

} // namespace halcyon::engine
