#pragma once

#include "engine/model/payment.h"

#include <algorithm>
#include <cstdint>

namespace halcyon::engine {

/// Running totals of payments: the state that every payment window keeps.
///
/// `merge` is associative and commutative, so partial totals may be combined
/// in any order and on any thread; a default-made value is its identity.
struct PaymentTotals {
    std::uint64_t count = 0;
    AmountSum amount;
    Amount smallest = kLargestAmount; ///< meaningful when count > 0
    Amount largest;
    std::uint64_t success = 0;
    std::uint64_t failed = 0;
    std::uint64_t pending = 0;
    std::uint64_t fraud = 0;
    std::uint64_t highValue = 0;

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
    void merge(const PaymentTotals& other) noexcept
    {
        count += other.count;
        amount.merge(other.amount);
        smallest = std::min(smallest, other.smallest);
        largest = std::max(largest, other.largest);
        success += other.success;
        failed += other.failed;
        pending += other.pending;
        fraud += other.fraud;
        highValue += other.highValue;
    }
    friend bool operator==(const PaymentTotals&, const PaymentTotals&) = default;
};

} // namespace halcyon::engine
