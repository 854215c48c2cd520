#pragma once

#include "engine/model/event_time.h"

#include <QString>

#include <chrono>

namespace halcyon::ui {

/// The zone times are shown in; nothing else depends on it.
enum class Zone : unsigned char { Utc, Ist };

[[nodiscard]] QString zoneName(Zone zone); ///< "UTC", "IST"
/// How far the zone's clocks are ahead of UTC.
[[nodiscard]] std::chrono::microseconds zoneOffset(Zone zone);

[[nodiscard]] QString formatClock(engine::EventTime time, Zone zone); ///< "12:53:40"
[[nodiscard]] QString formatClockMinutes(engine::EventTime time, Zone zone); ///< "12:53"
[[nodiscard]] QString formatClockMillis(engine::EventTime time, Zone zone); ///< "12:53:40.123"
[[nodiscard]] QString formatClockMicros(engine::EventTime time, Zone zone); ///< "12:53:40.123456"
[[nodiscard]] QString formatDate(engine::EventTime time, Zone zone); ///< "2026-11-21"
[[nodiscard]] QString formatDateClock(engine::EventTime time, Zone zone); ///< "2026-11-21 12:53:40"
[[nodiscard]] QString formatLongDateClock(engine::EventTime time, Zone zone); ///< "21 Nov 2026 12:47:29"
/// "12:40:00 – 12:47:00", with dates when the range leaves one day.
[[nodiscard]] QString formatRange(const engine::TimeRange& range, Zone zone);

/// How long something lasted: "41 ms", "12.4 s", "12 m 33 s", "3 h 12 m", "2 d 3 h".
[[nodiscard]] QString formatDuration(std::chrono::microseconds duration);
/// How long something waits, in few characters: "0:52", "12:40", "1 h 56", "3 d 2 h".
[[nodiscard]] QString formatAge(std::chrono::microseconds age);

} // namespace halcyon::ui
