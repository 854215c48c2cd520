#include "engine/codec/iso_time.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace halcyon::engine {

namespace {

/// What eight characters in a row must be, one byte for each: '0' in a pattern
/// stands for a digit, '?' for anything, the rest for itself.
struct Pattern {
    std::uint64_t digits = 0; ///< 0xff where a digit must be
    std::uint64_t fixed = 0; ///< 0xff where one character must be
    std::uint64_t wanted = 0; ///< that character, or '0'

    consteval explicit Pattern(const char (&text)[9]) noexcept
    {
        for (unsigned place = 0; place < 8; ++place) {
            const char c = text[place];
            digits |= std::uint64_t{c == '0' ? 0xffU : 0U} << (8 * place);
            fixed |= std::uint64_t{c != '0' && c != '?' ? 0xffU : 0U} << (8 * place);
            wanted |= std::uint64_t{c != '?' ? static_cast<unsigned char>(c) : 0U} << (8 * place);
        }
    }
};

/// Eight characters held against a pattern, all at once: a timestamp is in every message.
class EightPlaces {
public:
    EightPlaces(const char* text, Pattern pattern) noexcept
    {
        std::uint64_t places = 0;
        std::memcpy(&places, text, sizeof places);
        if constexpr (std::endian::native == std::endian::big)
            places = __builtin_bswap64(places);
        m_digits = (places ^ pattern.wanted) & pattern.digits; // '0' to '9' became 0 to 9
        const std::uint64_t above9 = m_digits + (0x0606060606060606 & pattern.digits);
        m_fits = ((places ^ pattern.wanted) & pattern.fixed) == 0
            && ((m_digits | above9) & 0xf0f0f0f0f0f0f0f0) == 0;
    }

    [[nodiscard]] bool fits() const noexcept { return m_fits; }
    [[nodiscard]] unsigned twoDigits(unsigned place) const noexcept
    {
        const std::uint64_t from = m_digits >> (8 * place);
        return unsigned(from & 0xff) * 10 + unsigned(from >> 8 & 0xff);
    }

private:
    std::uint64_t m_digits = 0;
    bool m_fits = false;
};

[[nodiscard]] bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

[[nodiscard]] unsigned daysInMonth(unsigned year, unsigned month) noexcept
{
    static constexpr std::array<std::uint8_t, 13> kDays{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && isLeap ? 29 : kDays[month];
}

constexpr std::size_t kToSeconds
    = 19; // characters of YYYY-MM-DDThh:mm:ss; what follows may be read together with them

/// Reads the date and the time of day to the second.
[[nodiscard]] bool readSeconds(const char* text, WallTime& wall) noexcept
{
    const EightPlaces yearAndMonth(text, Pattern("0000-00-"));
    const EightPlaces dayOnly(text + 8, Pattern("00??????"));
    const EightPlaces clock(text + 11, Pattern("00:00:00"));
    if (!yearAndMonth.fits() || !dayOnly.fits() || !clock.fits() || (text[10] != 'T' && text[10] != ' '))
        return false;
    const unsigned year = 100 * yearAndMonth.twoDigits(0) + yearAndMonth.twoDigits(2);
    const unsigned month = yearAndMonth.twoDigits(5);
    const unsigned day = dayOnly.twoDigits(0);
    const unsigned hour = clock.twoDigits(0);
    const unsigned minute = clock.twoDigits(3);
    const unsigned second = clock.twoDigits(6);
    if (year == 0 || month == 0 || month > 12 || day == 0 || day > daysInMonth(year, month) || hour > 23
        || minute > 59 || second > 59)
        return false;
    const std::chrono::local_days date{
        std::chrono::year{int(year)} / std::chrono::month{month} / std::chrono::day{day}};
    wall = date + std::chrono::seconds{(hour * 60 + minute) * 60 + second};
    return true;
}

/// Reads a fraction's digits from `text[at]` on; returns how many there were.
[[nodiscard]] std::size_t readFraction(
    std::string_view text, std::size_t at, std::chrono::microseconds& fraction) noexcept
{
    static constexpr std::size_t kKept = 6;
    if (text.size() >= at + kKept) { // all microseconds, as most producers write
        const EightPlaces six(text.data() + at - 2, Pattern("?.000000"));
        if (six.fits() && (text.size() == at + kKept || !isDigit(text[at + kKept]))) {
            fraction = std::chrono::microseconds{
                (six.twoDigits(2) * 100 + six.twoDigits(4)) * 100 + six.twoDigits(6)};
            return kKept;
        }
    }
    std::size_t count = 0;
    std::int64_t micros = 0;
    for (; at + count < text.size() && isDigit(text[at + count]); ++count)
        if (count < kKept)
            micros = micros * 10 + (text[at + count] - '0');
    for (std::size_t place = count; place < kKept; ++place)
        micros *= 10;
    fraction = std::chrono::microseconds{micros};
    return count;
}

/// All from `text[at]` on must be a zone: "Z", "+hh:mm", or nothing at all.
[[nodiscard]] bool readOffset(
    std::string_view text, std::size_t at, std::optional<std::chrono::minutes>& offset) noexcept
{
    const std::size_t size = text.size() - at;
    if (size == 0)
        return true;
    if (size == 1 && (text[at] == 'Z' || text[at] == 'z')) {
        offset = std::chrono::minutes{0};
        return true;
    }
    if (size != 6 || (text[at] != '+' && text[at] != '-'))
        return false;
    const EightPlaces zone(text.data() + at - 2, Pattern("???00:00"));
    if (!zone.fits() || zone.twoDigits(3) > 23 || zone.twoDigits(6) > 59)
        return false;
    const int ahead = int(zone.twoDigits(3) * 60 + zone.twoDigits(6));
    offset = std::chrono::minutes{text[at] == '-' ? -ahead : ahead};
    return true;
}

[[nodiscard]] bool readAll(std::string_view text, IsoTime& time) noexcept
{
    static constexpr std::size_t kMostFraction = 9;
    if (text.size() < kToSeconds || !readSeconds(text.data(), time.wall))
        return false;
    std::size_t at = kToSeconds;
    if (at < text.size() && text[at] == '.') {
        std::chrono::microseconds fraction{0};
        const std::size_t digits = readFraction(text, at + 1, fraction);
        if (digits == 0 || digits > kMostFraction)
            return false;
        time.wall += fraction;
        at += 1 + digits;
    }
    return readOffset(text, at, time.offset);
}

} // namespace

std::optional<IsoTime> parseIsoTime(std::string_view text) noexcept
{
    std::optional<IsoTime> time(std::in_place); // written where the caller gets it: a copy costs a stall
    if (!readAll(text, *time))
        time.reset();
    return time;
}

} // namespace halcyon::engine
