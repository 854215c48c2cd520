#pragma once

#include "engine/model/money.h"
#include "engine/model/stream.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// How the messages of a stream are written; each of them plain or in Confluent's frame.
enum class Encoding : std::uint8_t {
    Auto, ///< found out for each message
    Json,
    Avro,
};

[[nodiscard]] std::string_view encodingName(Encoding encoding) noexcept; ///< "auto", "json", "avro"
[[nodiscard]] std::optional<Encoding> parseEncodingName(std::string_view name) noexcept;

/// How one stream is read and judged; everything here comes from the profile.
struct StreamSettings {
    std::vector<std::string> topics;
    Encoding encoding = Encoding::Auto;
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
