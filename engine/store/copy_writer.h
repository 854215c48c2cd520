#pragma once

#include "engine/model/event_time.h"
#include "engine/model/message.h"
#include "engine/model/money.h"
#include "engine/store/pg_values.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace halcyon::engine {

/// Types of array elements, by their object ids (pg_type.dat of PostgreSQL).
enum class PgType : std::uint32_t {
    Boolean = 16,
    Bytes = 17,
    Letter = 18,
    Integer64 = 20,
    Integer16 = 21,
    Integer32 = 23,
    Text = 25,
    Time = 1114,
    Interval = 1186,
};

/// Rows in PostgreSQL's binary COPY format, in one buffer that is used again.
///
/// A row is `row(...)` and then its fields in column order.
/// Text that PostgreSQL would refuse never breaks a row: U+0000 and bytes that
/// are no UTF-8 become U+FFFD (the payload column keeps the bytes as they came).
class CopyWriter {
public:
    /// The header; first of all.
    void begin();
    /// The trailer; last of all.
    void end();

    /// Starts a row whose texts have `textBytes` together, its bytes, json and headers `rawBytes`. Its arrays
    /// have `elements` each.
    void row(std::int16_t fields, std::size_t textBytes, std::size_t rawBytes, std::size_t elements = 0)
    {
        reserve(std::size_t(fields) * (kMostFixedField * (elements + 1) + kArrayHead)
            + textBytes * kMostBytesAByte + rawBytes);
        append(fields);
    }

    /// An array of `size` elements; `put(i)` writes the i-th as a field of its own. NULL when all are.
    template <typename Put>
    void array(PgType type, std::size_t size, Put put)
    {
        char* const start = m_at;
        arrayHead(type, size);
        for (std::size_t i = 0; i < size; ++i)
            put(i);
        endArray(start);
    }

    void null() { append(std::int32_t{-1}); }
    void integer16(std::int16_t value) { field(value); }
    void integer32(std::int32_t value) { field(value); }
    void integer64(std::int64_t value) { field(value); }
    void real(double value)
    {
        std::int64_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        field(bits);
    }
    void character(char value) { field(std::uint8_t(value)); }
    void boolean(bool value) { field(std::uint8_t(value ? 1 : 0)); }
    void time(EventTime value) { field(pg::toTimestamp(value)); }
    void optionalTime(const std::optional<EventTime>& value) { value ? time(*value) : null(); }
    void interval(std::chrono::microseconds value);
    void numeric(AmountSum::Steps steps)
    {
        const auto size = pg::writeNumeric(m_at + 4, steps);
        append(std::int32_t(size));
        m_at += size;
    }
    void text(std::string_view value);
    /// NULL when empty.
    void optionalText(std::string_view value) { value.empty() ? null() : text(value); }
    void bytes(std::string_view value)
    {
        append(std::int32_t(value.size()));
        if (!value.empty()) // memcpy from null is undefined, whatever the size
            std::memcpy(m_at, value.data(), value.size());
        m_at += value.size();
    }
    /// bytea[] of name, value, name, value, ...; NULL when there is none.
    void headers(std::span<const MessageHeader> headers);
    /// The same as the text of a bytea[], for arrays, which have no arrays inside.
    void headersText(std::span<const MessageHeader> headers);
    /// jsonb from its text, which must be valid.
    void json(std::string_view text);

    [[nodiscard]] std::span<const char> bytes() const noexcept { return {m_buffer.get(), size()}; }
    [[nodiscard]] std::size_t size() const noexcept { return std::size_t(m_at - m_buffer.get()); }
    void clear() noexcept { m_at = m_buffer.get(); }

    /// What `headers` adds to a row's raw bytes.
    [[nodiscard]] static std::size_t sizeOf(std::span<const MessageHeader> headers) noexcept;
    /// What `headersText` adds.
    [[nodiscard]] static std::size_t textSizeOf(std::span<const MessageHeader> headers) noexcept;

private:
    static constexpr std::size_t kMostFixedField = 4 + pg::kMostNumericBytes;
    static constexpr std::size_t kMostBytesAByte = 3; // U+FFFD in place of one byte
    static constexpr std::size_t kArrayHead = 20;

    void arrayHead(PgType type, std::size_t size)
    {
        append(std::int32_t{0}); // the array's length, put in at its end
        append(std::int32_t{1}); // dimensions
        append(std::int32_t{0}); // the server looks for NULL itself
        append(std::uint32_t(type));
        append(std::int32_t(size));
        append(std::int32_t{1}); // lower bound
    }
    void endArray(char* start);
    void setLength(char* start) noexcept;

    void reserve(std::size_t size)
    {
        if (std::size_t(m_end - m_at) < size)
            grow(size);
    }
    void grow(std::size_t size);

    template <typename Integer>
    void append(Integer value)
    {
        value = pg::bigEndian(value);
        std::memcpy(m_at, &value, sizeof value);
        m_at += sizeof value;
    }
    void append(std::uint8_t value) { *m_at++ = char(value); }
    template <typename Integer>
    void field(Integer value)
    {
        append(std::int32_t{sizeof value});
        append(value);
    }

    std::unique_ptr<char[]> m_buffer;
    char* m_at = nullptr;
    char* m_end = nullptr;
};

/// `text` as PostgreSQL takes it: valid UTF-8 without U+0000.
[[nodiscard]] std::string cleanText(std::string_view text);

} // namespace halcyon::engine
