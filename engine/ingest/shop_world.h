#pragma once

#include "engine/ingest/amount_profile.h"
#include "engine/ingest/traffic_drafts.h"
#include "engine/ingest/traffic_random.h"
#include "engine/ingest/weighted_choice.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// Who buys what where in the e-commerce stream: users with a home and one to
/// three devices, shops with a long tail, India first.
class ShopWorld {
public:
    static constexpr std::uint32_t kMerchantCount = 3000;

    explicit ShopWorld(double eventsPerSecond); ///< sizes the population, as in UpiWorld

    /// A payment without id and time.
    [[nodiscard]] ShopDraft draw(TrafficRandom& random) const;
    /// What a user of scenarios buys; they live from `population` on.
    [[nodiscard]] ShopDraft drawFor(std::uint64_t user, TrafficRandom& random) const;
    [[nodiscard]] std::uint64_t population() const noexcept { return m_population; }
    [[nodiscard]] const std::string& merchantName(std::uint32_t merchant) const { return m_names[merchant]; }

private:
    std::uint64_t m_population;
    WeightedChoice m_merchants;
    WeightedChoice m_places;
    WeightedChoice m_methods;
    std::vector<AmountProfile> m_profiles; // by merchant, as the next
    std::vector<std::string> m_names;
};

[[nodiscard]] std::string_view shopCity(std::uint32_t place) noexcept;
[[nodiscard]] std::string_view shopCountry(std::uint32_t place) noexcept;
[[nodiscard]] std::string_view shopMethod(std::uint8_t method) noexcept; ///< "credit_card"
inline constexpr std::uint8_t kCryptoMethod = 5;

} // namespace halcyon::engine
