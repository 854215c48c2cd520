#pragma once

#include "engine/fraud/payer_history.h"
#include "engine/model/payment.h"
#include "engine/model/score.h"

#include <memory>
#include <string>
#include <utility>

namespace halcyon::engine {

/// All that a rule may look at: the payment and what was counted of its payer.
/// Time comes from the payment, never from a clock.
struct RuleInput {
    const Payment& payment;
    PayerHistory::Counts counts;
};

/// One fraud check. Immutable and without memory of its own, so that one
/// object serves all threads; what must be remembered is counted beforehand.
class FraudRule {
public:
    FraudRule(std::string id, int points)
        : m_id(std::move(id))
        , m_points(points)
    {
    }
    virtual ~FraudRule() = default;
    FraudRule(const FraudRule&) = delete;
    FraudRule& operator=(const FraudRule&) = delete;

    [[nodiscard]] const std::string& id() const noexcept { return m_id; }
    [[nodiscard]] int points() const noexcept { return m_points; }

    [[nodiscard]] virtual bool fires(const RuleInput& input) const noexcept = 0;
    /// What it saw and what it allows, as text. Called for rules that fired.
    [[nodiscard]] virtual std::string seen(const RuleInput& input, const PaymentText& text) const = 0;
    [[nodiscard]] virtual std::string limit() const = 0;

private:
    std::string m_id;
    int m_points;
};

} // namespace halcyon::engine
