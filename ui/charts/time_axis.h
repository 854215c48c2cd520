#pragma once

#include "engine/model/event_time.h"
#include "ui/format/times.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <vector>

namespace halcyon::ui {

/// Time across a plot, in columns of one device pixel.
///
/// Columns are counted from the epoch, so a moment keeps its column while the
/// window moves: the picture shifts by whole pixels and never shimmers. The
/// newest column ends at the plot's right edge.
struct TimeAxis {
    double left = 0, right = 0; ///< of the plot, logical px
    double columnWidth = 1; ///< logical px
    std::chrono::microseconds columnTime{1'000'000};
    std::int64_t edgeColumn = 0;
    int columns = 0;
    engine::EventTime edge{};

    [[nodiscard]] static TimeAxis make(double left, double right, double devicePixelRatio,
        engine::EventTime edge, std::chrono::seconds range);

    [[nodiscard]] std::int64_t columnOf(engine::EventTime time) const;
    /// The middle of a column.
    [[nodiscard]] double xOfColumn(std::int64_t column) const
    {
        return right - (double(edgeColumn - column) + 0.5) * columnWidth;
    }
    [[nodiscard]] double xOf(engine::EventTime time) const { return xOfColumn(columnOf(time)); }
    /// The start of the column under `x`.
    [[nodiscard]] engine::EventTime timeAt(double x) const;
    [[nodiscard]] std::int64_t firstColumn() const { return edgeColumn - columns + 1; }
    [[nodiscard]] engine::TimeRange window() const;

    friend bool operator==(const TimeAxis&, const TimeAxis&) = default;
};

/// A labelled moment on the axis.
struct TimeTick {
    engine::EventTime time;
    QString label;
};

/// Ticks at round times of the zone, far enough apart for their labels.
[[nodiscard]] std::vector<TimeTick> timeTicks(const TimeAxis& axis, Zone zone, double smallestGap = 60);

} // namespace halcyon::ui
