#pragma once

#include "engine/codec/payment_reader.h"

namespace halcyon::engine {

/// Reads messages of the `upi` stream (domain.md 1.1).
class UpiReader final : public PaymentReader {
public:
    UpiReader(const StreamSettings& settings, const ZoneClock& zone);

    /// In the order of domain.md: faults are reported in this order.
    [[nodiscard]] static std::span<const FieldSpec> specs() noexcept;

    /// Fills the task's payment and text, or its rejection and returns false.
    template <typename Fields>
    [[nodiscard]] bool read(const ReadTask& task, const Fields& fields);

private:
    template <typename Fields>
    [[nodiscard]] bool readParties(const ReadTask& task, const Fields& fields);
    template <typename Fields>
    [[nodiscard]] bool readStatus(const ReadTask& task, const Fields& fields);
    template <typename Fields>
    [[nodiscard]] bool readCurrency(const ReadTask& task, const Fields& fields);
    template <typename Fields>
    void readOptionalTexts(const ReadTask& task, const Fields& fields);
};

} // namespace halcyon::engine
