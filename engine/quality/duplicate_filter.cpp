#include "engine/quality/duplicate_filter.h"

#include <algorithm>
#include <bit>

namespace halcyon::engine {

namespace {
constexpr std::size_t kSmallestBucket = 16;
}

DuplicateFilter::Key DuplicateFilter::keyOf(
    EventIdHash id, EventTime time, std::uint64_t payloadHash) noexcept
{
    const auto micros = time.time_since_epoch().count();
    const std::uint64_t hash = combineHashes(id.value, std::uint64_t(micros));
    return {hash == 0 ? 1 : hash, floorTo(time, kBucketLength).time_since_epoch() / kBucketLength,
        std::uint32_t(payloadHash)};
}

void DuplicateFilter::Bucket::reuseFor(std::int64_t next)
{
    // The size of the last ten seconds is the best guess for the next ten.
    const std::size_t wanted = std::max(kSmallestBucket, std::bit_ceil(size + size / 2));
    number = next;
    size = 0;
    shift = 64 - std::countr_zero(wanted);
    hashes.assign(wanted, 0);
    tags.assign(wanted, 0);
    if (hashes.capacity() > 4 * wanted) {
        hashes.shrink_to_fit();
        tags.shrink_to_fit();
    }
}

void DuplicateFilter::Bucket::grow()
{
    const std::size_t wanted = hashes.size() * 2;
    decltype(hashes) oldHashes(wanted, 0);
    decltype(tags) oldTags(wanted, 0);
    oldHashes.swap(hashes);
    oldTags.swap(tags);
    --shift;
    for (std::size_t i = 0; i < oldHashes.size(); ++i) {
        if (oldHashes[i] == 0)
            continue;
        std::size_t at = slotOf(oldHashes[i]);
        while (hashes[at] != 0)
            at = (at + 1) & (wanted - 1);
        hashes[at] = oldHashes[i];
        tags[at] = oldTags[i];
    }
}

void DuplicateFilter::prefetch(const Key& key) const noexcept
{
    const Bucket& bucket = ringAt(key.bucket);
    if (bucket.number == key.bucket) {
        __builtin_prefetch(&bucket.hashes[bucket.slotOf(key.hash)], 1);
        __builtin_prefetch(&bucket.tags[bucket.slotOf(key.hash)], 1);
    }
}

DuplicateFilter::Answer DuplicateFilter::check(const Key& key)
{
    Bucket& bucket = m_ring[std::size_t(key.bucket) % kRing];
    if (bucket.number != key.bucket)
        bucket.reuseFor(key.bucket);
    if ((bucket.size + 1) * 4 > bucket.hashes.size() * 3)
        bucket.grow();
    for (std::size_t at = bucket.slotOf(key.hash);; at = (at + 1) & (bucket.hashes.size() - 1)) {
        if (bucket.hashes[at] == key.hash)
            return bucket.tags[at] == key.payloadTag ? Answer::Duplicate : Answer::Conflict;
        if (bucket.hashes[at] == 0) {
            bucket.hashes[at] = key.hash;
            bucket.tags[at] = key.payloadTag;
            ++bucket.size;
            return Answer::New;
        }
    }
}

std::size_t DuplicateFilter::size() const noexcept
{
    std::size_t sum = 0;
    for (const Bucket& bucket : m_ring)
        sum += bucket.size;
    return sum;
}

std::size_t DuplicateFilter::bytes() const noexcept
{
    std::size_t sum = 0;
    for (const Bucket& bucket : m_ring)
        sum += bucket.hashes.capacity() * sizeof(std::uint64_t)
            + bucket.tags.capacity() * sizeof(std::uint32_t);
    return sum;
}

std::vector<DuplicateFilter::BucketContent> DuplicateFilter::contents() const
{
    std::vector<BucketContent> all;
    for (const Bucket& bucket : m_ring) {
        if (bucket.size == 0)
            continue;
        BucketContent content{.bucket = bucket.number};
        for (std::size_t i = 0; i < bucket.hashes.size(); ++i)
            if (bucket.hashes[i] != 0) {
                content.hashes.push_back(bucket.hashes[i]);
                content.tags.push_back(bucket.tags[i]);
            }
        all.push_back(std::move(content));
    }
    return all;
}

} // namespace halcyon::engine
