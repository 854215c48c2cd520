#pragma once

#include "engine/fraud/payer_line.h"
#include "engine/model/event_time.h"
#include "engine/model/flat_table.h"
#include "engine/model/payment.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace halcyon::engine {

/// When each payer paid, lately: what the velocity and failed-burst rules count.
///
/// A payment is remembered until all active partitions have passed it by an
/// hour, twice the longest rule's span: a late event more than half an
/// hour behind may see fewer of its neighbours. What it sees depends on event
/// times alone, never on batches or threads.
///
/// Most payers pay once an hour, so a payer's slot has 32 bytes; see PayerLine.
///
/// A copy is a snapshot that costs little, see FlatTable.
///
/// Threads: none of its own; a shard owns one.
class PayerHistory {
public:
    static constexpr std::chrono::microseconds kRemembered = std::chrono::hours{1};

    /// Times in (after, upTo] or [from, upTo] are given as the first and last microsecond counted.
    using Span = CountedTimes;
    using Counts = PaymentCounts;

    /// Asks for the payer's line, and some payments later for what the line does not hold.
    void prefetch(PayerHash payer) const noexcept { m_lines.prefetch(payer.value); }
    void prefetchBlock(PayerHash payer) const noexcept
    {
        if (const PayerLine* const line = m_lines.find(payer.value))
            line->prefetchBlock();
    }

    /// Remembers the payment, then counts the payer's payments in `payments`
    /// (this one is among them) and FAILED ones in `failures`. `reached` is
    /// how far all partitions had come before this one (`Watermark::reached`).
    [[nodiscard]] Counts addAndCount(const Payment& payment, Span payments, Span failures, EventTime reached);

    [[nodiscard]] std::size_t payers() const noexcept { return m_lines.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept;

    /// `visit(payer hash, time, failed)` for every payment remembered. For checkpoints.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        m_lines.forEach([&](std::uint64_t payer, const PayerLine& line) {
            line.forEach([&](PaymentMark mark) { visit(payer, mark.time(), mark.failed()); });
        });
    }
    void restore(PayerHash payer, EventTime time, bool failed);

private:
    [[nodiscard]] PaymentCounts add(std::uint64_t payer, PaymentMark mark, const PaymentQuestion& question);

    FlatTable<PayerLine> m_lines; // by payer
};

} // namespace halcyon::engine
