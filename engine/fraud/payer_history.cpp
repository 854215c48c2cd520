#include "engine/fraud/payer_history.h"

#include <algorithm>

namespace halcyon::engine {

void PayerHistory::insertSorted(std::vector<Mark>& marks, Mark mark, Mark forgottenBefore)
{
    // Make room by forgetting once the list is full: O(1) a payment over time.
    if (marks.size() == marks.capacity()) {
        const auto firstKept = std::ranges::lower_bound(marks, forgottenBefore);
        if (std::size_t(firstKept - marks.begin()) > marks.size() / 4)
            marks.erase(marks.begin(), firstKept);
    }
    marks.insert(std::ranges::upper_bound(marks, mark), mark);
}

void PayerHistory::insert(Line& line, Mark mark, Mark forgottenBefore)
{
    if (line.list == kNoList) {
        if (line.size == kInline) {
            const auto kept = std::remove_if(
                line.marks.begin(), line.marks.end(), [&](Mark old) { return old < forgottenBefore; });
            line.size = std::uint32_t(kept - line.marks.begin());
        }
        if (line.size < kInline) {
            line.marks[line.size++] = mark;
            return;
        }
        if (m_freeLists.empty()) {
            m_freeLists.push_back(std::uint32_t(m_lists.size()));
            m_lists.emplace_back();
        }
        line.list = m_freeLists.back();
        m_freeLists.pop_back();
        List& list = m_lists[line.list].own();
        list.all.assign(line.marks.begin(), line.marks.end());
        std::ranges::sort(list.all);
        std::ranges::copy_if(list.all, std::back_inserter(list.failed), isFailed);
    }
    List& list = m_lists[line.list].own();
    insertSorted(list.all, mark, forgottenBefore);
    if (isFailed(mark))
        insertSorted(list.failed, mark, forgottenBefore);
}

/// Whether anything of the line is still remembered; gives its list back otherwise.
bool PayerHistory::keeps(const Line& line, Mark forgottenBefore)
{
    if (line.list == kNoList)
        return std::any_of(line.marks.begin(), line.marks.begin() + line.size,
            [&](Mark mark) { return mark >= forgottenBefore; });
    if (m_lists[line.list]->all.back() >= forgottenBefore)
        return true;
    m_lists[line.list] = {};
    m_freeLists.push_back(line.list);
    return false;
}

PayerHistory::Counts PayerHistory::addAndCount(
    const Payment& payment, Span payments, Span failures, EventTime reached)
{
    const EventTime forgottenBefore = reached - kRemembered;
    const Mark firstKept = markOf(forgottenBefore, false);
    Line& line
        = m_lines.findOrInsert(payment.payer.value, [&](const Line& old) { return keeps(old, firstKept); })
              .first;
    insert(line, markOf(payment.time, payment.status == PaymentStatus::Failed), firstKept);

    // The payment itself always counts, however late it is; others only while remembered.
    const auto firstMark
        = [&](const Span& span) { return markOf(std::max(span.first, forgottenBefore), false); };
    const auto lastMark = [](const Span& span) { return markOf(span.last, true); };
    Counts counts;
    if (line.list == kNoList) {
        for (std::uint32_t i = 0; i < line.size; ++i) {
            const Mark mark = line.marks[i];
            counts.payments += mark >= firstMark(payments) && mark <= lastMark(payments);
            counts.failed += isFailed(mark) && mark >= firstMark(failures) && mark <= lastMark(failures);
        }
    } else {
        const List& list = *m_lists[line.list];
        const auto countIn = [&](const std::vector<Mark>& marks, const Span& span) {
            const auto from = std::ranges::lower_bound(marks, firstMark(span));
            const auto to = std::upper_bound(from, marks.end(), lastMark(span));
            return std::uint32_t(to - from);
        };
        counts.payments = countIn(list.all, payments);
        counts.failed = countIn(list.failed, failures);
    }
    counts.payments = std::max(counts.payments, 1U);
    return counts;
}

std::size_t PayerHistory::bytes() const noexcept
{
    std::size_t sum = m_lines.bytes();
    for (const CopyOnWrite<List>& list : m_lists)
        sum += (list->all.capacity() + list->failed.capacity()) * sizeof(Mark);
    return sum;
}

void PayerHistory::restore(PayerHash payer, EventTime time, bool failed)
{
    insert(m_lines.findOrInsert(payer.value).first, markOf(time, failed), std::numeric_limits<Mark>::min());
}

} // namespace halcyon::engine
