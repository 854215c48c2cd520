#include "engine/store/pg_values.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace halcyon::engine {

namespace pg {

namespace {

constexpr std::int64_t kUnixToPg = 946'684'800'000'000; // 2000-01-01 in microseconds of 1970
constexpr std::int64_t kEarliest = -211'813'488'000'000'000; // 4714-11-24 BC, PostgreSQL's own limit
constexpr std::int64_t kLatest = 9'223'371'331'199'999'999; // the microsecond before 294277
constexpr int kBase = 10000;
constexpr std::uint16_t kNegative = 0x4000;

} // namespace

std::int64_t toTimestamp(EventTime time) noexcept
{
    const auto unixMicros = time.time_since_epoch().count();
    if (unixMicros < std::numeric_limits<std::int64_t>::min() + kUnixToPg)
        return kEarliest;
    return std::clamp(unixMicros - kUnixToPg, kEarliest, kLatest);
}

EventTime fromTimestamp(std::int64_t timestamp) noexcept
{
    const auto most = std::numeric_limits<std::int64_t>::max() - kUnixToPg;
    return EventTime(std::chrono::microseconds{std::min(timestamp, most) + kUnixToPg});
}

std::int32_t toDate(EventTime time) noexcept
{
    const auto day = floorTo(fromTimestamp(toTimestamp(time)), std::chrono::hours{24});
    return std::int32_t(toTimestamp(day) / std::chrono::microseconds(std::chrono::hours{24}).count());
}

std::size_t writeNumeric(char* at, AmountSum::Steps steps) noexcept
{
    __extension__ using Wide = unsigned __int128;
    const bool isNegative = steps < 0;
    Wide rest = isNegative ? -Wide(steps) : Wide(steps);
    std::array<std::uint16_t, 11> digits{}; // least significant first; the last one counts steps
    std::size_t count = 0;
    if (rest <= std::numeric_limits<std::uint64_t>::max()) { // 64-bit division is ten times as fast
        for (auto narrow = std::uint64_t(rest); narrow != 0; narrow /= kBase)
            digits[count++] = std::uint16_t(narrow % kBase);
    } else {
        for (; rest != 0; rest /= kBase)
            digits[count++] = std::uint16_t(rest % kBase);
    }
    std::size_t trailing = 0;
    while (trailing < count && digits[trailing] == 0)
        ++trailing;

    char* out = at;
    const auto put = [&out](std::uint16_t value) {
        value = bigEndian(value);
        std::memcpy(out, &value, sizeof value);
        out += sizeof value;
    };
    put(std::uint16_t(count - trailing));
    put(std::uint16_t(count == 0 ? 0 : int(count) - 2)); // weight: digits[1] counts units
    put(isNegative ? kNegative : std::uint16_t{0});
    put(4);
    for (std::size_t i = count; i > trailing; --i)
        put(digits[i - 1]);
    return std::size_t(out - at);
}

std::optional<AmountSum> readNumeric(std::string_view bytes) noexcept
{
    if (bytes.size() < 8)
        return std::nullopt;
    const auto at = [&](std::size_t word) { return readInteger<std::uint16_t>(bytes.data() + 2 * word); };
    const std::size_t count = at(0);
    const int weight = std::int16_t(at(1));
    const auto sign = at(2);
    if ((sign != 0 && sign != kNegative) || bytes.size() < 8 + 2 * count || weight > 8)
        return std::nullopt;
    AmountSum::Steps steps = 0;
    for (int position = weight; position >= -1; --position) {
        const auto index = std::size_t(weight - position);
        const AmountSum::Steps digit = index < count ? at(4 + index) : 0;
        if (__builtin_mul_overflow(steps, kBase, &steps) || __builtin_add_overflow(steps, digit, &steps))
            return std::nullopt;
    }
    const auto kept = std::size_t(std::max(weight + 2, 0));
    for (std::size_t i = kept; i < count; ++i)
        if (at(4 + i) != 0)
            return std::nullopt;
    return AmountSum(sign == kNegative ? -steps : steps);
}

} // namespace pg

