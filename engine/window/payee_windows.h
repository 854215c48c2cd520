#pragma once

#include "engine/model/flat_table.h"
#include "engine/model/payment.h"
#include "engine/model/text_arena.h"
#include "engine/window/distinct_pairs.h"
#include "engine/window/window_table.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// One shard's part of one window whose keys begin with the payee (upi_merchant,
/// gold): totals and exact distinct counts of payers and devices per key.
///
/// A payee belongs to one shard, so the shards' rows never meet. Totals are
/// kept by pane, a piece as long as the window slides, so an event is added
/// once, however many windows overlap; what a window may not count twice,
/// its distinct payers, is counted as they turn up (see DistinctPairs).
///
/// A copy is a snapshot that costs little, see FlatTable.
///
/// Threads: none of its own; a shard owns one per window.
class PayeeWindows {
public:
    explicit PayeeWindows(const WindowDefinition& window);

    struct Cell {
        std::string_view names; ///< the keys, packed, in the pane's arena
        Currency currency;
        PaymentTotals totals;
    };
    /// Totals by key of one pane.
    struct Pane {
        std::int64_t number = 0; ///< of its slide since the epoch
        FlatTable<Cell> cells; ///< by hash of all keys and currency
        std::shared_ptr<TextArena> names; ///< of snapshots, too
    };
    struct Uniques {
        std::uint32_t payers = 0;
        std::uint32_t devices = 0;
    };
    /// Distinct counts by key of one window.
    struct Window {
        std::int64_t firstPane = 0;
        FlatTable<Uniques> uniques;
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
    [[nodiscard]] const std::vector<Window>& windows() const noexcept { return m_windows; }
    [[nodiscard]] const DistinctPairs& payerPairs() const noexcept { return m_payerPairs; }
    [[nodiscard]] const DistinctPairs& devicePairs() const noexcept { return m_devicePairs; }
    void restoreCell(std::int64_t pane, std::uint64_t key, const Cell& cell);
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
    [[nodiscard]] Pane& paneAt(std::int64_t number);
    [[nodiscard]] Window& windowAt(std::int64_t firstPane);
    [[nodiscard]] std::int64_t oldestOpenPane(EventTime watermark) const noexcept;
    void countUnique(const DistinctPairs::Seen& seen, std::int64_t pane, std::int64_t firstOpen,
        std::uint64_t key, std::uint32_t Uniques::*count);

    const WindowDefinition* m_window;
    std::int64_t m_panesPerWindow;
    std::vector<Pane> m_panes; // by number; a few
    std::vector<Window> m_windows; // by first pane; a few
    DistinctPairs m_payerPairs; // (key, payer)
    DistinctPairs m_devicePairs; // (key, device); of the windows that count devices
};

} // namespace halcyon::engine
