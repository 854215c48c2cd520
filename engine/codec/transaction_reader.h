#pragma once

#include "engine/codec/payment_reader.h"

namespace halcyon::engine {

/// Reads messages of the `transactions` stream (domain.md 1.2).
class TransactionReader final : private PaymentReader {
public:
    TransactionReader(const StreamSettings& settings, const ZoneClock& zone);

    /// Fills the task's payment and text, or its rejection and returns false.
    [[nodiscard]] bool read(const ReadTask& task);

private:
    [[nodiscard]] bool readUser(const ReadTask& task);
    [[nodiscard]] bool readLocation(const ReadTask& task);
    void hashTexts(const ReadTask& task) const;
};

} // namespace halcyon::engine
