#pragma once

#include "engine/model/table_memory.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// A hash table for keys that are hashes already: extendible hashing (Fagin et
/// al., 1979) over segments of open addressing with linear probing, values
/// beside their keys, so that a look-up is one cache line.
///
/// Faster here than a general map because the key needs no hashing and the
/// line can be asked for ahead (`prefetch`), which is what hides memory
/// latency when a batch is worked through (performance.md sections 2-4).
///
/// It grows a segment of at most 32 KiB at a time, each at a fill of its own,
/// so that no insertion stops a stream: doubling a whole table of some
/// megabytes took up to 260 ms where new memory is slow to come.
///
/// A copy is a snapshot: it costs a pass over the directory and shares the
/// segments; whoever writes into a shared one first makes it his own.
///
/// Threads: one at a time for a table, another one for its copy. References are
/// valid until the next insertion.
template <typename Value>
class FlatTable {
public:
    FlatTable() = default;
    /// For about `expected` entries: divided at once as it will be then, but with half of the memory,
    /// so that the entries move once and no memory is asked for before it is needed.
    explicit FlatTable(std::size_t expected)
    {
        const std::size_t slots = expected + expected / 2;
        m_depth = int(std::bit_width(slots / kMostSlots));
        m_segments = std::size_t{1} << m_depth;
        const std::size_t ofSegment = std::bit_ceil(std::max(kFewestSlots, (slots >> m_depth) / 2));
        for (std::size_t prefix = 0; prefix < m_segments; ++prefix)
            m_directory.push_back(Entry(Segment::make(ofSegment, m_depth, prefix)));
    }
    /// Counts as a change of `other`, as to threads.
    FlatTable(const FlatTable& other)
        : m_depth(other.m_depth)
        , m_segments(other.m_segments)
        , m_size(other.m_size)
    {
        other.forEachSegment(
            [](Segment& segment, std::size_t) { segment.owners.fetch_add(1, std::memory_order_relaxed); });
        for (Entry& entry : other.m_directory)
            entry.setShared(true);
        m_directory = other.m_directory;
    }
    FlatTable(FlatTable&& other) noexcept { swap(other); }
    FlatTable& operator=(FlatTable other) noexcept
    {
        swap(other);
        return *this;
    }
    ~FlatTable()
    {
        forEachSegment([](Segment& segment, std::size_t) { giveUp(segment); });
    }

    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        std::size_t sum = m_directory.capacity() * sizeof(Entry);
        forEachSegment([&](Segment& segment, std::size_t) { sum += Segment::bytes(segment.slotCount()); });
        return sum;
    }

    void prefetch(std::uint64_t key) const noexcept
    {
        if (m_directory.empty())
            return;
        const Entry& entry = m_directory[place(usable(key))];
        const Slot* const slot = &entry.segment().slots()[(usable(key) >> kIndexFrom) & entry.mask()];
        __builtin_prefetch(slot, 1);
        if constexpr (sizeof(Slot) <= kCacheLine / 4) // a run of them goes on in the next line half the time
            __builtin_prefetch(reinterpret_cast<const char*>(slot) + 3 * kCacheLine / 4, 1);
        asm volatile(""); // without it GCC 12 takes a function that prefetches for pure and drops its calls
    }

    /// The value of `key`, default-made when it is new. Before the table grows for it, entries nearby for
    /// which `keep(value)` does not hold are dropped.
    template <typename Keep>
    [[nodiscard, gnu::always_inline]] std::pair<Value&, bool> findOrInsert(std::uint64_t key, Keep&& keep)
    {
        key = usable(key);
        while (m_directory.empty() || m_directory[place(key)].isShared())
            prepare(key);
        for (;;) {
            const Entry& entry = m_directory[place(key)];
            Slot& slot = slotFor(entry.segment().slots(), entry.mask(), key);
            if (slot.key() == key)
                return {slot.value, false};
            if (entry.segment().size < entry.segment().limit) {
                slot.setKey(key);
                ++entry.segment().size;
                ++m_size;
                return {slot.value, true};
            }
            makeRoom(place(key), keep);
        }
    }
    [[nodiscard]] std::pair<Value&, bool> findOrInsert(std::uint64_t key)
    {
        return findOrInsert(key, Everything{});
    }

    [[nodiscard]] const Value* find(std::uint64_t key) const noexcept
    {
        if (m_directory.empty())
            return nullptr;
        key = usable(key);
        const Entry& entry = m_directory[place(key)];
        const Slot& slot = slotFor(entry.segment().slots(), entry.mask(), key);
        return slot.key() == key ? &slot.value : nullptr;
    }

    /// `visit(key, value)` for every entry, in no promised order.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        forEachSegment([&](const Segment& segment, std::size_t) {
            for (const Slot& slot : segment)
                if (slot.key() != 0)
                    visit(slot.key(), slot.value);
        });
    }

    /// Keeps the entries for which `keep(value)` holds. O(size of the table).
    template <typename Keep>
    void keepIf(Keep&& keep)
    {
        for (std::size_t at = 0; at < m_directory.size(); at += aliases(at))
            dropFrom(at, keep);
    }

