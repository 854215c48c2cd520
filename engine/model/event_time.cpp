#include "engine/model/event_time.h"

#include <array>
#include <cstdio>

namespace halcyon::engine {

std::string formatIsoTime(EventTime time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    const auto micros = clock.subseconds().count();

    std::array<char, 64> text{};
    int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", int(date.year()),
        unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
        int(clock.minutes().count()), int(clock.seconds().count()));
    const auto room = [&] { return text.size() - std::size_t(length); };
    if (micros % 1000 != 0)
        length += std::snprintf(text.data() + length, room(), ".%06d", int(micros));
    else if (micros != 0)
        length += std::snprintf(text.data() + length, room(), ".%03d", int(micros / 1000));
    return std::string(text.data(), std::size_t(length)) + 'Z';
}

} // namespace halcyon::engine
