#pragma once

#include <QString>

#include <cstdint>

namespace halcyon::ui {

/// What is shown where there is no value.
inline constexpr char16_t kNoValue[] = u"—";

/// Counts of things and money people read: "1,24,512" (thousands, lakhs, crores).
[[nodiscard]] QString formatCount(std::int64_t count);
/// Positions in a log, in groups of three: "184,160,064".
[[nodiscard]] QString formatOffset(std::int64_t offset);
/// A measured value with `decimals` places, its whole part grouped as counts are; "—" unless finite.
[[nodiscard]] QString formatDecimal(double value, int decimals);
/// For axes and narrow cells: "0", "500", "1.5k", "2M". At most one decimal unless small steps need two.
[[nodiscard]] QString formatSi(double value);
/// "96.1 %"; "—" unless finite.
[[nodiscard]] QString formatPercent(double percent, int decimals = 1);
/// A figure for legends and tiles: one decimal below 100, none from there on.
[[nodiscard]] QString formatFigure(double value);
/// "268 B", "4.1 kB", "86 MB".
[[nodiscard]] QString formatBytes(std::uint64_t bytes);

} // namespace halcyon::ui
