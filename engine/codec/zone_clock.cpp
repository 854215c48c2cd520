#include "engine/codec/zone_clock.h"

#include <date/tz.h>

#include <algorithm>
#include <exception>

namespace halcyon::engine {

namespace {

using std::chrono::seconds;

[[nodiscard]] const date::time_zone& entry(const void* zone) noexcept
{
    return *static_cast<const date::time_zone*>(zone);
}

} // namespace

Result<ZoneClock> ZoneClock::create(const std::string& zone)
{
    try {
        date::get_tzdb();
    } catch (const std::exception&) {
        return failure(ErrorCode::Config,
            "The system's time zone tables cannot be read, so no time zone is known; install tzdata.");
    }
    try {
        ZoneClock clock(date::locate_zone(zone));
        clock.adopt(EventTime{});
        return clock;
    } catch (const std::exception&) {
        return failure(ErrorCode::Config,
            "The time zone \"" + zone
                + "\" is not known to this system; write an IANA name such as Asia/Kolkata or UTC.");
    }
}

void ZoneClock::adopt(EventTime time)
{
    const auto rule = entry(m_zone).get_info(time);
    const seconds before = entry(m_zone).get_info(rule.begin - seconds{1}).offset;
    const seconds after = entry(m_zone).get_info(rule.end).offset;
    m_offset = rule.offset;
    m_from = rule.begin;
    m_to = rule.end;
    // At a change the old rule keeps the wall times that come twice or never.
    m_wallFrom = WallTime{(m_from + std::max(before, m_offset)).time_since_epoch()};
    m_wallTo = WallTime{(m_to + std::max(m_offset, after)).time_since_epoch()};
}

void ZoneClock::adopt(WallTime wall)
{
    adopt(EventTime{wall.time_since_epoch()}); // off by the zone's offset: the right rule or one near it
    while (wall < m_wallFrom)
        adopt(m_from - std::chrono::microseconds{1});
    while (wall >= m_wallTo)
        adopt(m_to);
}

} // namespace halcyon::engine
