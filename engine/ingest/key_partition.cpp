#include "engine/ingest/key_partition.h"

#include <cstddef>

namespace halcyon::engine {

namespace {

std::uint32_t byteAt(std::string_view text, std::size_t i) noexcept
{
    return std::uint8_t(text[i]);
}

/// MurmurHash2 with the seed that Kafka uses.
std::uint32_t murmur2(std::string_view text) noexcept
{
    constexpr std::uint32_t kFactor = 0x5bd1e995;
    std::uint32_t hash = 0x9747b28c ^ std::uint32_t(text.size());
    std::size_t i = 0;
    for (; i + 4 <= text.size(); i += 4) {
        std::uint32_t word = byteAt(text, i) | byteAt(text, i + 1) << 8 | byteAt(text, i + 2) << 16
            | byteAt(text, i + 3) << 24;
        word *= kFactor;
        word ^= word >> 24;
        hash = hash * kFactor ^ word * kFactor;
    }
    std::uint32_t rest = 0;
    for (std::size_t left = text.size(); left > i; --left)
        rest = rest << 8 | byteAt(text, left - 1);
    if (i < text.size())
        hash = (hash ^ rest) * kFactor;
    hash = (hash ^ hash >> 13) * kFactor;
    return hash ^ hash >> 15;
}

} // namespace

std::int32_t partitionForKey(std::string_view key, std::int32_t partitions) noexcept
{
    return std::int32_t(murmur2(key) & 0x7fffffff) % partitions;
}

} // namespace halcyon::engine
