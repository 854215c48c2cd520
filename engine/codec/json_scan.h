#pragma once

#include "engine/codec/byte_chunk.h"
#include "engine/codec/json_value.h"

#include <bit>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// Walks one JSON text and judges every byte of it by RFC 8259.
///
/// Each step takes the place where it begins and returns the place behind what
/// it read, or null after it noted a `fault`. Never reads outside the text and
/// never recurses: nesting costs a bit a level. Bytes above 127 inside strings
/// are only noted (`hasNonAscii`); whoever drives the walk must then judge the
/// whole text's UTF-8.
class JsonScan {
public:
    explicit JsonScan(std::string_view text, std::vector<bool>& nesting) noexcept
        : m_begin(text.data())
        , m_end(text.data() + text.size())
        , m_nesting(nesting)
    {
    }

    [[nodiscard]] const char* begin() const noexcept { return m_begin; }
    [[nodiscard]] const char* end() const noexcept { return m_end; }
    [[nodiscard]] bool hasNonAscii() const noexcept { return m_nonAscii != 0; }
    [[nodiscard]] const JsonFault& fault() const noexcept { return m_fault; }

    [[nodiscard]] const char* skipSpace(const char* at) const noexcept
    {
        // The first comparison alone settles nearly every call.
        while (at != m_end && *at <= ' ' && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
            ++at;
        return at;
    }

    [[nodiscard]] const char* value(const char* at, JsonValue& value)
    {
        if (at == m_end)
            return fail(JsonFault::Kind::UnexpectedEnd, at);
        if (*at == '"')
            return string(at + 1, value);
        if (*at == '-' || (*at >= '0' && *at <= '9'))
            return number(at, value);
        return other(at, value);
    }

    /// \pre The opening quote is right before `at`.
    [[nodiscard]] const char* string(const char* at, JsonValue& value)
    {
        const char* const content = at;
        value.type = JsonType::String;
        value.hasEscapes = false;
        for (;;) {
            const ByteChunk chunk = readChunk(m_begin, at, m_end);
            if (chunk.stops == 0) {
                m_nonAscii |= chunk.high;
                at += kChunkSize;
                continue;
            }
            const auto passed = std::countr_zero(chunk.stops);
            m_nonAscii |= chunk.high & ((1U << passed) - 1U);
            at += passed;
            if (at != m_end && *at == '"') {
                value.text = {content, std::size_t(at - content)};
                return at + 1;
            }
            value.hasEscapes = true;
            at = escape(at);
            if (at == nullptr)
                return nullptr;
        }
    }

    /// A member's name, its colon and the space behind it.
    [[nodiscard]] const char* key(const char* at, JsonValue& name);

    const char* fail(JsonFault::Kind kind, const char* at) noexcept;
    /// Correct JSON, but no object.
    const char* failAsOther(JsonType found, const char* at) noexcept;

private:
    [[nodiscard]] const char* digits(const char* at) const noexcept
    {
        while (at != m_end && *at >= '0' && *at <= '9')
            ++at;
        return at;
    }

    [[nodiscard]] const char* number(const char* at, JsonValue& value)
    {
        const char* const start = at;
        at += *at == '-' ? 1 : 0;
        const char* const whole = at;
        at = digits(at);
        if (at == whole || (*whole == '0' && at - whole > 1))
            return fail(JsonFault::Kind::BadNumber, start);
        if (at != m_end && *at == '.') {
            const char* const fraction = at + 1;
            at = digits(fraction);
            if (at == fraction)
                return fail(JsonFault::Kind::BadNumber, start);
        }
        if (at != m_end && (*at == 'e' || *at == 'E')) {
            ++at;
            at += at != m_end && (*at == '-' || *at == '+') ? 1 : 0;
            const char* const exponent = at;
            at = digits(at);
            if (at == exponent)
                return fail(JsonFault::Kind::BadNumber, start);
        }
        value = {{start, std::size_t(at - start)}, JsonType::Number, false};
        return at;
    }

    /// What stopped a string's run of plain bytes: an escape, or a fault.
    [[nodiscard]] const char* escape(const char* at) noexcept;
    /// A literal, an object or an array.
    [[nodiscard]] const char* other(const char* at, JsonValue& value);
    [[nodiscard]] const char* literal(const char* at, std::string_view word, JsonType type, JsonValue& value);
    [[nodiscard]] const char* container(const char* at, JsonValue& value);
    [[nodiscard]] const char* openContainer(const char* at, bool& isValueNext);
    [[nodiscard]] const char* afterValue(const char* at, bool& isValueNext);

    const char* m_begin;
    const char* m_end;
    std::vector<bool>& m_nesting; // of the container being walked, outermost first; true = object
    unsigned m_nonAscii = 0;
    JsonFault m_fault;
};

} // namespace halcyon::engine
