#include "engine/codec/json_scan.h"

namespace halcyon::engine {

namespace {

[[nodiscard]] bool isHexDigit(char c) noexcept
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

} // namespace

const char* JsonScan::fail(JsonFault::Kind kind, const char* at) noexcept
{
    m_fault.kind = kind;
    m_fault.at = std::size_t(at - m_begin);
    return nullptr;
}

const char* JsonScan::failAsOther(JsonType found, const char* at) noexcept
{
    m_fault.found = found;
    return fail(JsonFault::Kind::NotAnObject, at);
}

const char* JsonScan::escape(const char* at) noexcept
{
    if (at == m_end)
        return fail(JsonFault::Kind::UnexpectedEnd, at);
    if (*at != '\\')
        return fail(JsonFault::Kind::ControlCharacter, at);
    if (at + 1 == m_end)
        return fail(JsonFault::Kind::UnexpectedEnd, m_end);
    if (std::string_view("\"\\/bfnrt").find(at[1]) != std::string_view::npos)
        return at + 2;
    if (at[1] != 'u')
        return fail(JsonFault::Kind::BadEscape, at);
    for (const char* digit = at + 2; digit != at + 6; ++digit) {
        if (digit == m_end)
            return fail(JsonFault::Kind::UnexpectedEnd, m_end);
        if (!isHexDigit(*digit))
            return fail(JsonFault::Kind::BadEscape, at);
    }
    return at + 6;
}

const char* JsonScan::other(const char* at, JsonValue& value)
{
    switch (*at) {
    case 't':
        return literal(at, "true", JsonType::Boolean, value);
    case 'f':
        return literal(at, "false", JsonType::Boolean, value);
    case 'n':
        return literal(at, "null", JsonType::Null, value);
    case '{':
    case '[':
        return container(at, value);
    default:
        return fail(JsonFault::Kind::UnexpectedByte, at);
    }
}

const char* JsonScan::literal(const char* at, std::string_view word, JsonType type, JsonValue& value)
{
    value = {{at, word.size()}, type, false};
    for (const char letter : word) {
        if (at == m_end)
            return fail(JsonFault::Kind::UnexpectedEnd, at);
        if (*at != letter)
            return fail(JsonFault::Kind::UnexpectedByte, at);
        ++at;
    }
    return at;
}

const char* JsonScan::container(const char* at, JsonValue& value)
{
    const char* const start = at;
    m_nesting.clear();
    bool isValueNext = true;
    JsonValue inner;
    do {
        if (!isValueNext)
            at = afterValue(at, isValueNext);
        else if (at != m_end && (*at == '{' || *at == '['))
            at = openContainer(at, isValueNext);
        else {
            at = this->value(at, inner);
            isValueNext = false;
        }
    } while (at != nullptr && (isValueNext || !m_nesting.empty()));
    if (at != nullptr)
        value = {{start, std::size_t(at - start)}, *start == '{' ? JsonType::Object : JsonType::Array, false};
    return at;
}

const char* JsonScan::openContainer(const char* at, bool& isValueNext)
{
    const bool isObject = *at == '{';
    at = skipSpace(at + 1);
    if (at != m_end && *at == (isObject ? '}' : ']')) {
        isValueNext = false;
        return at + 1;
    }
    m_nesting.push_back(isObject);
    JsonValue name;
    return isObject ? key(at, name) : at;
}

/// Behind a value inside a container: the comma and the next key, or the end of the container.
const char* JsonScan::afterValue(const char* at, bool& isValueNext)
{
    const bool isObject = m_nesting.back();
    at = skipSpace(at);
    if (at == m_end)
        return fail(JsonFault::Kind::UnexpectedEnd, at);
    if (*at == ',') {
        isValueNext = true;
        at = skipSpace(at + 1);
        JsonValue name;
        return isObject ? key(at, name) : at;
    }
    if (*at != (isObject ? '}' : ']'))
        return fail(JsonFault::Kind::UnexpectedByte, at);
    m_nesting.pop_back();
    return at + 1;
}

const char* JsonScan::key(const char* at, JsonValue& name)
{
    if (at == m_end)
        return fail(JsonFault::Kind::UnexpectedEnd, at);
    if (*at != '"')
        return fail(JsonFault::Kind::UnexpectedByte, at);
    at = string(at + 1, name);
    if (at == nullptr)
        return nullptr;
    at = skipSpace(at);
    if (at == m_end)
        return fail(JsonFault::Kind::UnexpectedEnd, at);
    if (*at != ':')
        return fail(JsonFault::Kind::UnexpectedByte, at);
    return skipSpace(at + 1);
}

} // namespace halcyon::engine
