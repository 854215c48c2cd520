#pragma once

#include "engine/model/event_time.h"
#include "engine/model/stream.h"

#include <cstdint>

namespace halcyon::engine {

/// How busy a stream is at a time, in thousandths of its weekly mean: `upi`
/// follows a day in India (quiet at four, lunch, a long evening, quieter
/// Sundays), `transactions` shoppers in many zones, busier at weekends.
[[nodiscard]] std::int64_t activityAt(StreamId stream, EventTime time) noexcept;

} // namespace halcyon::engine
