#include "engine/fraud/payer_history.h"

#include <algorithm>
#include <tuple>

namespace halcyon::engine {

PaymentCounts PayerHistory::add(std::uint64_t payer, PaymentMark mark, const PaymentQuestion& question)
{
    PayerLine& line
        = m_lines
              .findOrInsert(payer,
                  [before = question.forgottenBefore](const PayerLine& old) { return old.remembers(before); })
              .first;
    return line.add(mark, question);
}

PayerHistory::Counts PayerHistory::addAndCount(
    const Payment& payment, Span payments, Span failures, EventTime reached)
{
    const EventTime forgottenBefore = reached - kRemembered;
    payments.first = std::max(payments.first, forgottenBefore);
    failures.first = std::max(failures.first, forgottenBefore);
    Counts counts
        = add(payment.payer.value, PaymentMark(payment.time, payment.status == PaymentStatus::Failed),
            {payments, failures, forgottenBefore});
    // The payment itself always counts, however late it is; others only while remembered.
    counts.payments = std::max(counts.payments, 1U);
    return counts;
}

std::size_t PayerHistory::bytes() const noexcept
{
    std::size_t sum = m_lines.bytes();
    m_lines.forEach([&](std::uint64_t, const PayerLine& line) { sum += line.bytes(); });
    return sum;
}

void PayerHistory::restore(PayerHash payer, EventTime time, bool failed)
{
    constexpr EventTime kForgetsNothing{EventTime::min().time_since_epoch() / 2};
    std::ignore = add(payer.value, PaymentMark(time, failed), {.forgottenBefore = kForgetsNothing});
}

} // namespace halcyon::engine
