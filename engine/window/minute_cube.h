#pragma once

#include "engine/model/flat_table.h"
#include "engine/model/payment.h"
#include "engine/window/window_table.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halcyon::engine {

/// One stream's minutes, each split along two small dimensions (upi: status and
/// payer's bank; transactions: payment method and country).
///
/// Every window with at most one of these as key is a roll-up of whole minutes,
/// so one update an event serves them all, and a window's end only has to add.
///
/// Threads: none of its own; the pipeline's serial stage owns it.
class MinuteCube {
public:
    struct Cell {
        std::string first; ///< status or payment method
        std::string second; ///< bank or country
        Currency currency;
        PaymentTotals totals;
        LogHistogram latency; ///< record timestamp - event time, microseconds
    };
    using Cells = std::vector<Cell>;

    explicit MinuteCube(StreamId stream);

    /// Counts a payment in its minute. Minutes may already be final for some
    /// windows and still open for others: the caller adds an event unless it is
    /// late for all (`isOpen`).
    void add(
        const Payment& payment, const PaymentText& text, std::optional<std::chrono::microseconds> latency);

    /// Whether any window of this cube that holds `time` is still open at `watermark`.
    [[nodiscard]] bool isOpen(EventTime time, EventTime watermark) const noexcept;

    /// Rows of all windows that became final between the last call and
    /// `watermark`, oldest first; forgets minutes that no window needs any more.
    void close(EventTime watermark, std::vector<WindowRows>& closed);

    /// Minutes by start, for live views and checkpoints.
    struct Minute {
        FlatTable<std::uint32_t> index; ///< key hash → place in cells
        Cells cells;
    };
    [[nodiscard]] const std::map<EventTime, Minute>& minutes() const noexcept { return m_minutes; }
    [[nodiscard]] EventTime closedUpTo() const noexcept { return m_closedUpTo; }
    void restore(EventTime minute, Cell cell);
    void restoreClosedUpTo(EventTime watermark) { m_closedUpTo = watermark; }

private:
    [[nodiscard]] Cell& cellOf(
        Minute& minute, std::uint64_t key, const Payment& payment, const PaymentText& text);
    [[nodiscard]] WindowRows rollUp(const WindowDefinition& window, EventTime start) const;

    StreamId m_stream;
    std::vector<const WindowDefinition*> m_windows; // the ones rolled up from here
    std::chrono::minutes m_longest{1};
    std::map<EventTime, Minute> m_minutes;
    EventTime m_closedUpTo = EventTime::min();
    EventTime m_lastMinute = EventTime::min(); // cache: most events fall into the same minute
    Minute* m_last = nullptr;
};

} // namespace halcyon::engine
