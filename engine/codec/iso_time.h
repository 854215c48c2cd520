#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace halcyon::engine {

/// What a clock on a wall shows, in some time zone.
using WallTime = std::chrono::local_time<std::chrono::microseconds>;

/// A written moment: the wall's time and, when it was written, how far that wall is ahead of UTC.
struct IsoTime {
    WallTime wall{};
    std::optional<std::chrono::minutes> offset;
    friend bool operator==(const IsoTime&, const IsoTime&) = default;
};

/// Reads ISO 8601 in its extended form: `YYYY-MM-DD`, `T` or a space, `hh:mm:ss`,
/// up to nine digits of a fraction, `Z`, `z`, `+hh:mm`, `-hh:mm` or nothing.
/// Years 0001 to 9999; digits below microseconds are cut off. Nothing for all
/// else: a day that does not exist, hour 24, second 60, no seconds.
[[nodiscard]] std::optional<IsoTime> parseIsoTime(std::string_view text) noexcept;

} // namespace halcyon::engine
