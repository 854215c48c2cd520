#pragma once

#include "engine/codec/iso_time.h"
#include "engine/model/event_time.h"
#include "engine/model/result.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace halcyon::engine {

/// What the clocks of one IANA time zone show, from the system's tzdata.
///
/// Remembers the zone's current rule (its offset and how long that holds), so
/// that times near each other need no search. An instance belongs to one
/// thread at a time.
/// The tables of tzdata end in 2037; after that a zone keeps its last offset.
class ZoneClock {
public:
    /// `Config` when the system knows no such zone or has no tzdata.
    [[nodiscard]] static Result<ZoneClock> create(const std::string& zone);

    /// The moment a wall's time means. Twice on the wall (clocks were set back):
    /// the earlier. Never on the wall (clocks were set forward): as much later
    /// as they were set forward.
    [[nodiscard]] EventTime toUtc(WallTime wall)
    {
        if (wall < m_wallFrom || wall >= m_wallTo)
            adopt(wall);
        return EventTime{wall.time_since_epoch() - m_offset};
    }

    [[nodiscard]] WallTime toWall(EventTime time)
    {
        if (time < m_from || time >= m_to)
            adopt(time);
        return WallTime{time.time_since_epoch() + m_offset};
    }

private:
    explicit ZoneClock(const void* zone) noexcept
        : m_zone(zone)
    {
    }

    void adopt(EventTime time);
    void adopt(WallTime wall);

    const void* m_zone; // tzdata's entry, which lives as long as the process
    EventTime m_from{}; // the rule holds from here
    EventTime m_to{}; // to here
    WallTime m_wallFrom{}; // what `toUtc` gives to this rule; seamless between rules
    WallTime m_wallTo{};
    std::chrono::seconds m_offset{0}; // ahead of UTC
};

} // namespace halcyon::engine
