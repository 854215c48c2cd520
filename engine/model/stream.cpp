#include "engine/model/stream.h"

namespace halcyon::engine {

namespace {
constexpr std::array<std::string_view, kStreamCount> kNames{"upi", "transactions"};
}

std::string_view streamName(StreamId stream) noexcept
{
    return kNames[indexOf(stream)];
}

std::optional<StreamId> parseStreamName(std::string_view name) noexcept
{
    for (const StreamId stream : kAllStreams)
        if (streamName(stream) == name)
            return stream;
    return std::nullopt;
}

} // namespace halcyon::engine
