#pragma once

#include "engine/model/table_segment.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// A hash table for keys that are hashes already: extendible hashing (Fagin et
/// al., 1979) over segments of open addressing, values beside their keys, so
/// that a look-up is one cache line.
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
    using Segment = TableSegment<Value>;
    using Slot = typename Segment::Slot;

public:
    FlatTable() = default;
    /// For about `expected` entries: divided at once as it will be then, but with half of the memory, so
    /// that the entries move once and no memory is asked for before it is needed.
    explicit FlatTable(std::size_t expected)
    {
        const std::size_t slots = expected + expected / 2;
        m_depth = int(std::bit_width(slots / Segment::kMostSlots));
        const std::size_t ofSegment = std::bit_ceil(std::max(Segment::kFewestSlots, (slots >> m_depth) / 2));
        for (std::size_t prefix = 0; prefix < std::size_t{1} << m_depth; ++prefix)
            m_directory.push_back(Entry(Segment::make(ofSegment, m_depth, prefix)));
    }
    /// Counts as a change of `other`, as to threads.
    FlatTable(const FlatTable& other)
        : m_depth(other.m_depth)
        , m_size(other.m_size)
    {
        other.forEachSegment([](Segment& segment) { segment.share(); });
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
        forEachSegment([](Segment& segment) { segment.giveUp(); });
    }

    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        std::size_t sum = m_directory.capacity() * sizeof(Entry);
        forEachSegment([&](const Segment& segment) { sum += segment.bytes(); });
        return sum;
    }

    void prefetch(std::uint64_t key) const noexcept
    {
        if (m_directory.empty())
            return;
        const Entry& entry = m_directory[place(usable(key))];
        const Slot* const slot = entry.segment().firstSlot(usable(key), entry.mask());
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
            Segment& segment = entry.segment();
            Slot& slot = segment.slotFor(key, entry.mask());
            if (slot.key() == key)
                return {slot.value, false};
            if (!segment.isFull()) {
                segment.occupy(slot, key);
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
        const Slot& slot = entry.segment().slotFor(key, entry.mask());
        return slot.key() == key ? &slot.value : nullptr;
    }

    /// `visit(key, value)` for every entry, in no promised order.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        forEachSegment([&](const Segment& segment) {
            for (const Slot& slot : segment)
                if (slot.key() != 0)
                    visit(slot.key(), slot.value);
        });
    }

    /// Keeps the entries for which `keep(value)` holds. O(size of the table).
    template <typename Keep>
    void keepIf(Keep&& keep)
    {
        for (std::size_t at = 0; at < m_directory.size(); at += entriesOf(at).size())
            dropFrom(at, keep);
    }

