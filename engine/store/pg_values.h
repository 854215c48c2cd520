#pragma once

#include "engine/model/event_time.h"
#include "engine/model/money.h"

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct pg_result;

namespace halcyon::engine {

/// PostgreSQL's binary forms, shared by parameters, COPY and results.
namespace pg {

/// timestamp counts microseconds from 2000-01-01; what lies outside its range
/// (4713 BC to 294276 AD) is drawn to the nearer end.
[[nodiscard]] std::int64_t toTimestamp(EventTime time) noexcept;
[[nodiscard]] EventTime fromTimestamp(std::int64_t timestamp) noexcept;

/// Days from 2000-01-01 to the UTC day of `time`.
[[nodiscard]] std::int32_t toDate(EventTime time) noexcept;

template <typename Integer>
[[nodiscard]] inline Integer bigEndian(Integer value) noexcept
{
    if constexpr (sizeof value == 8)
        return Integer(__builtin_bswap64(std::uint64_t(value)));
    else if constexpr (sizeof value == 4)
        return Integer(__builtin_bswap32(std::uint32_t(value)));
    else
        return Integer(__builtin_bswap16(std::uint16_t(value)));
}

template <typename Integer>
[[nodiscard]] inline Integer readInteger(const char* at) noexcept
{
    Integer value;
    std::memcpy(&value, at, sizeof value);
    return bigEndian(value);
}

/// Longest binary numeric `writeNumeric` makes: header and digits of 128 bits.
inline constexpr std::size_t kMostNumericBytes = 32;

/// Writes steps/10000 as a numeric with four decimals; returns the bytes written.
/// Cheap, because a step is one unit of numeric's last base-10000 digit.
std::size_t writeNumeric(char* at, AmountSum::Steps steps) noexcept;

/// Nothing for NaN, infinity, more than four decimals or more than 128 bits.
[[nodiscard]] std::optional<AmountSum> readNumeric(std::string_view bytes) noexcept;

} // namespace pg

/// A statement's parameters ($1, $2, ...), typed and in binary.
class PgParameters {
public:
    PgParameters& text(std::string_view value);
    PgParameters& optionalText(const std::optional<std::string>& value);
    PgParameters& bytes(std::string_view value);
    PgParameters& integer(std::int64_t value); ///< bigint
    PgParameters& optionalInteger(std::optional<std::int64_t> value);
    PgParameters& time(EventTime value);
    PgParameters& optionalTime(std::optional<EventTime> value);
    PgParameters& day(std::int32_t daysSince2000);
    PgParameters& amount(AmountSum value);
    PgParameters& boolean(bool value);
    PgParameters& integers(std::span<const std::int64_t> values); ///< bigint[]
    PgParameters& times(std::span<const EventTime> values); ///< timestamp[]
    PgParameters& texts(std::span<const std::string> values); ///< text[]

    [[nodiscard]] std::size_t size() const noexcept { return m_values.size(); }

private:
    friend class PgWire;
    struct Value {
        unsigned type = 0;
        std::string bytes;
        bool isNull = false;
    };
    PgParameters& add(unsigned type, std::string bytes);
    PgParameters& addNull(unsigned type);
    std::vector<Value> m_values;
};

/// Rows of a result, in binary. The getters trust the statement's column types.
class PgRows {
public:
    PgRows() = default;
    explicit PgRows(pg_result* result) noexcept
        : m_result(result)
    {
    }
    ~PgRows();
    PgRows(PgRows&& other) noexcept;
    PgRows& operator=(PgRows&& other) noexcept;

    [[nodiscard]] int size() const noexcept;
    /// "COMMIT", "INSERT 0 3", ...
    [[nodiscard]] std::string_view commandTag() const noexcept;
    /// Rows inserted, updated or deleted.
    [[nodiscard]] std::int64_t affected() const noexcept;

    [[nodiscard]] bool isNull(int row, int column) const noexcept;
    /// Valid as long as this object.
    [[nodiscard]] std::string_view view(int row, int column) const noexcept;
    [[nodiscard]] std::string text(int row, int column) const { return std::string(view(row, column)); }
    [[nodiscard]] char character(int row, int column) const noexcept;
    [[nodiscard]] bool boolean(int row, int column) const noexcept { return character(row, column) != 0; }
    /// smallint, integer or bigint; 0 for NULL.
    [[nodiscard]] std::int64_t integer(int row, int column) const noexcept;
    [[nodiscard]] double real(int row, int column) const noexcept;
    [[nodiscard]] EventTime time(int row, int column) const noexcept;
    [[nodiscard]] std::optional<EventTime> optionalTime(int row, int column) const noexcept;
    /// An interval without months and days; 0 for NULL.
    [[nodiscard]] std::chrono::microseconds interval(int row, int column) const noexcept;
    /// 0 for NULL.
    [[nodiscard]] AmountSum amount(int row, int column) const noexcept;
    /// bytea[]; empty for NULL.
    [[nodiscard]] std::vector<std::string_view> byteArray(int row, int column) const;

private:
    pg_result* m_result = nullptr;
};

} // namespace halcyon::engine
