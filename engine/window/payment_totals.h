#pragma once

#include "engine/model/payment.h"

#include <algorithm>
#include <cstdint>

namespace halcyon::engine {

/// Running totals of payments: the state that every payment window keeps.
///
/// `merge` is associative and commutative, so partial totals may be combined
/// in any order and on any thread; a default-made value is its identity.
template <typename Count>
struct BasicPaymentTotals {
    AmountSum amount;
    Amount smallest = kLargestAmount; ///< meaningful when count > 0
    Amount largest;
    Count count = 0;
    Count success = 0;
    Count failed = 0;
    Count pending = 0;
    Count fraud = 0;
    Count highValue = 0;

    void add(const Payment& payment) noexcept
    {
        ++count;
        amount.add(payment.amount);
        smallest = std::min(smallest, payment.amount);
        largest = std::max(largest, payment.amount);
        success += payment.status == PaymentStatus::Success;
        failed += payment.status == PaymentStatus::Failed;
        pending += payment.status == PaymentStatus::Pending;
        fraud += payment.isFraud;
        highValue += payment.isHighValue();
    }
    template <typename OtherCount>
    void merge(const BasicPaymentTotals<OtherCount>& other) noexcept
    {
        amount.merge(other.amount);
        smallest = std::min(smallest, other.smallest);
        largest = std::max(largest, other.largest);
        count += other.count;
        success += other.success;
        failed += other.failed;
        pending += other.pending;
        fraud += other.fraud;
        highValue += other.highValue;
    }
    friend bool operator==(const BasicPaymentTotals&, const BasicPaymentTotals&) = default;
};

using PaymentTotals = BasicPaymentTotals<std::uint64_t>;
/// Of one key in one pane, which has no 2^32 payments: two thirds of the memory.
using PaneTotals = BasicPaymentTotals<std::uint32_t>;

} // namespace halcyon::engine
