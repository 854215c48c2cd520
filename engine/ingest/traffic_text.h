#pragma once

#include "engine/ingest/shop_world.h"
#include "engine/ingest/traffic_drafts.h"

#include <array>
#include <cstdint>
#include <string>

namespace halcyon::engine {

/// Writes drafts as the JSON that the streams' own producers send.
class TrafficText {
public:
    explicit TrafficText(const ShopWorld& shops)
        : m_shops(shops)
    {
    }

    /// Replaces `out` with the payload: for upi W1's fields, with an offset in the
    /// time; for transactions W5's, without one (both in UTC).
    void write(const PaymentDraft& draft, std::string& out);

    [[nodiscard]] static std::string idOf(const PaymentDraft& draft); ///< as the payload says it
    /// Who pays, as alerts name them: the VPA, or the user id.
    [[nodiscard]] static std::string payerOf(const PaymentDraft& draft);

private:
    void writeUpi(const UpiDraft& draft, EventTime time, std::string& out);
    void writeShop(const ShopDraft& draft, EventTime time, std::string& out);
    void appendTime(EventTime time, std::string& out);

    const ShopWorld& m_shops;
    std::int64_t m_second = INT64_MIN; // whose text m_secondText is
    std::array<char, 19> m_secondText{};
};

/// Whole amounts plain, others with two decimals: 49, 1250.50.
void appendPrice(std::string& out, std::int64_t hundredths);

} // namespace halcyon::engine
