#pragma once

#include "engine/model/money.h"
#include "engine/model/stream.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace halcyon::engine {

/// How one stream is read and judged; everything here comes from the profile.
struct StreamSettings {
    std::vector<std::string> topics;
    std::string timeZone = "UTC"; ///< IANA name; for timestamps without an offset and for derived hours
    Currency currency; ///< of amounts that name none
    std::chrono::microseconds allowedLateness = std::chrono::minutes{1};
    std::chrono::microseconds idleAfter = std::chrono::seconds{30};
    std::chrono::microseconds futureTolerance = std::chrono::minutes{5};
    std::size_t largestMessage = std::size_t{1} << 20; ///< bytes; a larger value is a dead letter
};

using AllStreamSettings = std::array<StreamSettings, kStreamCount>;

/// domain.md's defaults: topics, zones, lateness.
[[nodiscard]] AllStreamSettings defaultStreamSettings();

} // namespace halcyon::engine
