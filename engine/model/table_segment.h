#pragma once

#include "engine/model/table_memory.h"

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace halcyon::engine {

/// A part of a `FlatTable`: open addressing with linear probing in one block of
/// memory, this head and the slots behind it. Tables that are copies of each
/// other share it until one writes.
///
/// All keys of a segment have their `depth` highest bits in common.
template <typename Value>
class alignas(kCacheLine) TableSegment {
public:
    /// A key and its value. Keys lie in halves beside values that need no more alignment: a slot of a
    /// 32-bit value takes 12 bytes.
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
    static_assert(alignof(Slot) <= kCacheLine);

    static constexpr std::size_t kFewestSlots = 16;
    static constexpr std::size_t kMostSlots
        = std::max(kFewestSlots, std::bit_floor(kTableBlock / sizeof(Slot))); ///< of one that can be split

    /// An empty one with one owner. `prefix` are the bits its keys have in common.
    [[nodiscard]] static TableSegment& make(std::size_t slots, int depth, std::uint64_t prefix)
    {
        auto& segment = allocate(slots, depth, std::uint32_t(slots * fullAt(depth, prefix) / 64));
        std::uninitialized_default_construct_n(segment.begin(), slots);
        return segment;
    }
    /// The same entries in a segment of one's own.
    [[nodiscard]] TableSegment& copy() const
    {
        auto& segment = allocate(slotCount(), m_depth, m_limit);
        segment.m_size = m_size;
        std::uninitialized_copy_n(begin(), slotCount(), segment.begin());
        return segment;
    }

    void share() noexcept { m_owners.fetch_add(1, std::memory_order_relaxed); }
    [[nodiscard]] bool isShared() const noexcept { return m_owners.load(std::memory_order_acquire) > 1; }
    /// For one owner less; the last one frees it.
    void giveUp() noexcept
    {
        if (m_owners.fetch_sub(1, std::memory_order_acq_rel) > 1)
            return;
        const std::size_t size = bytes();
        std::destroy_n(begin(), slotCount());
        this->~TableSegment();
        giveTableMemory(this, size);
    }

    [[nodiscard]] std::size_t slotCount() const noexcept { return std::size_t{m_mask} + 1; }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytesFor(slotCount()); }
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] bool isFull() const noexcept { return m_size >= m_limit; }
    /// Room for some more after entries were dropped.
    [[nodiscard]] bool hasRoom() const noexcept { return m_size < m_limit - m_limit / 4; }
    [[nodiscard]] int depth() const noexcept { return m_depth; }

    [[nodiscard]] Slot* begin() noexcept { return reinterpret_cast<Slot*>(this + 1); }
    [[nodiscard]] const Slot* begin() const noexcept { return reinterpret_cast<const Slot*>(this + 1); }
    [[nodiscard]] Slot* end() noexcept { return begin() + slotCount(); }
    [[nodiscard]] const Slot* end() const noexcept { return begin() + slotCount(); }

    /// Where the probing for `key` begins. The bits below choose the shard, the highest the segment.
    [[nodiscard]] Slot* firstSlot(std::uint64_t key, std::uint32_t mask) noexcept
    {
        return begin() + (std::size_t(key >> 8) & mask);
    }
    /// The slot of `key`, or the free one where it belongs. `mask` is `slotCount() - 1`, which a table has at
    /// hand without this head's cache line.
    [[nodiscard]] Slot& slotFor(std::uint64_t key, std::uint32_t mask) noexcept
    {
        Slot* slot = firstSlot(key, mask);
        while (slot->key() != key && slot->key() != 0)
            slot = slot == begin() + mask ? begin() : slot + 1;
        return *slot;
    }
    /// Puts `key` into the free slot that `slotFor` gave.
    void occupy(Slot& slot, std::uint64_t key) noexcept
    {
        slot.setKey(key);
        ++m_size;
    }
    /// Takes an entry of a key that it does not have.
    void take(Slot& from)
    {
        slotFor(from.key(), m_mask) = std::move(from);
        ++m_size;
    }

private:
    TableSegment(std::size_t slots, int depth, std::uint32_t limit) noexcept
        : m_mask(std::uint32_t(slots - 1))
        , m_limit(limit)
        , m_depth(depth)
    {
    }

    [[nodiscard]] static std::size_t bytesFor(std::size_t slots) noexcept
    {
        return sizeof(TableSegment) + slots * sizeof(Slot);
    }
    [[nodiscard]] static TableSegment& allocate(std::size_t slots, int depth, std::uint32_t limit)
    {
        return *new (takeTableMemory(bytesFor(slots))) TableSegment(slots, depth, limit);
    }

    /// 64ths of the slots, from 36 to 52: all segments of a table fill at the same rate, and spread like that
    /// they split one by one.
    [[nodiscard]] static std::size_t fullAt(int depth, std::uint64_t prefix) noexcept
    {
        constexpr std::size_t kLeast = 36;
        constexpr std::size_t kSpread = 17;
        constexpr std::uint64_t kGolden = 0x9E37'79B9'7F4A'7C15; // consecutive multiples spread evenly
        const std::uint64_t spread = (prefix + std::uint64_t(depth)) * kGolden;
        return kLeast + std::size_t((spread >> 32) * kSpread >> 32);
    }

    std::atomic<std::uint32_t> m_owners{1}; // tables
    std::uint32_t m_mask; // slots, a power of two, less one
    std::uint32_t m_size = 0;
    std::uint32_t m_limit; // of m_size: there is always a free slot
    int m_depth;
};

/// What a directory holds of a segment: its address and, in the bits that its alignment leaves, what a
/// look-up needs besides: that spares its head's cache line, and twice as many entries stay in the cache.
template <typename Value>
class SegmentEntry {
    using Segment = TableSegment<Value>;

public:
    explicit SegmentEntry(Segment& segment) noexcept
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

} // namespace halcyon::engine
