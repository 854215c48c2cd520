#pragma once

#include "engine/ingest/shop_world.h"
#include "engine/ingest/traffic_drafts.h"
#include "engine/ingest/traffic_options.h"
#include "engine/ingest/upi_world.h"

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// One payment of a story.
struct StoryPayment {
    std::chrono::microseconds after{0}; ///< the story's beginning
    PaymentDraft draft; ///< without id and time
    std::chrono::microseconds clockError{0}; ///< of the terminal: its event time is that much ahead
    bool trips = false; ///< the story's rules should fire on it
};

/// A scenario, told once.
struct Story {
    TrafficScenario scenario = TrafficScenario::VelocityBurst;
    std::vector<std::string_view> rules; ///< the rules' ids
    std::size_t suspect = 0; ///< index of a payment whose payer is the entity
    std::vector<StoryPayment> payments;
    std::size_t badBank = UpiWorld::kBankCount; ///< BankDown: which
    std::chrono::seconds outage{0}; ///< BankDown: for how long
};

/// Makes up stories. Their people are nobody's else, so that what should fire
/// does not depend on the rest of the traffic.
class StoryTeller {
public:
    StoryTeller(const UpiWorld& upi, const ShopWorld& shops)
        : m_upi(upi)
        , m_shops(shops)
    {
    }

    /// \param upiIsThere a velocity burst is told in the other stream when not
    [[nodiscard]] Story tell(TrafficScenario scenario, bool upiIsThere, TrafficRandom& random);

private:
    [[nodiscard]] Story velocityBurst(TrafficRandom& random);
    [[nodiscard]] Story shopBurst(TrafficRandom& random);
    [[nodiscard]] Story failedBurst(TrafficRandom& random);
    [[nodiscard]] Story bankDown(TrafficRandom& random);
    [[nodiscard]] Story cardTesting(TrafficRandom& random);
    [[nodiscard]] Story clockSkew(TrafficRandom& random);
    [[nodiscard]] Story mule(TrafficRandom& random);
    [[nodiscard]] Story passThrough(TrafficRandom& random);
    [[nodiscard]] Story structuring(TrafficRandom& random);

    [[nodiscard]] UpiAccount newAccount() noexcept { return m_upi.account(m_upi.population() + m_people++); }

    const UpiWorld& m_upi;
    const ShopWorld& m_shops;
    std::uint64_t m_people = 0;
};

} // namespace halcyon::engine
