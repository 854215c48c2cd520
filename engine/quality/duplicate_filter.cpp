#include "engine/quality/duplicate_filter.h"

#include <algorithm>
#include <bit>

namespace halcyon::engine {

namespace {
constexpr std::size_t kSmallestBucket = 16;
constexpr std::size_t kMostSpare = 2;
} // namespace

DuplicateFilter::Key DuplicateFilter::keyOf(EventIdHash id, EventTime time, std::uint32_t contentTag) noexcept
{
    const auto micros = time.time_since_epoch().count();
    const std::uint64_t hash = combineHashes(id.value, std::uint64_t(micros));
    return {
        hash == 0 ? 1 : hash, floorTo(time, kBucketLength).time_since_epoch() / kBucketLength, contentTag};
}

void DuplicateFilter::Bucket::clearFor(std::int64_t next, std::size_t expected)
{
    const std::size_t wanted = std::max(kSmallestBucket, std::bit_ceil(expected + expected / 2));
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

/// Where the bucket is, or belongs. Nearly always it is one of the newest.
std::size_t DuplicateFilter::placeOf(std::int64_t number) const noexcept
{
    std::size_t place = m_buckets.size();
    for (int tries = 0; tries < 3; ++tries, --place)
        if (place == 0 || m_buckets[place - 1].number < number)
            return place;
        else if (m_buckets[place - 1].number == number)
            return place - 1;
    const auto end = m_buckets.begin() + std::ptrdiff_t(place);
    return std::size_t(
        std::ranges::lower_bound(m_buckets.begin(), end, number, {}, &Bucket::number) - m_buckets.begin());
}

DuplicateFilter::Bucket& DuplicateFilter::open(std::size_t place, std::int64_t number, std::size_t expected)
{
    Bucket bucket;
    if (!m_spare.empty()) {
        bucket = std::move(m_spare.back());
        m_spare.pop_back();
    }
    bucket.clearFor(number, expected);
    return *m_buckets.insert(m_buckets.begin() + std::ptrdiff_t(place), std::move(bucket));
}

void DuplicateFilter::forget(EventTime reached)
{
    const auto isForgotten
        = [&](const Bucket& bucket) { return !remembers(EventTime{bucket.number * kBucketLength}, reached); };
    const auto kept = std::ranges::find_if_not(m_buckets, isForgotten);
    for (auto dropped = m_buckets.begin(); dropped != kept && m_spare.size() < kMostSpare; ++dropped)
        m_spare.push_back(std::move(*dropped));
    m_buckets.erase(m_buckets.begin(), kept);
}

void DuplicateFilter::prefetch(const Key& key) const noexcept
{
    const std::size_t place = placeOf(key.bucket);
    if (place < m_buckets.size() && m_buckets[place].number == key.bucket) {
        const Bucket& bucket = m_buckets[place];
        __builtin_prefetch(&bucket.hashes[bucket.slotOf(key.hash)], 1);
        __builtin_prefetch(&bucket.tags[bucket.slotOf(key.hash)], 1);
    }
}

DuplicateFilter::Answer DuplicateFilter::check(const Key& key)
{
    const std::size_t place = placeOf(key.bucket);
    const bool isOpen = place < m_buckets.size() && m_buckets[place].number == key.bucket;
    // The size of the ten seconds before is the best guess for new ones.
    Bucket& bucket
        = isOpen ? m_buckets[place] : open(place, key.bucket, place == 0 ? 0 : m_buckets[place - 1].size);
    if ((bucket.size + 1) * 4 > bucket.hashes.size() * 3)
        bucket.grow();
    for (std::size_t at = bucket.slotOf(key.hash);; at = (at + 1) & (bucket.hashes.size() - 1)) {
        if (bucket.hashes[at] == key.hash)
            return bucket.tags[at] == key.contentTag ? Answer::Duplicate : Answer::Conflict;
        if (bucket.hashes[at] == 0) {
            bucket.hashes[at] = key.hash;
            bucket.tags[at] = key.contentTag;
            ++bucket.size;
            return Answer::New;
        }
    }
}

void DuplicateFilter::reserve(std::int64_t number, std::size_t keys)
{
    if (const std::size_t place = placeOf(number);
        place == m_buckets.size() || m_buckets[place].number != number)
        open(place, number, keys);
}

std::size_t DuplicateFilter::size() const noexcept
{
    std::size_t sum = 0;
    for (const Bucket& bucket : m_buckets)
        sum += bucket.size;
    return sum;
}

std::size_t DuplicateFilter::bytes() const noexcept
{
    std::size_t sum = 0;
    for (const Bucket& bucket : m_buckets)
        sum += bucket.hashes.capacity() * sizeof(std::uint64_t)
            + bucket.tags.capacity() * sizeof(std::uint32_t);
    return sum;
}

std::vector<DuplicateFilter::BucketContent> DuplicateFilter::contents() const
{
    std::vector<BucketContent> all;
    for (const Bucket& bucket : m_buckets) {
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
