#pragma once

#include "engine/api/live_snapshot.h"
#include "engine/model/alert.h"

#include <cstdint>
#include <string>
#include <vector>

namespace halcyon::tests {

/// An invented afternoon at a payment switch, the same every time: about 1,900
/// UPI payments and 500 e-commerce transactions a second; okhdfcbank fails
/// from 12:40 to 12:47. Everything is a function of time.
namespace story {

/// 2026-11-21 12:53:40 UTC, when the story is looked at.
[[nodiscard]] engine::EventTime now();

/// The value of a live metric in the second that starts at `second`.
[[nodiscard]] double valueOf(std::string_view metricId, engine::EventTime second);

/// Payments in a heatmap cell: 10 s from `column` on, score bin `bin`.
[[nodiscard]] std::uint32_t scoreCount(engine::EventTime column, std::size_t bin);

/// The alerts raised in one second; none in most.
[[nodiscard]] std::vector<engine::Alert> alertsIn(engine::EventTime second);

[[nodiscard]] std::vector<engine::Share> upiShares(std::chrono::seconds range);
[[nodiscard]] std::vector<engine::Share> ecomShares(std::chrono::seconds range);
[[nodiscard]] std::vector<engine::PayeeRisk> riskiestPayees();
[[nodiscard]] std::vector<engine::PartitionStatus> partitions(engine::EventTime at);

/// Anything, but always the same for the same arguments; uniform in 0..1.
[[nodiscard]] double chance(std::uint64_t what, std::uint64_t salt);

} // namespace story

} // namespace halcyon::tests
