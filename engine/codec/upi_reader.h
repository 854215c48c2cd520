#pragma once

#include "engine/codec/payment_reader.h"

namespace halcyon::engine {

/// Reads messages of the `upi` stream (domain.md 1.1).
class UpiReader final : private PaymentReader {
public:
    UpiReader(const StreamSettings& settings, const ZoneClock& zone);

    /// Fills the task's payment and text, or its rejection and returns false.
    [[nodiscard]] bool read(const ReadTask& task);

private:
    [[nodiscard]] bool readParties(const ReadTask& task);
    [[nodiscard]] bool readStatus(const ReadTask& task);
    [[nodiscard]] bool readCurrency(const ReadTask& task);
    void readOptionalTexts(const ReadTask& task);
};

} // namespace halcyon::engine
