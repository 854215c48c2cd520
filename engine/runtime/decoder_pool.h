#pragma once

#include "engine/codec/payment_decoder.h"

#include <mutex>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// Decodes batches on whatever thread asks: as many decoders as ever worked at
/// the same time, kept for what they learned. Safe from any thread.
class DecoderPool {
public:
    /// \param decoder the model of all others: made by the caller, who sees why when it cannot be
    explicit DecoderPool(PaymentDecoder decoder)
        : m_model(std::move(decoder))
    {
    }

    [[nodiscard]] DecodedBatch decode(MessageBatch&& batch)
    {
        PaymentDecoder decoder = take();
        DecodedBatch decoded = decoder.decode(std::move(batch));
        const std::scoped_lock lock(m_mutex);
        m_free.push_back(std::move(decoder));
        return decoded;
    }

private:
    [[nodiscard]] PaymentDecoder take()
    {
        {
            const std::scoped_lock lock(m_mutex);
            if (!m_free.empty()) {
                PaymentDecoder decoder = std::move(m_free.back());
                m_free.pop_back();
                return decoder;
            }
        }
        return m_model.another();
    }

    PaymentDecoder m_model;
    std::mutex m_mutex; // guards m_free
    std::vector<PaymentDecoder> m_free;
};

} // namespace halcyon::engine
