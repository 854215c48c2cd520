#include "app/ctl/zone_text.h"

#include <fmt/format.h>

namespace halcyon::app {

using namespace engine;

Result<ZoneText> ZoneText::create(const std::string& zone)
{
    ZoneText text;
    if (zone == "UTC")
        return text;
    auto clock = ZoneClock::create(zone);
    if (!clock)
        return failure(ErrorCode::Usage, "--tz: " + clock.error().message);
    text.m_clock = std::move(*clock);
    return text;
}

std::string ZoneText::format(EventTime time)
{
    if (!m_clock)
        return formatIsoTime(time);
    const EventTime wall{m_clock->toWall(time).time_since_epoch()};
    const auto offset = std::chrono::floor<std::chrono::minutes>(wall - time);
    std::string text = formatIsoTime(wall);
    text.pop_back(); // the Z
    return text
        + fmt::format("{}{:02}:{:02}", offset.count() < 0 ? '-' : '+', std::abs(offset.count()) / 60,
            std::abs(offset.count()) % 60);
}

std::optional<EventTime> ZoneText::parse(std::string_view text)
{
    const auto time = parseIsoTime(text);
    if (!time)
        return std::nullopt;
    if (m_clock && !time->offset)
        return m_clock->toUtc(time->wall);
    return EventTime{time->wall.time_since_epoch() - time->offset.value_or(std::chrono::minutes{0})};
}

} // namespace halcyon::app
