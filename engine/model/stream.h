#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace halcyon::engine {

/// A kind of event (domain.md section 1). Which topics carry it is configuration.
enum class StreamId : std::uint8_t { Upi, Transactions };

inline constexpr std::size_t kStreamCount = 2;
inline constexpr std::array<StreamId, kStreamCount> kAllStreams{StreamId::Upi, StreamId::Transactions};

/// The name used in configuration, files, tables and on the command line: "upi", "transactions".
[[nodiscard]] std::string_view streamName(StreamId stream) noexcept;
[[nodiscard]] std::optional<StreamId> parseStreamName(std::string_view name) noexcept;

[[nodiscard]] constexpr std::size_t indexOf(StreamId stream) noexcept
{
    return std::size_t(stream);
}

} // namespace halcyon::engine
