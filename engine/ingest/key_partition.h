#pragma once

#include <cstdint>
#include <string_view>

namespace halcyon::engine {

/// The partition that Kafka's own clients choose for a key (murmur2). \pre partitions > 0
[[nodiscard]] std::int32_t partitionForKey(std::string_view key, std::int32_t partitions) noexcept;

} // namespace halcyon::engine
