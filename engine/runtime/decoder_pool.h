#pragma once

#include "engine/codec/payment_decoder.h"

#include <memory>
#include <mutex>
#include <vector>

namespace halcyon::engine {

/// Decodes batches on whatever thread asks: a decoder a thread, kept for its buffers.
/// Safe from any thread.
class DecoderPool {
public:
    explicit DecoderPool(const AllStreamSettings& settings)
        : m_settings(settings)
    {
    }

    [[nodiscard]] DecodedBatch decode(MessageBatch&& batch)
    {
        std::unique_ptr<PaymentDecoder> decoder = take();
        DecodedBatch decoded = decoder->decode(std::move(batch));
        const std::scoped_lock lock(m_mutex);
        m_free.push_back(std::move(decoder));
        return decoded;
    }

private:
    [[nodiscard]] std::unique_ptr<PaymentDecoder> take()
    {
        {
            const std::scoped_lock lock(m_mutex);
            if (!m_free.empty()) {
                auto decoder = std::move(m_free.back());
                m_free.pop_back();
                return decoder;
            }
        }
        return std::make_unique<PaymentDecoder>(m_settings);
    }

    AllStreamSettings m_settings;
    std::mutex m_mutex; // guards m_free
    std::vector<std::unique_ptr<PaymentDecoder>> m_free;
};

} // namespace halcyon::engine
