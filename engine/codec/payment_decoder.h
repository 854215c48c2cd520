#pragma once

#include "engine/codec/schema_source.h"
#include "engine/model/decoded_batch.h"
#include "engine/model/result.h"
#include "engine/model/stream_settings.h"

#include <memory>

namespace halcyon::engine {

/// Bytes to payments: decodes and validates whole batches (domain.md 1.1, 1.2, 2).
///
/// Threads: an instance belongs to one thread at a time and keeps what it
/// learned of the messages' layout between batches. Bad input never throws and
/// never stops a batch: a message becomes a payment or a dead letter with its
/// reason. Texts are views into the message's own bytes or the batch's arena.
/// Of several faults in one message the first is reported: not JSON, then the
/// fields that are missing or ill-typed, then the values out of their range,
/// each in the order of domain.md's tables, a time in the future last.
class PaymentDecoder {
public:
    /// `Config` when a stream's time zone is not known to this system.
    /// \param schemas what the ids in frames mean; null without a registry
    [[nodiscard]] static Result<PaymentDecoder> create(
        const AllStreamSettings& settings, const std::shared_ptr<SchemaSource>& schemas = nullptr);
    /// For another thread: of the same settings, with nothing learned yet.
    [[nodiscard]] PaymentDecoder another() const;
    ~PaymentDecoder();
    PaymentDecoder(PaymentDecoder&&) noexcept;
    PaymentDecoder& operator=(PaymentDecoder&&) noexcept;

    [[nodiscard]] DecodedBatch decode(MessageBatch&& batch);

private:
    struct Impl;
    explicit PaymentDecoder(std::unique_ptr<Impl> impl) noexcept;

    std::unique_ptr<Impl> m_impl;
};

} // namespace halcyon::engine
