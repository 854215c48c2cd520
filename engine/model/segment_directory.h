#pragma once

#include "engine/model/table_segment.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// The segments of a `FlatTable`, by the highest bits of the keys: extendible
/// hashing (Fagin et al., 1979). Full segments double or split one at a time;
/// only the directory over them, 8 bytes a segment, doubles as a whole.
///
/// A copy shares all segments. Whoever writes into one first makes it his own
/// (`prepare`, `own`); all that changes a segment here expects that it is.
///
/// Threads: as FlatTable.
template <typename Value>
class SegmentDirectory {
public:
    using Segment = TableSegment<Value>;
    using Slot = typename Segment::Slot;
    using Entry = SegmentEntry<Value>;

    SegmentDirectory() = default;
    /// Divided for about `expected` entries.
    explicit SegmentDirectory(std::size_t expected)
    {
        const std::size_t slots = expected + expected / 2;
        m_depth = int(std::bit_width(slots / Segment::kMostSlots));
        const std::size_t ofSegment = std::bit_ceil(std::max(Segment::kFewestSlots, (slots >> m_depth) / 2));
        for (std::size_t prefix = 0; prefix < std::size_t{1} << m_depth; ++prefix)
            m_entries.push_back(Entry(Segment::make(ofSegment, m_depth, prefix)));
    }
    SegmentDirectory(const SegmentDirectory& other)
        : m_depth(other.m_depth)
    {
        other.forEachSegment([](Segment& segment) { segment.share(); });
        for (Entry& entry : other.m_entries)
            entry.setShared(true);
        m_entries = other.m_entries;
    }
    SegmentDirectory(SegmentDirectory&& other) noexcept { swap(other); }
    SegmentDirectory& operator=(SegmentDirectory other) noexcept
    {
        swap(other);
        return *this;
    }
    ~SegmentDirectory()
    {
        forEachSegment([](Segment& segment) { segment.giveUp(); });
    }

    [[nodiscard]] bool isEmpty() const noexcept { return m_entries.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_entries.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        std::size_t sum = m_entries.capacity() * sizeof(Entry);
        forEachSegment([&](const Segment& segment) { sum += segment.bytes(); });
        return sum;
    }

    /// The place of a key's entry. \pre `!isEmpty()`, as for all that takes places.
    [[nodiscard]] std::size_t place(std::uint64_t key) const noexcept
    {
        return std::size_t(key >> 1 >> (63 - m_depth));
    }
    [[nodiscard]] const Entry& operator[](std::size_t at) const noexcept { return m_entries[at]; }
    /// The first place behind the segment at `at`.
    [[nodiscard]] std::size_t next(std::size_t at) const noexcept { return at + entriesOf(at).size(); }

    template <typename Visit>
    void forEachSegment(Visit&& visit) const
    {
        for (std::size_t at = 0; at < m_entries.size();) {
            const std::size_t following = next(at);
            visit(m_entries[at].segment()); // may free it
            at = following;
        }
    }

    /// Sees to a segment of our own for `key`.
    [[gnu::noinline]] void prepare(std::uint64_t key)
    {
        if (isEmpty())
            m_entries.push_back(Entry(Segment::make(Segment::kFewestSlots, 0, 0)));
        else
            own(place(key));
    }
    void own(std::size_t at)
    {
        if (m_entries[at].segment().isShared())
            return replace(at, m_entries[at].segment().copy());
        for (Entry& entry : entriesOf(at))
            entry.setShared(false);
    }

    /// Keeps those of the segment's slots for which `keep(value)` holds; how many went.
    template <typename Keep>
    std::size_t dropFrom(std::size_t at, Keep&& keep)
    {
        own(at);
        Segment& old = m_entries[at].segment();
        Segment& kept = Segment::make(old.slotCount(), old.depth(), prefixAt(at));
        for (Slot& slot : old)
            if (slot.key() != 0 && keep(std::as_const(slot.value)))
                kept.take(slot);
        const std::size_t gone = old.size() - kept.size();
        replace(at, kept);
        return gone;
    }

    /// Makes room beside the entries of the segment at `at`. Only if it `mayDouble` does the directory double
    /// for it.
    void grow(std::size_t at, bool mayDouble)
    {
        const Segment& full = m_entries[at].segment();
        if (full.slotCount() < Segment::kMostSlots || (full.depth() == m_depth && !mayDouble))
            doubleSlots(at);
        else
            split(at);
    }

private:
    /// All entries of the segment at `at`: 2^(m_depth - its depth), side by side.
    [[nodiscard]] std::span<Entry> entriesOf(std::size_t at) const noexcept
    {
        const int bits = m_depth - m_entries[at].segment().depth();
        return std::span(m_entries).subspan(at >> bits << bits, std::size_t{1} << bits);
    }
    [[nodiscard]] std::uint64_t prefixAt(std::size_t at) const noexcept
    {
        return at >> (m_depth - m_entries[at].segment().depth());
    }

    /// Puts `segment` where the one at `at` was, which is given up.
    void replace(std::size_t at, Segment& segment) noexcept
    {
        const std::span<Entry> entries = entriesOf(at);
        m_entries[at].segment().giveUp();
        std::ranges::fill(entries, Entry(segment));
    }

    void doubleSlots(std::size_t at)
    {
        Segment& old = m_entries[at].segment();
        Segment& larger = Segment::make(2 * old.slotCount(), old.depth(), prefixAt(at));
        for (Slot& slot : old)
            if (slot.key() != 0)
                larger.take(slot);
        replace(at, larger);
    }

    void split(std::size_t at)
    {
        if (m_entries[at].segment().depth() == m_depth) {
            doubleEntries();
            at *= 2;
        }
        Segment& old = m_entries[at].segment();
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
    void doubleEntries()
    {
        std::vector<Entry> wider;
        wider.reserve(2 * m_entries.size());
        for (const Entry& entry : m_entries)
            wider.insert(wider.end(), 2, entry);
        m_entries = std::move(wider);
        ++m_depth;
    }

    void swap(SegmentDirectory& other) noexcept
    {
        std::swap(m_entries, other.m_entries);
        std::swap(m_depth, other.m_depth);
    }

    mutable std::vector<Entry> m_entries; // 2^m_depth, by the highest bits; or empty
    int m_depth = 0;
};

} // namespace halcyon::engine
