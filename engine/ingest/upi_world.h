#pragma once

#include "engine/ingest/amount_profile.h"
#include "engine/ingest/traffic_drafts.h"
#include "engine/ingest/traffic_random.h"
#include "engine/ingest/weighted_choice.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// Who pays whom over UPI, how much and how it ends: ten banks with their own
/// shares and success rates, users with a bank each, merchants with a long tail.
class UpiWorld {
public:
    static constexpr std::size_t kBankCount = 10;
    static constexpr std::uint32_t kMerchantCount = 5000;
    static constexpr std::int64_t kLargestPaise = 10'000'000; ///< the 100 000 rupees of domain.md

    /// \param eventsPerSecond what the population must be large enough for, so that
    /// ordinary users do not look like a burst
    explicit UpiWorld(double eventsPerSecond);

    /// A payment without id and time. Of `badBank` most fail; pass kBankCount for none.
    [[nodiscard]] UpiDraft draw(TrafficRandom& random, std::size_t badBank) const;
    /// How a pending payment ends.
    void settle(UpiDraft& draft, TrafficRandom& random, std::size_t badBank) const;

    [[nodiscard]] UpiAccount account(std::uint64_t user) const noexcept;
    /// Users from this number on never pay by themselves: scenarios use them.
    [[nodiscard]] std::uint64_t population() const noexcept { return m_population; }
    [[nodiscard]] std::size_t drawBank(TrafficRandom& random) const noexcept { return m_banks.draw(random); }

private:
    [[nodiscard]] UpiAccount drawUser(TrafficRandom& random) const noexcept;
    [[nodiscard]] static std::int64_t drawGift(TrafficRandom& random) noexcept;
    void decide(UpiDraft& draft, TrafficRandom& random, std::size_t badBank) const;

    std::uint64_t m_population;
    WeightedChoice m_banks;
    WeightedChoice m_merchants;
    std::vector<AmountProfile> m_profiles; // by merchant
};

[[nodiscard]] std::string_view upiBankHandle(std::size_t bank) noexcept; ///< "oksbi"
[[nodiscard]] std::string_view upiErrorCode(std::uint8_t code) noexcept; ///< "Z9"; empty for 0
inline constexpr std::uint8_t kWrongPin = 2; ///< "ZM"

} // namespace halcyon::engine
