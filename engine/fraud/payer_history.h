#pragma once

#include "engine/model/copy_on_write.h"
#include "engine/model/event_time.h"
#include "engine/model/flat_table.h"
#include "engine/model/payment.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace halcyon::engine {

/// When each payer paid, lately: what the velocity and failed-burst rules count.
///
/// A payment is remembered until all active partitions have passed it by an
/// hour, twice the longest rule's span: a late event more than half an
/// hour behind may see fewer of its neighbours. What it sees depends on event
/// times alone, never on batches or threads.
///
/// The usual payer fits one 64-byte line of six payments; the busy ones get a
/// sorted list, so that a count costs O(log n) however hot the payer.
///
/// A copy is a snapshot that costs little, see FlatTable.
///
/// Threads: none of its own; a shard owns one.
class PayerHistory {
public:
    static constexpr std::chrono::microseconds kRemembered = std::chrono::hours{1};

    /// Times in (after, upTo] or [from, upTo] are given as the first and last microsecond counted.
    struct Span {
        EventTime first{};
        EventTime last{};
    };
    struct Counts {
        std::uint32_t payments = 0;
        std::uint32_t failed = 0;
    };

    void prefetch(PayerHash payer) const noexcept { m_lines.prefetch(payer.value); }

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
        m_lines.forEach([&](std::uint64_t payer, const Line& line) {
            forEachMark(line, [&](Mark mark) { visit(payer, timeOf(mark), isFailed(mark)); });
        });
    }
    void restore(PayerHash payer, EventTime time, bool failed);

private:
    /// A payment as one number that sorts by time: microseconds * 2 + failed.
    using Mark = std::int64_t;
    static constexpr std::size_t kInline = 6;
    static constexpr std::uint32_t kNoList = std::numeric_limits<std::uint32_t>::max();

    struct Line {
        std::uint32_t size = 0; ///< marks in the line, while it has no list
        std::uint32_t list = kNoList;
        std::array<Mark, kInline> marks{};
    };
    /// Both sorted; `failed` repeats the failed ones.
    struct List {
        std::vector<Mark> all;
        std::vector<Mark> failed;
    };

    [[nodiscard]] static Mark markOf(EventTime time, bool failed) noexcept
    {
        return time.time_since_epoch().count() * 2 + (failed ? 1 : 0);
    }
    [[nodiscard]] static EventTime timeOf(Mark mark) noexcept
    {
        return EventTime{std::chrono::microseconds{mark >> 1}};
    }
    [[nodiscard]] static bool isFailed(Mark mark) noexcept { return (mark & 1) != 0; }

    template <typename Visit>
    void forEachMark(const Line& line, Visit&& visit) const
    {
        if (line.list == kNoList)
            for (std::uint32_t i = 0; i < line.size; ++i)
                visit(line.marks[i]);
        else
            for (const Mark mark : m_lists[line.list]->all)
                visit(mark);
    }
    void insert(Line& line, Mark mark, Mark forgottenBefore);
    [[nodiscard]] bool keeps(const Line& line, Mark forgottenBefore);
    static void insertSorted(std::vector<Mark>& marks, Mark mark, Mark forgottenBefore);

    FlatTable<Line> m_lines;
    std::vector<CopyOnWrite<List>> m_lists;
    std::vector<std::uint32_t> m_freeLists;
};

} // namespace halcyon::engine
