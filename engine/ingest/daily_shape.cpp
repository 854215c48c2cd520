#include "engine/ingest/daily_shape.h"

#include <array>
#include <chrono>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

struct Shape {
    std::chrono::minutes zone; ///< ahead of UTC; neither stream's zone has summer time
    std::array<std::int64_t, 24> hours; ///< in the middle of each hour; the mean is 1000
    std::array<std::int64_t, 7> days; ///< from Sunday; the mean is 1000
};

constexpr Shape kUpi{5h + 30min,
    {147, 98, 74, 61, 74, 147, 368, 674, 981, 1202, 1349, 1447, 1496, 1422, 1325, 1325, 1422, 1619, 1839,
        1962, 1839, 1472, 919, 738},
    {930, 1000, 985, 990, 1005, 1040, 1050}};
constexpr Shape kTransactions{0min,
    {729, 645, 604, 583, 604, 666, 749, 853, 957, 1041, 1103, 1145, 1166, 1187, 1207, 1228, 1249, 1270, 1290,
        1311, 1270, 1176, 1041, 926},
    {1190, 920, 910, 915, 940, 1000, 1125}};

} // namespace

std::int64_t activityAt(StreamId stream, EventTime time) noexcept
{
    const Shape& shape = stream == StreamId::Upi ? kUpi : kTransactions;
    const EventTime local = time + shape.zone;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const auto weekday = std::chrono::weekday(day).c_encoding();
    // Between the middles of two hours the change is even.
    const auto second = std::chrono::floor<std::chrono::seconds>(local - day).count();
    const auto fromMiddle = (second + 24 * 3600 - 1800) % (24 * 3600);
    const auto hour = std::size_t(fromMiddle / 3600);
    const auto part = fromMiddle % 3600;
    const auto level = shape.hours[hour] + (shape.hours[(hour + 1) % 24] - shape.hours[hour]) * part / 3600;
    return level * shape.days[weekday] / 1000;
}

} // namespace halcyon::engine