private:
    struct Everything {
        bool operator()(const Value&) const noexcept { return true; }
    };

    /// A segment's address and, in the bits that its alignment leaves, what a look-up needs besides: that
    /// spares its head's cache line, and twice as many entries stay in the cache.
    class Entry {
    public:
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
        std::uintptr_t m_bits;
    };

    /// 0 marks a free slot, so the one hash that is 0 stands in as another.
    [[nodiscard]] static std::uint64_t usable(std::uint64_t key) noexcept { return key == 0 ? 1 : key; }
    [[nodiscard]] std::size_t place(std::uint64_t key) const noexcept
    {
        return std::size_t(key >> 1 >> (63 - m_depth));
    }

    /// All entries of the segment at `at`: 2^(m_depth - its depth), side by side.
    [[nodiscard]] std::span<Entry> entriesOf(std::size_t at) const noexcept
    {
        const int bits = m_depth - m_directory[at].segment().depth();
        return std::span(m_directory).subspan(at >> bits << bits, std::size_t{1} << bits);
    }
    [[nodiscard]] std::uint64_t prefixAt(std::size_t at) const noexcept
    {
        return at >> (m_depth - m_directory[at].segment().depth());
    }
    template <typename Visit>
    void forEachSegment(Visit&& visit) const
    {
        for (std::size_t at = 0; at < m_directory.size();) {
            const std::size_t next = at + entriesOf(at).size();
            visit(m_directory[at].segment()); // may free it
            at = next;
        }
    }

    /// Sees to a segment of our own for `key`.
    [[gnu::noinline]] void prepare(std::uint64_t key)
    {
        if (m_directory.empty())
            m_directory.push_back(Entry(Segment::make(Segment::kFewestSlots, 0, 0)));
        else
            own(place(key));
    }
    void own(std::size_t at)
    {
        if (m_directory[at].segment().isShared())
            return replace(at, m_directory[at].segment().copy());
        for (Entry& entry : entriesOf(at))
            entry.setShared(false);
    }
    /// Puts `segment` where the one at `at` was, which is given up.
    void replace(std::size_t at, Segment& segment) noexcept
    {
        const std::span<Entry> entries = entriesOf(at);
        m_directory[at].segment().giveUp();
        std::ranges::fill(entries, Entry(segment));
    }

    template <typename Keep>
    void dropFrom(std::size_t at, Keep&& keep)
    {
        own(at);
        Segment& old = m_directory[at].segment();
        Segment& kept = Segment::make(old.slotCount(), old.depth(), prefixAt(at));
        for (Slot& slot : old)
            if (slot.key() != 0 && keep(std::as_const(slot.value)))
                kept.take(slot);
        m_size -= old.size() - kept.size();
        replace(at, kept);
    }

    template <typename Keep>
    [[gnu::noinline]] void makeRoom(std::size_t at, Keep&& keep)
    {
        if constexpr (!std::is_same_v<std::remove_cvref_t<Keep>, Everything>) {
            dropFrom(at, keep);
            if (m_directory[at].segment().hasRoom())
                return;
        }
        // Keys that are not spread would double the directory for each other: they get a larger segment.
        const Segment& full = m_directory[at].segment();
        const bool isSpread = m_directory.size() <= m_size / 8;
        if (full.slotCount() < Segment::kMostSlots || (full.depth() == m_depth && !isSpread))
            doubleSlots(at);
        else
            split(at);
    }

    void doubleSlots(std::size_t at)
    {
        Segment& old = m_directory[at].segment();
        Segment& larger = Segment::make(2 * old.slotCount(), old.depth(), prefixAt(at));
        for (Slot& slot : old)
            if (slot.key() != 0)
                larger.take(slot);
        replace(at, larger);
    }

    void split(std::size_t at)
    {
        if (m_directory[at].segment().depth() == m_depth) {
            doubleDirectory();
            at *= 2;
        }
        Segment& old = m_directory[at].segment();
        const int depth = old.depth() + 1;
        Segment& lower = Segment::make(old.slotCount(), depth, 2 * prefixAt(at));
        Segment& upper = Segment::make(old.slotCount(), depth, 2 * prefixAt(at) + 1);
        for (Slot& slot : old)
            if (slot.key() != 0)
                ((slot.key() >> (64 - depth) & 1U) == 0 ? lower : upper).take(slot);
        const std::span<Entry> entries = entriesOf(at);
        replace(at, lower);
        std::ranges::fill(entries.last(entries.size() / 2), Entry(upper));
    }
    void doubleDirectory()
    {
        std::vector<Entry> wider;
        wider.reserve(2 * m_directory.size());
        for (const Entry& entry : m_directory)
            wider.insert(wider.end(), 2, entry);
        m_directory = std::move(wider);
        ++m_depth;
    }

    void swap(FlatTable& other) noexcept
    {
        std::swap(m_directory, other.m_directory);
        std::swap(m_depth, other.m_depth);
        std::swap(m_size, other.m_size);
    }

    mutable std::vector<Entry> m_directory; // 2^m_depth, by the highest bits; or empty
    int m_depth = 0;
    std::size_t m_size = 0;
};

} // namespace halcyon::engine
