#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace halcyon::engine {

/// What makes a user of invented traffic look ordinary to a velocity rule.
struct OrdinaryUser {
    std::chrono::seconds span; ///< of the rule
    double payments = 0; ///< within it, on average
};

/// So many users that, at this rate, each is ordinary; never fewer than `fewest`.
/// At very high rates users are not made up without end: then some do look busy.
[[nodiscard]] inline std::uint64_t populationFor(double eventsPerSecond, OrdinaryUser user, double fewest)
{
    constexpr double kMost = 20e6;
    return std::uint64_t(
        std::clamp(eventsPerSecond * double(user.span.count()) / user.payments, fewest, kMost));
}

} // namespace halcyon::engine
