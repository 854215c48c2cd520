#pragma once

#include "engine/model/segment_directory.h"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace halcyon::engine {

/// A hash table for keys that are hashes already: segments of open addressing,
/// values beside their keys, so that a look-up is one cache line.
///
/// Faster here than a general map because the key needs no hashing and the
/// line can be asked for ahead (`prefetch`), which is what hides memory
/// latency when a batch is worked through (performance.md sections 2-4).
///
/// It grows a segment of at most 32 KiB at a time (see SegmentDirectory), each
/// at a fill of its own, so that no insertion stops a stream: doubling a whole
/// table of some megabytes took up to 260 ms where new memory is slow to come.
///
/// A copy is a snapshot: it costs a pass over the directory and shares the
/// segments; whoever writes into a shared one first makes it his own. As to
/// threads, it counts as a change of the table that is copied.
///
/// Threads: one at a time for a table, another one for its copy. References are
/// valid until the next insertion.
template <typename Value>
class FlatTable {
    using Directory = SegmentDirectory<Value>;
    using Segment = typename Directory::Segment;
    using Slot = typename Directory::Slot;
    using Entry = typename Directory::Entry;

public:
    FlatTable() = default;
    /// For about `expected` entries: divided at once as it will be then, but with half of the memory, so
    /// that the entries move once and no memory is asked for before it is needed.
    explicit FlatTable(std::size_t expected)
        : m_directory(expected)
    {
    }
    FlatTable(const FlatTable&) = default;
    FlatTable(FlatTable&& other) noexcept
        : m_directory(std::move(other.m_directory))
        , m_size(std::exchange(other.m_size, 0))
    {
    }
    FlatTable& operator=(FlatTable other) noexcept
    {
        m_directory = std::move(other.m_directory);
        m_size = other.m_size;
        return *this;
    }
    ~FlatTable() = default;

    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] std::size_t bytes() const noexcept { return m_directory.bytes(); }

    void prefetch(std::uint64_t key) const noexcept
    {
        if (m_directory.isEmpty())
            return;
        const Entry& entry = m_directory[m_directory.place(usable(key))];
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
        while (m_directory.isEmpty() || m_directory[m_directory.place(key)].isShared())
            m_directory.prepare(key);
        for (;;) {
            const Entry& entry = m_directory[m_directory.place(key)];
            Segment& segment = entry.segment();
            Slot& slot = segment.slotFor(key, entry.mask());
            if (slot.key() == key)
                return {slot.value, false};
            if (!segment.isFull()) {
                segment.occupy(slot, key);
                ++m_size;
                return {slot.value, true};
            }
            makeRoom(m_directory.place(key), keep);
        }
    }
    [[nodiscard]] std::pair<Value&, bool> findOrInsert(std::uint64_t key)
    {
        return findOrInsert(key, Everything{});
    }

    [[nodiscard]] const Value* find(std::uint64_t key) const noexcept
    {
        if (m_directory.isEmpty())
            return nullptr;
        key = usable(key);
        const Entry& entry = m_directory[m_directory.place(key)];
        const Slot& slot = entry.segment().slotFor(key, entry.mask());
        return slot.key() == key ? &slot.value : nullptr;
    }

    /// `visit(key, value)` for every entry, in no promised order.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        m_directory.forEachSegment([&](const Segment& segment) {
            for (const Slot& slot : segment)
                if (slot.key() != 0)
                    visit(slot.key(), slot.value);
        });
    }

    /// Keeps the entries for which `keep(value)` holds. O(size of the table).
    template <typename Keep>
    void keepIf(Keep&& keep)
    {
        for (std::size_t at = 0; at < m_directory.size(); at = m_directory.next(at))
            m_size -= m_directory.dropFrom(at, keep);
    }

private:
    struct Everything {
        bool operator()(const Value&) const noexcept { return true; }
    };

    /// 0 marks a free slot, so the one hash that is 0 stands in as another.
    [[nodiscard]] static std::uint64_t usable(std::uint64_t key) noexcept { return key == 0 ? 1 : key; }

    template <typename Keep>
    [[gnu::noinline]] void makeRoom(std::size_t at, Keep&& keep)
    {
        if constexpr (!std::is_same_v<std::remove_cvref_t<Keep>, Everything>) {
            m_size -= m_directory.dropFrom(at, keep);
            if (m_directory[at].segment().hasRoom())
                return;
        }
        // Keys that are not spread would double the directory for each other: they get a larger segment.
        m_directory.grow(at, m_directory.size() <= m_size / 8);
    }

    Directory m_directory;
    std::size_t m_size = 0;
};

} // namespace halcyon::engine
