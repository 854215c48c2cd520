#pragma once

#include "engine/model/table_memory.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// A hash table for keys that are hashes already: open addressing, linear
/// probing, values beside their keys, so that a look-up is one cache line.
///
/// Faster here than a general map because the key needs no hashing and the
/// line can be asked for ahead (`prefetch`), which is what hides memory
/// latency when a batch is worked through (performance.md sections 2-4).
/// References are valid until the next insertion.
template <typename Value>
class FlatTable {
public:
    struct Slot {
        std::uint64_t key = 0; ///< 0 = free
        [[no_unique_address]] Value value{};
    };

    FlatTable()
        : FlatTable(kUsualStagger)
    {
    }
    /// Of tables that fill at the same rate, as those of shards do, each is given another `stagger` (0 to
    /// 15): they double at different fills, so that not all stop the stream for it at the same moment.
    explicit FlatTable(unsigned stagger)
        : m_fullAt(kLeastFull + stagger)
    {
    }

    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    /// The next new key makes the table double.
    [[nodiscard]] bool isFull() const noexcept { return (m_size + 1) * 64 > m_slots.size() * m_fullAt; }
    [[nodiscard]] std::size_t bytes() const noexcept { return m_slots.capacity() * sizeof(Slot); }

    void prefetch(std::uint64_t key) const noexcept
    {
        if (!m_slots.empty())
            __builtin_prefetch(&m_slots[slotOf(usable(key))], 1);
    }

    /// The value of `key`, default-made when it is new.
    [[nodiscard]] std::pair<Value&, bool> findOrInsert(std::uint64_t key)
    {
        key = usable(key);
        if (isFull())
            rebuild(m_slots.empty() ? 16 : m_slots.size() * 2, [](const Value&) { return true; });
        for (std::size_t at = slotOf(key);; at = (at + 1) & (m_slots.size() - 1)) {
            Slot& slot = m_slots[at];
            if (slot.key == key)
                return {slot.value, false};
            if (slot.key == 0) {
                slot.key = key;
                ++m_size;
                return {slot.value, true};
            }
        }
    }

    [[nodiscard]] Value* find(std::uint64_t key) noexcept
    {
        return const_cast<Value*>(std::as_const(*this).find(key));
    }
    [[nodiscard]] const Value* find(std::uint64_t key) const noexcept
    {
        if (m_slots.empty())
            return nullptr;
        key = usable(key);
        for (std::size_t at = slotOf(key);; at = (at + 1) & (m_slots.size() - 1)) {
            if (m_slots[at].key == key)
                return &m_slots[at].value;
            if (m_slots[at].key == 0)
                return nullptr;
        }
    }

    /// Room for `count` entries, so that the next insertions move none. Needed before entries are put in
    /// in the order of another table: into a small one they would all fall next to each other.
    void reserve(std::size_t count)
    {
        const std::size_t wanted = std::bit_ceil(count * 64 / m_fullAt + 2);
        if (wanted > m_slots.size())
            rebuild(wanted, [](const Value&) { return true; });
    }

    /// `visit(key, value)` for every entry, in no promised order.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        for (const Slot& slot : m_slots)
            if (slot.key != 0)
                visit(slot.key, slot.value);
    }
    template <typename Visit>
    void forEach(Visit&& visit)
    {
        for (Slot& slot : m_slots)
            if (slot.key != 0)
                visit(slot.key, slot.value);
    }

    /// Keeps the entries for which `keep(value)` holds. O(size of the table).
    template <typename Keep>
    void keepIf(Keep&& keep)
    {
        rebuild(m_slots.size(), keep);
    }

private:
    using Slots = std::vector<Slot, TableAllocator<Slot>>;

    /// 0 marks a free slot, so the one hash that is 0 stands in as another.
    [[nodiscard]] static std::uint64_t usable(std::uint64_t key) noexcept { return key == 0 ? 1 : key; }
    /// The high bits: the low ones choose the shard, so they are alike in one table.
    [[nodiscard]] std::size_t slotOf(std::uint64_t key) const noexcept { return std::size_t(key >> m_shift); }

    template <typename Keep>
    void rebuild(std::size_t size, Keep&& keep)
    {
        Slots old(size);
        old.swap(m_slots);
        m_shift = 64 - std::countr_zero(size);
        m_size = 0;
        for (Slot& slot : old) {
            if (slot.key == 0 || !keep(std::as_const(slot.value)))
                continue;
            std::size_t at = slotOf(slot.key);
            while (m_slots[at].key != 0)
                at = (at + 1) & (size - 1);
            m_slots[at] = std::move(slot);
            ++m_size;
        }
    }

    static constexpr unsigned kLeastFull = 36; // 64ths of the slots
    static constexpr unsigned kUsualStagger = 12;

    Slots m_slots; // a power of two, or empty
    std::size_t m_size = 0;
    std::size_t m_fullAt; // 64ths of the slots
    int m_shift = 64;
};

} // namespace halcyon::engine
