#include "ui/charts/time_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace halcyon::ui {

using namespace std::chrono;

namespace {

constexpr std::array<seconds, 17> kSteps{seconds{5}, seconds{10}, seconds{15}, seconds{30}, minutes{1},
    minutes{2}, minutes{3}, minutes{5}, minutes{10}, minutes{15}, minutes{30}, hours{1}, hours{2}, hours{3},
    hours{6}, hours{12}, hours{24}};

std::int64_t floorDivide(std::int64_t value, std::int64_t by)
{
    const std::int64_t quotient = value / by;
    return value % by < 0 ? quotient - 1 : quotient;
}

} // namespace

TimeAxis TimeAxis::make(
    double left, double right, double devicePixelRatio, engine::EventTime edge, seconds range)
{
    TimeAxis axis;
    axis.left = left;
    axis.right = right;
    axis.columnWidth = 1 / devicePixelRatio;
    axis.columns = std::max(1, int(std::lround((right - left) * devicePixelRatio)));
    axis.columnTime = std::max(microseconds{1}, microseconds{range} / axis.columns);
    axis.edge = edge;
    axis.edgeColumn = axis.columnOf(edge - microseconds{1});
    return axis;
}

std::int64_t TimeAxis::columnOf(engine::EventTime time) const
{
    return floorDivide(time.time_since_epoch().count(), columnTime.count());
}

engine::EventTime TimeAxis::timeAt(double x) const
{
    const auto back = std::int64_t(std::floor((right - x) / columnWidth));
    return engine::EventTime{columnTime * (edgeColumn - back)};
}

engine::TimeRange TimeAxis::window() const
{
    return {engine::EventTime{columnTime * firstColumn()}, engine::EventTime{columnTime * (edgeColumn + 1)}};
}

std::vector<TimeTick> timeTicks(const TimeAxis& axis, Zone zone, double smallestGap)
{
    const double pixelsPerSecond = axis.columnWidth / duration<double>(axis.columnTime).count();
    const auto fits = [&](seconds step) {
        const double gap = step < minutes{1} ? smallestGap * 1.25 : smallestGap; // "12:40:30" is wider
        return double(step.count()) * pixelsPerSecond >= gap;
    };
    const auto found = std::ranges::find_if(kSteps, fits);
    const seconds step = found == kSteps.end() ? kSteps.back() : *found;
    const auto offset = zoneOffset(zone);
    const engine::TimeRange window = axis.window();
    std::vector<TimeTick> ticks;
    engine::EventTime time = engine::floorTo(window.from + offset, step) - offset;
    for (; time < window.to; time += step) {
        if (time >= window.from)
            ticks.push_back(
                {time, step < minutes{1} ? formatClock(time, zone) : formatClockMinutes(time, zone)});
    }
    return ticks;
}

} // namespace halcyon::ui
