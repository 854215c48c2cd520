#pragma once

#include "engine/ingest/traffic_random.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace halcyon::engine {

/// How prices of a trade look once they are rounded.
enum class PriceStyle : std::uint8_t {
    Ninety, ///< 49, 199, 1299
    Whole, ///< 50, 137
    Tens, ///< 120, 1500
    Quarters, ///< 12.50, 80.75
    Exact, ///< 1250.37
};

/// Amounts of one payee: log-normal around a median, rounded as such prices are.
struct AmountProfile {
    std::int64_t median = 10'000; ///< hundredths
    std::int64_t spread = 50; ///< standard deviation in 1/64 of a doubling
    PriceStyle style = PriceStyle::Whole;

    /// In hundredths, 100 to `most`.
    [[nodiscard]] std::int64_t draw(TrafficRandom& random, std::int64_t most) const noexcept;
};

/// `amount` times 2^(sixtyFourths/64).
[[nodiscard]] std::int64_t scaleByDoublings(std::int64_t amount, std::int64_t sixtyFourths) noexcept;

/// The profile of merchant number `merchant`: its trade, and its own price level within it.
[[nodiscard]] AmountProfile upiMerchantProfile(std::uint32_t merchant);
[[nodiscard]] AmountProfile shopProfile(std::uint32_t merchant);

} // namespace halcyon::engine
