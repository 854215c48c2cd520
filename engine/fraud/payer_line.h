#pragma once

#include "engine/fraud/mark_line.h"
#include "engine/model/copy_on_write.h"

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// First and last microsecond counted.
struct CountedTimes {
    EventTime first{};
    EventTime last{};
    [[nodiscard]] bool contains(EventTime time) const noexcept { return first <= time && time <= last; }
};

/// What is asked of a payer's payments.
struct PaymentQuestion {
    CountedTimes payments; ///< all that are in it are counted
    CountedTimes failures; ///< FAILED ones
    EventTime forgottenBefore; ///< no later question counts what is older
};
struct PaymentCounts {
    std::uint32_t payments = 0;
    std::uint32_t failed = 0;
};

/// The payments of one payer.
///
/// 24 bytes, half a cache line with the key, hold the four that most payers
/// never exceed. More of them, or some that lie more than 71 minutes apart,
/// are in a block of their own: a line of thirteen at first, then a sorted list,
/// so that a count costs O(log n) however hot the payer. Copies share the block
/// until one of them is written.
///
/// Threads: one at a time for a line, another one for its copy.
class PayerLine {
public:
    PayerLine() = default;
    PayerLine(const PayerLine& other) noexcept;
    PayerLine(PayerLine&& other) noexcept
        : m_marks(other.m_marks)
        , m_where(std::exchange(other.m_where, Where::Here))
    {
    }
    PayerLine& operator=(PayerLine other) noexcept
    {
        std::swap(m_marks, other.m_marks);
        std::swap(m_where, other.m_where);
        return *this;
    }
    ~PayerLine()
    {
        if (m_where != Where::Here)
            giveUp();
    }

    /// Remembers a payment, then counts.
    [[nodiscard]] PaymentCounts add(PaymentMark mark, const PaymentQuestion& question);

    /// Asks for the block's cache lines. The line itself is best there already.
    void prefetchBlock() const noexcept
    {
        if (m_where != Where::Here)
            __builtin_prefetch(reinterpret_cast<const void*>(m_marks.place()), 1);
    }
    [[nodiscard]] bool remembers(EventTime forgottenBefore) const noexcept
    {
        return m_marks.remembers(forgottenBefore);
    }
    /// Of the block.
    [[nodiscard]] std::size_t bytes() const noexcept;

    /// `visit(mark)` for all that are remembered, in order of time.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        if (m_where == Where::Here)
            m_marks.forEach(visit);
        else if (m_where == Where::Several)
            block<Several>().forEach(visit);
        else
            for (const PaymentMark mark : block<List>().all)
                visit(mark);
    }

private:
    enum class Where : std::uint8_t { Here, Several, List };
    using Several = MarkLine<13>;
    /// Both sorted; `failed` repeats the failed ones.
    struct List {
        std::vector<PaymentMark> all;
        std::vector<PaymentMark> failed;
    };

    /// The block, which is the caller's until he gives it back to `m_marks`.
    template <typename Block>
    [[nodiscard]] CopyOnWrite<Block> takeBlock() const noexcept
    {
        return CopyOnWrite<Block>::adopt(m_marks.place());
    }
    template <typename Block>
    [[nodiscard]] const Block& block() const noexcept
    {
        return CopyOnWrite<Block>::at(m_marks.place());
    }
    void giveUp() noexcept;
    [[nodiscard]] static List listOf(const Several& several);
    [[nodiscard]] PaymentCounts addToSeveral(PaymentMark mark, const PaymentQuestion& question);
    [[nodiscard]] PaymentCounts addToList(PaymentMark mark, const PaymentQuestion& question);

    [[no_unique_address]] MarkLine<4> m_marks; // or the newest one's time and the block's address
    Where m_where = Where::Here;
};

} // namespace halcyon::engine
