#pragma once

#include <array>
#include <cstdint>

namespace halcyon::engine {

/// The bucket a message ends in; every message read ends in exactly one.
enum class Bucket : std::uint8_t { Clean, Duplicate, Late, DeadLetter, Filtered };

inline constexpr std::size_t kBucketCount = 5;

/// How many messages ended in each bucket.
///
/// `merge` is associative and commutative; a default-made value is its identity.
struct LedgerCounts {
    std::array<std::uint64_t, kBucketCount> buckets{};
    std::uint64_t conflicts = 0; ///< those duplicates whose payload differed

    void add(Bucket bucket) noexcept { ++buckets[std::size_t(bucket)]; }
    void merge(const LedgerCounts& other) noexcept
    {
        for (std::size_t i = 0; i < kBucketCount; ++i)
            buckets[i] += other.buckets[i];
        conflicts += other.conflicts;
    }
    [[nodiscard]] std::uint64_t operator[](Bucket bucket) const noexcept
    {
        return buckets[std::size_t(bucket)];
    }
    [[nodiscard]] std::uint64_t total() const noexcept
    {
        std::uint64_t sum = 0;
        for (const auto count : buckets)
            sum += count;
        return sum;
    }
    friend bool operator==(const LedgerCounts&, const LedgerCounts&) = default;
};

} // namespace halcyon::engine
