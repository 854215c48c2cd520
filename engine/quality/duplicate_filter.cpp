#include "engine/quality/duplicate_filter.h"

#include <algorithm>

namespace halcyon::engine {

DuplicateFilter::Key DuplicateFilter::keyOf(EventIdHash id, EventTime time, std::uint32_t contentTag) noexcept
{
    const auto micros = time.time_since_epoch().count();
    const std::uint64_t hash = combineHashes(id.value, std::uint64_t(micros));
    return {hash, floorTo(time, kBucketLength).time_since_epoch() / kBucketLength, contentTag};
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

void DuplicateFilter::forget(EventTime reached)
{
    const auto isForgotten
        = [&](const Bucket& bucket) { return !remembers(EventTime{bucket.number * kBucketLength}, reached); };
    m_buckets.erase(m_buckets.begin(), std::ranges::find_if_not(m_buckets, isForgotten));
}

void DuplicateFilter::prefetch(const Key& key) const noexcept
{
    const std::size_t place = placeOf(key.bucket);
    if (place < m_buckets.size() && m_buckets[place].number == key.bucket)
        m_buckets[place].tags.prefetch(key.hash);
}

DuplicateFilter::Answer DuplicateFilter::check(const Key& key)
{
    const std::size_t place = placeOf(key.bucket);
    if (place == m_buckets.size() || m_buckets[place].number != key.bucket) {
        // The size of the ten seconds before is the best guess for new ones.
        const std::size_t expected = place == 0 ? 0 : m_buckets[place - 1].tags.size();
        m_buckets.insert(m_buckets.begin() + std::ptrdiff_t(place),
            Bucket{key.bucket, FlatTable<std::uint32_t>(expected)});
    }
    const auto [tag, isNew] = m_buckets[place].tags.findOrInsert(key.hash);
    if (!isNew)
        return tag == key.contentTag ? Answer::Duplicate : Answer::Conflict;
    tag = key.contentTag;
    return Answer::New;
}

std::size_t DuplicateFilter::size() const noexcept
{
    std::size_t sum = 0;
    for (const Bucket& bucket : m_buckets)
        sum += bucket.tags.size();
    return sum;
}

std::size_t DuplicateFilter::bytes() const noexcept
{
    std::size_t sum = 0;
    for (const Bucket& bucket : m_buckets)
        sum += bucket.tags.bytes();
    return sum;
}

std::vector<DuplicateFilter::BucketContent> DuplicateFilter::contents() const
{
    std::vector<BucketContent> all;
    for (const Bucket& bucket : m_buckets) {
        BucketContent content{.bucket = bucket.number};
        bucket.tags.forEach([&](std::uint64_t hash, std::uint32_t tag) {
            content.hashes.push_back(hash);
            content.tags.push_back(tag);
        });
        all.push_back(std::move(content));
    }
    return all;
}

} // namespace halcyon::engine
