#pragma once

#include "engine/model/flat_table.h"
#include "engine/model/payment.h"
#include "engine/model/text_arena.h"
#include "engine/window/distinct_pairs.h"
#include "engine/window/window_table.h"

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// One shard's part of one window whose keys begin with the payee (upi_merchant,
/// gold): totals and exact distinct counts of payers and devices per key.
///
/// A payee belongs to one shard, so the shards' rows never meet. Everything is
/// kept by pane, a piece as long as the window slides, so an event is added
/// once, however many windows overlap. What a window may not count twice, its
/// distinct payers, is counted as they turn up (see DistinctPairs), in the pane
/// where the window meets them: a window's count is the sum over its panes.
///
/// A copy is a snapshot that costs little, see FlatTable.
///
/// Threads: none of its own; a shard owns one per window.
class PayeeWindows {
public:
    explicit PayeeWindows(const WindowDefinition& window);

    /// A key in a pane. Most keys are seen once in it, so its size is most of what windows take.
    struct Cell {
        const char* names = nullptr; ///< packed, in the pane's arena
        PaneTotals totals;
        Currency currency;
        std::array<std::uint32_t, 3> uniques{}; ///< by window that the pane is in, see uniqueAt()
    };
    struct Pane {
        std::int64_t number = 0; ///< of its slide since the epoch
        FlatTable<Cell> cells; ///< by hash of all keys and currency
        std::shared_ptr<TextArena> names; ///< of snapshots, too
    };
    /// Distinct counts.
    struct Uniques {
        std::uint32_t payers = 0;
        std::uint32_t devices = 0;
    };

    /// A payment's places in the tables, made once and used for prefetch and `add`.
    struct Keys {
        std::uint64_t cell = 0;
        std::uint64_t payerPair = 0;
        std::uint64_t devicePair = 0;
    };
    [[nodiscard]] Keys keysOf(const Payment& payment) const noexcept;
    void prefetch(const Keys& keys) const noexcept;

    /// Counts a payment in those of its windows that are open at `watermark`.
    void add(const Payment& payment, const PaymentText& text, const Keys& keys, EventTime watermark);

    /// Start of the oldest window with data that is final at `watermark`.
    [[nodiscard]] std::optional<EventTime> oldestClosed(EventTime watermark) const;
    /// Appends this shard's rows of the window at `start`.
    void appendRows(EventTime start, WindowRows& rows) const;
    /// Forgets what only windows final at `watermark` needed.
    void forget(EventTime watermark);

    [[nodiscard]] const WindowDefinition& window() const noexcept { return *m_window; }
    [[nodiscard]] std::size_t bytes() const noexcept;

    // For checkpoints.
    [[nodiscard]] const std::vector<Pane>& panes() const noexcept { return m_panes; }
    [[nodiscard]] std::string_view namesOf(const Cell& cell) const noexcept;
    /// First panes of the windows that hold something and are not final.
    [[nodiscard]] const std::vector<std::int64_t>& openWindows() const noexcept { return m_openWindows; }
    /// `visit(first pane of an open window, key, what of its distinct counts one of its panes has)`.
    template <typename Visit>
    void forEachUniques(Visit&& visit) const
    {
        for (const Pane& pane : m_panes)
            for (const std::int64_t first : m_openWindows)
                if (holds(first, pane.number))
                    pane.cells.forEach([&](std::uint64_t key, const Cell& cell) {
                        const Uniques uniques = uniquesOf(cell, pane.number - first);
                        if (uniques.payers + uniques.devices > 0)
                            visit(first, key, uniques);
                    });
    }
    [[nodiscard]] const DistinctPairs& payerPairs() const noexcept { return m_payerPairs; }
    [[nodiscard]] const DistinctPairs& devicePairs() const noexcept { return m_devicePairs; }
    /// False, and nothing restored, unless `names` is what `namesOf` gave for a window of as many keys.
    [[nodiscard]] bool restoreCell(std::int64_t pane, std::uint64_t key, std::string_view names,
        Currency currency, const PaneTotals& totals);
    /// \pre the window's cells are restored.
    void restoreUniques(std::int64_t firstPane, std::uint64_t key, Uniques uniques);
    void restorePayerPair(std::uint64_t pair, std::int64_t pane)
    {
        std::ignore = m_payerPairs.add(pair, pane, 0, kForgetsNothing);
    }
    void restoreDevicePair(std::uint64_t pair, std::int64_t pane)
    {
        std::ignore = m_devicePairs.add(pair, pane, 0, kForgetsNothing);
    }

private:
    static constexpr std::int64_t kForgetsNothing = std::numeric_limits<std::int64_t>::min();

    [[nodiscard]] std::int64_t paneOf(EventTime time) const noexcept;
    [[nodiscard]] EventTime endOf(std::int64_t firstPane) const noexcept; ///< of the window that begins there
    [[nodiscard]] bool holds(std::int64_t firstPane, std::int64_t pane) const noexcept
    {
        return firstPane <= pane && pane < firstPane + m_panesPerWindow;
    }
    [[nodiscard]] Pane* findPane(std::int64_t number) noexcept;
    [[nodiscard]] Pane& paneAt(std::int64_t number);
    void noteOpen(std::int64_t firstPane);
    [[nodiscard]] std::int64_t oldestOpenPane(EventTime watermark) const noexcept;

    /// Of the window that began `panesBefore` panes before the cell's: its payers (0) or devices (1) that the
    /// cell's pane brought.
    [[nodiscard]] std::size_t uniqueAt(std::int64_t panesBefore, std::size_t which) const noexcept
    {
        return m_kinds * std::size_t(panesBefore) + which;
    }
    [[nodiscard]] Uniques uniquesOf(const Cell& cell, std::int64_t panesBefore) const noexcept
    {
        return {
            cell.uniques[uniqueAt(panesBefore, 0)], m_kinds > 1 ? cell.uniques[uniqueAt(panesBefore, 1)] : 0};
    }
    void countUnique(Cell& cell, const DistinctPairs::Seen& seen, std::int64_t pane, std::int64_t firstOpen,
        std::size_t which) const noexcept;

    const WindowDefinition* m_window;
    std::int64_t m_panesPerWindow;
    std::size_t m_kinds; // of distinct counts: payers, or payers and devices
    std::vector<Pane> m_panes; // by number; a few
    std::vector<std::int64_t> m_openWindows; // in order; a few
    DistinctPairs m_payerPairs; // (key, payer)
    DistinctPairs m_devicePairs; // (key, device); of the windows that count devices
};

} // namespace halcyon::engine
