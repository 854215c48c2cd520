#include "engine/fraud/payer_line.h"

#include <algorithm>
#include <tuple>

namespace halcyon::engine {

static_assert(sizeof(PayerLine) == 24);

namespace {

constexpr std::size_t kNewList = 24; // marks; twice what was too small for them

template <std::size_t kMost>
[[nodiscard]] PaymentCounts countIn(const MarkLine<kMost>& marks, const PaymentQuestion& question) noexcept
{
    PaymentCounts counts;
    marks.forEach([&](PaymentMark mark) {
        counts.payments += question.payments.contains(mark.time());
        counts.failed += mark.failed() && question.failures.contains(mark.time());
    });
    return counts;
}

[[nodiscard]] std::uint32_t countIn(const std::vector<PaymentMark>& marks, const CountedTimes& times)
{
    const auto from = std::ranges::lower_bound(marks, PaymentMark(times.first, false));
    const auto to = std::upper_bound(from, marks.end(), PaymentMark(times.last, true));
    return std::uint32_t(to - from);
}

void insertSorted(std::vector<PaymentMark>& marks, PaymentMark mark, PaymentMark forgottenBefore)
{
    // Make room by forgetting once the list is full: O(1) a payment over time.
    if (marks.size() == marks.capacity()) {
        const auto firstKept = std::ranges::lower_bound(marks, forgottenBefore);
        if (std::size_t(firstKept - marks.begin()) > marks.size() / 4)
            marks.erase(marks.begin(), firstKept);
    }
    marks.insert(std::ranges::upper_bound(marks, mark), mark);
}

} // namespace

PayerLine::PayerLine(const PayerLine& other) noexcept
    : m_marks(other.m_marks)
    , m_where(other.m_where)
{
    const auto share = [this]<typename Block>(CopyOnWrite<Block> block) {
        std::ignore = CopyOnWrite<Block>(block).release();
        std::ignore = block.release();
    };
    if (m_where == Where::Several)
        share(takeBlock<Several>());
    else if (m_where == Where::List)
        share(takeBlock<List>());
}

void PayerLine::giveUp() noexcept
{
    if (m_where == Where::Several)
        std::ignore = takeBlock<Several>();
    else
        std::ignore = takeBlock<List>();
}

PaymentCounts PayerLine::add(PaymentMark mark, const PaymentQuestion& question)
{
    if (m_where == Where::Here) {
        if (m_marks.add(mark, question.forgottenBefore))
            return countIn(m_marks, question);
        CopyOnWrite<Several> block;
        block.own() = Several(m_marks);
        m_marks.leave(m_marks.newest(), block.release());
        m_where = Where::Several;
    }
    return m_where == Where::Several ? addToSeveral(mark, question) : addToList(mark, question);
}

PaymentCounts PayerLine::addToSeveral(PaymentMark mark, const PaymentQuestion& question)
{
    auto block = takeBlock<Several>();
    Several& several = block.own();
    if (several.add(mark, question.forgottenBefore)) {
        m_marks.leave(several.newest(), block.release());
        return countIn(several, question);
    }
    CopyOnWrite<List> list;
    list.own() = listOf(several);
    m_marks.leave(several.newest(), list.release());
    m_where = Where::List;
    return addToList(mark, question);
}

PayerLine::List PayerLine::listOf(const Several& several)
{
    List list;
    list.all.reserve(kNewList);
    several.forEach([&](PaymentMark mark) {
        list.all.push_back(mark);
        if (mark.failed())
            list.failed.push_back(mark);
    });
    return list;
}

PaymentCounts PayerLine::addToList(PaymentMark mark, const PaymentQuestion& question)
{
    auto block = takeBlock<List>();
    List& list = block.own();
    const PaymentMark forgottenBefore(question.forgottenBefore, false);
    insertSorted(list.all, mark, forgottenBefore);
    if (mark.failed())
        insertSorted(list.failed, mark, forgottenBefore);
    m_marks.leave(list.all.back().time(), block.release());
    return {countIn(list.all, question.payments), countIn(list.failed, question.failures)};
}

std::size_t PayerLine::bytes() const noexcept
{
    if (m_where == Where::Here)
        return 0;
    if (m_where == Where::Several)
        return sizeof(Several);
    const List& list = block<List>();
    return sizeof list + (list.all.capacity() + list.failed.capacity()) * sizeof(PaymentMark);
}

} // namespace halcyon::engine
