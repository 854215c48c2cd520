#pragma once

#include "engine/model/decoded_batch.h"
#include "engine/model/stream_settings.h"

#include <memory>

namespace halcyon::engine {

/// Bytes to payments: decodes and validates whole batches (domain.md 1.1, 1.2, 2).
///
/// Threads: an instance belongs to one thread at a time and keeps its buffers
/// between batches. Bad input never throws and never stops a batch: a message
/// becomes a payment or a dead letter with its reason.
class PaymentDecoder {
public:
    explicit PaymentDecoder(const AllStreamSettings& settings);
    ~PaymentDecoder();
    PaymentDecoder(PaymentDecoder&&) noexcept;
    PaymentDecoder& operator=(PaymentDecoder&&) noexcept;

    [[nodiscard]] DecodedBatch decode(MessageBatch&& batch);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace halcyon::engine
