#pragma once

#include "engine/codec/payment_reader.h"

namespace halcyon::engine {

/// Reads messages of the `transactions` stream (domain.md 1.2).
class TransactionReader final : public PaymentReader {
public:
    TransactionReader(const StreamSettings& settings, const ZoneClock& zone);

    /// In the order of domain.md: faults are reported in this order.
    [[nodiscard]] static std::span<const FieldSpec> specs() noexcept;

    /// Fills the task's payment and text, or its rejection and returns false.
    template <typename Fields>
    [[nodiscard]] bool read(const ReadTask& task, const Fields& fields);

private:
    template <typename Fields>
    [[nodiscard]] bool readUser(const ReadTask& task, const Fields& fields);
    template <typename Fields>
    [[nodiscard]] bool readLocation(const ReadTask& task, const Fields& fields);
    void hashTexts(const ReadTask& task) const;
};

} // namespace halcyon::engine