private:
    struct Everything {
        bool operator()(const Value&) const noexcept { return true; }
    };

    /// Keys lie in halves beside values that need no more alignment: a slot of a 32-bit value takes 12 bytes.
    struct Slot {
        static constexpr std::size_t kParts = alignof(Value) < alignof(std::uint64_t) ? 2 : 1;
        using Part = std::conditional_t<kParts == 2, std::uint32_t, std::uint64_t>;

        [[nodiscard]] std::uint64_t key() const noexcept
        {
            std::uint64_t key = 0;
            std::memcpy(&key, parts, sizeof key);
            return key;
        }
        void setKey(std::uint64_t key) noexcept { std::memcpy(parts, &key, sizeof key); }

        Part parts[kParts]{}; ///< 0 = free
        [[no_unique_address]] Value value{};
    };

    /// The head of a block of memory, with the slots behind it.
    struct alignas(kCacheLine) Segment {
        std::atomic<std::uint32_t> owners{1}; ///< tables
        std::uint32_t mask = 0; ///< slots, a power of two, less one
        std::uint32_t size = 0;
        std::uint32_t limit = 0; ///< of `size`
        int depth = 0; ///< how many of the highest bits all keys have in common

        [[nodiscard]] std::size_t slotCount() const noexcept { return std::size_t{mask} + 1; }
        [[nodiscard]] Slot* slots() noexcept { return reinterpret_cast<Slot*>(this + 1); }
        [[nodiscard]] const Slot* slots() const noexcept { return reinterpret_cast<const Slot*>(this + 1); }
        [[nodiscard]] const Slot* begin() const noexcept { return slots(); }
        [[nodiscard]] const Slot* end() const noexcept { return slots() + slotCount(); }
        [[nodiscard]] Slot* begin() noexcept { return slots(); }
        [[nodiscard]] Slot* end() noexcept { return slots() + slotCount(); }

        [[nodiscard]] static std::size_t bytes(std::size_t slotCount) noexcept
        {
            return sizeof(Segment) + slotCount * sizeof(Slot);
        }
        /// `prefix` are the bits its keys have in common.
        [[nodiscard]] static Segment& make(std::size_t slotCount, int depth, std::uint64_t prefix)
        {
            auto* const segment = new (takeTableMemory(bytes(slotCount))) Segment;
            segment->mask = std::uint32_t(slotCount - 1);
            segment->depth = depth;
            segment->limit = std::uint32_t(slotCount * fullAt(depth, prefix) / 64);
            std::uninitialized_default_construct_n(segment->slots(), slotCount);
            return *segment;
        }
        [[nodiscard]] Segment& copy() const
        {
            auto* const segment = new (takeTableMemory(bytes(slotCount()))) Segment;
            segment->mask = mask;
            segment->size = size;
            segment->limit = limit;
            segment->depth = depth;
            std::uninitialized_copy_n(slots(), slotCount(), segment->slots());
            return *segment;
        }
    };
    static_assert(alignof(Slot) <= kCacheLine);

    /// A segment's address and, in the bits that its alignment leaves, what a look-up needs besides: that
    /// spares its head's cache line, and twice as many entries stay in the cache.
    class Entry {
    public:
        Entry() = default;
        explicit Entry(Segment& segment) noexcept
            : m_bits(reinterpret_cast<std::uintptr_t>(&segment)
                | std::uintptr_t(std::countr_zero(segment.slotCount())) << 1U)
        {
        }
        [[nodiscard]] Segment& segment() const noexcept
        {
            return *reinterpret_cast<Segment*>(m_bits & ~std::uintptr_t{kCacheLine - 1});
        }
        [[nodiscard]] std::uint32_t mask() const noexcept
        {
            return (std::uint32_t{1} << (m_bits >> 1U & 31U)) - 1;
        }
        /// Perhaps: a copy was made since the segment was known to be our own.
        [[nodiscard]] bool isShared() const noexcept { return (m_bits & 1U) != 0; }
        void setShared(bool isShared) noexcept
        {
            m_bits = (m_bits & ~std::uintptr_t{1}) | std::uintptr_t(isShared);
        }

    private:
        std::uintptr_t m_bits = 0;
    };

    static constexpr std::size_t kFewestSlots = 16;
    static constexpr std::size_t kMostSlots
        = std::max(kFewestSlots, std::bit_floor(kTableBlock / sizeof(Slot)));
    static constexpr int kIndexFrom = 8; // the bits below choose the shard, the highest the segment
    static constexpr std::size_t kMostEntriesASegment = 16; // of the directory, for keys that are not spread

    /// 0 marks a free slot, so the one hash that is 0 stands in as another.
    [[nodiscard]] static std::uint64_t usable(std::uint64_t key) noexcept { return key == 0 ? 1 : key; }

    /// 64ths of a segment's slots, from 29 to 49: all segments of a table fill at the same rate, and spread
    /// over one doubling they split one by one.
    [[nodiscard]] static std::size_t fullAt(int depth, std::uint64_t prefix) noexcept
    {
        constexpr std::size_t kLeast = 29;
        constexpr std::size_t kSpread = 21;
        constexpr std::uint64_t kGolden = 0x9E37'79B9'7F4A'7C15; // consecutive multiples spread evenly
        const std::uint64_t spread = (prefix + std::uint64_t(depth)) * kGolden;
        return kLeast + std::size_t((spread >> 32) * kSpread >> 32);
    }

    [[nodiscard]] std::size_t place(std::uint64_t key) const noexcept
    {
        return std::size_t(key >> 1 >> (63 - m_depth));
    }
    /// Directory entries that name the segment at `at`; the first is a multiple of it.
    [[nodiscard]] std::size_t aliases(std::size_t at) const noexcept
    {
        return std::size_t{1} << (m_depth - m_directory[at].segment().depth);
    }

    /// The slot of `key`, or the free one where it belongs. There is a free one.
    [[nodiscard]] static Slot& slotFor(Slot* slots, std::uint32_t mask, std::uint64_t key) noexcept
    {
        std::size_t at = std::size_t(key >> kIndexFrom) & mask;
        while (slots[at].key() != key && slots[at].key() != 0)
            at = (at + 1) & mask;
        return slots[at];
    }

    template <typename Visit>
    void forEachSegment(Visit&& visit) const
    {
        for (std::size_t at = 0; at < m_directory.size();) {
            const std::size_t next = at + aliases(at);
            visit(m_directory[at].segment(), at);
            at = next;
        }
    }

    static void giveUp(Segment& segment) noexcept
    {
        if (segment.owners.fetch_sub(1, std::memory_order_acq_rel) > 1)
            return;
        const std::size_t bytes = Segment::bytes(segment.slotCount());
        std::destroy_n(segment.slots(), segment.slotCount());
        segment.~Segment();
        giveTableMemory(&segment, bytes);
    }

    /// Puts `segment` where the one at `at` was, which is given up.
    void replace(std::size_t at, Segment& segment) noexcept
    {
        const std::size_t count = aliases(at);
        const std::size_t first = at / count * count;
        giveUp(m_directory[at].segment());
        std::fill_n(m_directory.begin() + std::ptrdiff_t(first), count, Entry(segment));
    }

    /// Sees to a segment of our own for `key`.
    [[gnu::noinline]] void prepare(std::uint64_t key)
    {
        if (m_directory.empty())
            m_directory.push_back(Entry(Segment::make(kFewestSlots, 0, 0)));
        else
            own(place(key));
    }

    void own(std::size_t at)
    {
        Segment& segment = m_directory[at].segment();
        if (segment.owners.load(std::memory_order_acquire) > 1)
            return replace(at, segment.copy());
        const std::size_t count = aliases(at);
        for (std::size_t i = at / count * count, end = i + count; i < end; ++i)
            m_directory[i].setShared(false);
    }

    static void move(Slot& slot, Segment& to)
    {
        slotFor(to.slots(), to.mask, slot.key()) = std::move(slot);
        ++to.size;
    }
    [[nodiscard]] std::uint64_t prefixAt(std::size_t at) const noexcept
    {
        return std::uint64_t(at / aliases(at));
    }

    template <typename Keep>
    void dropFrom(std::size_t at, Keep&& keep)
    {
        own(at);
        Segment& old = m_directory[at].segment();
        Segment& kept = Segment::make(old.slotCount(), old.depth, prefixAt(at));
        for (Slot& slot : old)
            if (slot.key() != 0 && keep(std::as_const(slot.value)))
                move(slot, kept);
        m_size -= old.size - kept.size;
        replace(at, kept);
    }

    template <typename Keep>
    [[gnu::noinline]] void makeRoom(std::size_t at, Keep&& keep)
    {
        if constexpr (!std::is_same_v<std::remove_cvref_t<Keep>, Everything>) {
            dropFrom(at, keep);
            if (const Segment& kept = m_directory[at].segment(); kept.size < kept.limit - kept.limit / 4)
                return;
        }
        const Segment& full = m_directory[at].segment();
        const bool isSpread = m_directory.size() < kMostEntriesASegment * m_segments;
        if (full.slotCount() < kMostSlots || (full.depth == m_depth && !isSpread))
            doubleSlots(at);
        else
            split(at);
    }

    void doubleSlots(std::size_t at)
    {
        Segment& old = m_directory[at].segment();
        Segment& larger = Segment::make(2 * old.slotCount(), old.depth, prefixAt(at));
        for (Slot& slot : old)
            if (slot.key() != 0)
                move(slot, larger);
        replace(at, larger);
    }

    void split(std::size_t at)
    {
        if (m_directory[at].segment().depth == m_depth) {
            std::vector<Entry> wider;
            wider.reserve(2 * m_directory.size());
            for (const Entry& entry : m_directory)
                wider.insert(wider.end(), 2, entry);
            m_directory = std::move(wider);
            ++m_depth;
            at *= 2;
        }
        Segment& old = m_directory[at].segment();
        const std::size_t count = aliases(at);
        const std::size_t first = at / count * count;
        const int depth = old.depth + 1;
        const std::uint64_t prefix = 2 * prefixAt(at);
        Segment& lower = Segment::make(old.slotCount(), depth, prefix);
        Segment& upper = Segment::make(old.slotCount(), depth, prefix + 1);
        for (Slot& slot : old)
            if (slot.key() != 0)
                move(slot, (slot.key() >> (64 - depth) & 1U) == 0 ? lower : upper);
        replace(at, lower);
        std::fill_n(m_directory.begin() + std::ptrdiff_t(first + count / 2), count / 2, Entry(upper));
        ++m_segments;
    }

    void swap(FlatTable& other) noexcept
    {
        std::swap(m_directory, other.m_directory);
        std::swap(m_depth, other.m_depth);
        std::swap(m_segments, other.m_segments);
        std::swap(m_size, other.m_size);
    }

    mutable std::vector<Entry> m_directory; // 2^m_depth, by the highest bits; or empty
    int m_depth = 0;
    std::size_t m_segments = 1;
    std::size_t m_size = 0;
};

} // namespace halcyon::engine
