#pragma once

#include "engine/codec/zone_clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace halcyon::app {

/// Times as they are read from and written to the command line: ISO 8601 in the
/// zone that --tz names.
///
/// Threads: an instance belongs to one thread at a time.
class ZoneText {
public:
    /// In UTC.
    ZoneText() = default;
    /// `Usage` when the system knows no such zone.
    [[nodiscard]] static engine::Result<ZoneText> create(const std::string& zone);

    /// With `Z` in UTC, else with the offset that holds at that time.
    [[nodiscard]] std::string format(engine::EventTime time);
    /// A time without an offset is one of the zone. Nothing for what is no time.
    [[nodiscard]] std::optional<engine::EventTime> parse(std::string_view text);

private:
    std::optional<engine::ZoneClock> m_clock; // nothing: UTC
};

} // namespace halcyon::app