namespace {

// Object ids of built-in types never change.
constexpr unsigned kBool = 16, kBytea = 17, kInt8 = 20, kText = 25, kDate = 1082, kTimestamp = 1114,
                   kNumeric = 1700, kInt8Array = 1016, kTextArray = 1009, kTimestampArray = 1115;

template <typename Integer>
void append(std::string& bytes, Integer value)
{
    value = pg::bigEndian(value);
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename Integer>
std::string encoded(Integer value)
{
    std::string bytes;
    append(bytes, value);
    return bytes;
}

/// One-dimensional array: dimensions, has-null flag, element type, length, lower bound.
std::string arrayHeader(std::size_t count, unsigned type)
{
    std::string bytes;
    append(bytes, std::int32_t(count == 0 ? 0 : 1));
    append(bytes, std::int32_t{0});
    append(bytes, std::uint32_t(type));
    if (count != 0) {
        append(bytes, std::int32_t(count));
        append(bytes, std::int32_t{1});
    }
    return bytes;
}

} // namespace

PgParameters& PgParameters::add(unsigned type, std::string bytes)
{
    m_values.push_back({type, std::move(bytes), false});
    return *this;
}

PgParameters& PgParameters::addNull(unsigned type)
{
    m_values.push_back({type, {}, true});
    return *this;
}

PgParameters& PgParameters::text(std::string_view value)
{
    return add(kText, std::string(value));
}

PgParameters& PgParameters::optionalText(const std::optional<std::string>& value)
{
    return value ? text(*value) : addNull(kText);
}

PgParameters& PgParameters::bytes(std::string_view value)
{
    return add(kBytea, std::string(value));
}

PgParameters& PgParameters::integer(std::int64_t value)
{
    return add(kInt8, encoded(value));
}

PgParameters& PgParameters::optionalInteger(std::optional<std::int64_t> value)
{
    return value ? integer(*value) : addNull(kInt8);
}

PgParameters& PgParameters::time(EventTime value)
{
    return add(kTimestamp, encoded(pg::toTimestamp(value)));
}

PgParameters& PgParameters::optionalTime(std::optional<EventTime> value)
{
    return value ? time(*value) : addNull(kTimestamp);
}

PgParameters& PgParameters::day(std::int32_t daysSince2000)
{
    return add(kDate, encoded(daysSince2000));
}

PgParameters& PgParameters::amount(AmountSum value)
{
    std::array<char, pg::kMostNumericBytes> buffer{};
    const auto size = pg::writeNumeric(buffer.data(), value.steps());
    return add(kNumeric, std::string(buffer.data(), size));
}

PgParameters& PgParameters::boolean(bool value)
{
    return add(kBool, std::string(1, value ? '\1' : '\0'));
}

PgParameters& PgParameters::integers(std::span<const std::int64_t> values)
{
    auto bytes = arrayHeader(values.size(), kInt8);
    for (const auto value : values) {
        append(bytes, std::int32_t{8});
        append(bytes, value);
    }
    return add(kInt8Array, std::move(bytes));
}

PgParameters& PgParameters::times(std::span<const EventTime> values)
{
    auto bytes = arrayHeader(values.size(), kTimestamp);
    for (const auto value : values) {
        append(bytes, std::int32_t{8});
        append(bytes, pg::toTimestamp(value));
    }
    return add(kTimestampArray, std::move(bytes));
}

PgParameters& PgParameters::texts(std::span<const std::string> values)
{
    auto bytes = arrayHeader(values.size(), kText);
    for (const auto& value : values) {
        append(bytes, std::int32_t(value.size()));
        bytes += value;
    }
    return add(kTextArray, std::move(bytes));
}

PgRows::~PgRows()
{
    PQclear(m_result);
}

PgRows::PgRows(PgRows&& other) noexcept
    : m_result(std::exchange(other.m_result, nullptr))
{
}

PgRows& PgRows::operator=(PgRows&& other) noexcept
{
    std::swap(m_result, other.m_result);
    return *this;
}

int PgRows::size() const noexcept
{
    return PQntuples(m_result);
}

std::string_view PgRows::commandTag() const noexcept
{
    return PQcmdStatus(m_result);
}

std::int64_t PgRows::affected() const noexcept
{
    const std::string_view text = PQcmdTuples(m_result);
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

bool PgRows::isNull(int row, int column) const noexcept
{
    return PQgetisnull(m_result, row, column) != 0;
}

std::string_view PgRows::view(int row, int column) const noexcept
{
    return {PQgetvalue(m_result, row, column), std::size_t(PQgetlength(m_result, row, column))};
}

char PgRows::character(int row, int column) const noexcept
{
    const auto bytes = view(row, column);
    return bytes.empty() ? '\0' : bytes.front();
}

std::int64_t PgRows::integer(int row, int column) const noexcept
{
    const auto bytes = view(row, column);
    switch (bytes.size()) {
    case 2:
        return pg::readInteger<std::int16_t>(bytes.data());
    case 4:
        return pg::readInteger<std::int32_t>(bytes.data());
    case 8:
        return pg::readInteger<std::int64_t>(bytes.data());
    default:
        return 0;
    }
}

double PgRows::real(int row, int column) const noexcept
{
    const auto bits = integer(row, column);
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

EventTime PgRows::time(int row, int column) const noexcept
{
    return isNull(row, column) ? EventTime{} : pg::fromTimestamp(integer(row, column));
}

std::optional<EventTime> PgRows::optionalTime(int row, int column) const noexcept
{
    if (isNull(row, column))
        return std::nullopt;
    return time(row, column);
}

std::chrono::microseconds PgRows::interval(int row, int column) const noexcept
{
    const auto bytes = view(row, column);
    return std::chrono::microseconds{
        bytes.size() == 16 ? pg::readInteger<std::int64_t>(bytes.data()) : std::int64_t{0}};
}

AmountSum PgRows::amount(int row, int column) const noexcept
{
    return pg::readNumeric(view(row, column)).value_or(AmountSum{});
}

std::vector<std::string_view> PgRows::byteArray(int row, int column) const
{
    constexpr std::size_t kHeader = 20;
    std::vector<std::string_view> elements;
    auto bytes = view(row, column);
    if (bytes.size() < kHeader)
        return elements;
    const auto count = pg::readInteger<std::int32_t>(bytes.data() + 12);
    bytes.remove_prefix(kHeader);
    for (std::int32_t i = 0; i < count && bytes.size() >= 4; ++i) {
        const auto size = pg::readInteger<std::int32_t>(bytes.data());
        const auto length = std::size_t(std::max(size, 0));
        elements.push_back(bytes.substr(4, length));
        bytes.remove_prefix(std::min(bytes.size(), 4 + length));
    }
    return elements;
}

} // namespace halcyon::engine
