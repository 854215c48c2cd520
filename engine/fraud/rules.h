#pragma once

#include "engine/fraud/fraud_rule.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace halcyon::engine {

// The conditions a rule pack can name in `when`.

enum class ListedField : std::uint8_t { Method, Country };

[[nodiscard]] std::unique_ptr<FraudRule> makeFlaggedAsFraud(std::string id, int points);
[[nodiscard]] std::unique_ptr<FraudRule> makeAmountAbove(std::string id, int points, Amount limit);
/// More than `limit` payments of the payer in the pack's payment span, this one included.
[[nodiscard]] std::unique_ptr<FraudRule> makePaymentsAbove(std::string id, int points, std::uint32_t limit);
/// A SUCCESS after at least `limit` FAILED of the payer in the pack's failure span.
[[nodiscard]] std::unique_ptr<FraudRule> makeSuccessAfterFailures(
    std::string id, int points, std::uint32_t limit);
[[nodiscard]] std::unique_ptr<FraudRule> makeNameIn(
    std::string id, int points, ListedField field, const std::vector<std::string>& list);
[[nodiscard]] std::unique_ptr<FraudRule> makeHourBetween(std::string id, int points, int from, int to);
[[nodiscard]] std::unique_ptr<FraudRule> makeWeekend(std::string id, int points);

} // namespace halcyon::engine
