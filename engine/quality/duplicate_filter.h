#pragma once

#include "engine/model/event_time.h"
#include "engine/model/flat_table.h"
#include "engine/model/hashed.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>
#include <vector>

namespace halcyon::engine {

/// Tells whether (event id, event time) was seen before (domain.md section 2).
///
/// A key is remembered until all active partitions have passed it by five
/// minutes, rounded up to the end of its ten-second bucket. (The stream's
/// largest event time alone would forget what the partitions read behind it
/// still need.) A true duplicate carries the same time and so falls into the
/// same bucket: one probe, and forgetting is dropping a bucket.
///
/// Keys are 64-bit hashes: with n keys in a bucket a new payment is taken for
/// a duplicate with probability n / 2^64, 5.4e-13 at a million payments a
/// second. Beside each key lies a 32-bit tag of the payload, so that the same
/// id and time with other content is told apart as a conflict (one conflict in
/// 4e9 passes for a plain duplicate).
///
/// A copy is a snapshot that costs little, see FlatTable.
///
/// Threads: none of its own; a shard owns one.
class DuplicateFilter {
public:
    static constexpr std::chrono::microseconds kRemembered = std::chrono::minutes{5};
    static constexpr std::chrono::microseconds kBucketLength = std::chrono::seconds{10};

    enum class Answer : std::uint8_t { New, Duplicate, Conflict };

    /// One payment's identity, made once and used for prefetch and check.
    struct Key {
        std::uint64_t hash = 0;
        std::int64_t bucket = 0; ///< number of its ten seconds since the epoch
        std::uint32_t contentTag = 0;
    };
    [[nodiscard]] static Key keyOf(EventIdHash id, EventTime time, std::uint32_t contentTag) noexcept;

    /// False when a key of `time` is already forgotten once all partitions have
    /// `reached` so far (`Watermark::reached`): such a payment is neither checked
    /// nor remembered.
    [[nodiscard]] static bool remembers(EventTime time, EventTime reached) noexcept
    {
        return reached < floorTo(time, kBucketLength) + kBucketLength + kRemembered;
    }
    /// Gives back the memory of what is forgotten at `reached`.
    void forget(EventTime reached);

    void prefetch(const Key& key) const noexcept;
    /// Checks and remembers. `key` must be one the filter still `remembers`.
    [[nodiscard]] Answer check(const Key& key);

    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::size_t bytes() const noexcept;

    /// What a checkpoint keeps of a bucket, and puts back.
    struct BucketContent {
        std::int64_t bucket = 0;
        std::vector<std::uint64_t> hashes;
        std::vector<std::uint32_t> tags;
    };
    [[nodiscard]] std::vector<BucketContent> contents() const;
    void restore(const Key& key) { std::ignore = check(key); }

private:
    /// One ten-second bucket.
    struct Bucket {
        std::int64_t number = 0;
        FlatTable<std::uint32_t> tags; ///< by hash
    };
    [[nodiscard]] std::size_t placeOf(std::int64_t number) const noexcept;

    std::vector<Bucket> m_buckets; // by number; some 31 while all partitions are equally far
};

} // namespace halcyon::engine
