#pragma once

#include "engine/model/flat_table.h"
#include "engine/model/payment.h"
#include "engine/model/text_arena.h"
#include "engine/window/window_table.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// One shard's part of one window whose keys begin with the payee (upi_merchant,
/// gold): totals and exact distinct counts of payers and devices per key.
///
/// A payee belongs to one shard, so the shards' rows never meet. A sliding
/// window is as many overlapping instances as it has slides.
///
/// Threads: none of its own; a shard owns one per window.
class PayeeWindows {
public:
    explicit PayeeWindows(const WindowDefinition& window)
        : m_window(&window)
    {
    }

    struct Entry {
        std::string_view names; ///< the keys, packed, in the instance's arena
        Currency currency;
        std::uint32_t uniquePayers = 0;
        std::uint32_t uniqueDevices = 0;
        PaymentTotals totals;
    };
    struct Nothing { };
    /// The window at one start.
    struct Instance {
        EventTime start{};
        FlatTable<Entry> entries; ///< by hash of all keys and currency
        FlatTable<Nothing> payerPairs; ///< (key, payer) met so far
        FlatTable<Nothing> devicePairs;
        TextArena names;
    };

    void prefetch(const Payment& payment) const noexcept;

    /// Counts a payment in those of its windows that are open at `watermark`.
    void add(const Payment& payment, const PaymentText& text, EventTime watermark);

    /// Takes out the instances that are final at `watermark`, oldest first.
    [[nodiscard]] std::vector<Instance> takeClosed(EventTime watermark);

    [[nodiscard]] const WindowDefinition& window() const noexcept { return *m_window; }
    [[nodiscard]] const std::vector<Instance>& instances() const noexcept { return m_instances; }
    [[nodiscard]] std::size_t bytes() const noexcept;

    /// The instance at `start`, made if need be. For checkpoints.
    Instance& instanceAt(EventTime start);
    /// Puts an entry back under its keys' hash; pairs are put back by their hashes.
    static void restore(Instance& instance, std::uint64_t key, const Entry& entry);

private:
    const WindowDefinition* m_window;
    std::vector<Instance> m_instances; // by start; a few
};

/// Appends the rows of one shard's final instance.
void appendRows(const PayeeWindows::Instance& instance, const WindowDefinition& window, WindowRows& rows);

} // namespace halcyon::engine
