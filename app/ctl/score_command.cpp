#include "app/ctl/score_command.h"

#include "app/ctl/common_options.h"
#include "app/ctl/turned_away.h"

#include <nlohmann/json.hpp>

namespace halcyon::app {

using namespace engine;
using Json = nlohmann::ordered_json;

namespace {

constexpr int kReviewFrom = 50; // domain.md section 4

/// A number as a number, anything else as text.
[[nodiscard]] Json valueOf(const std::string& text)
{
    if (text == "true")
        return true;
    if (parseAmount(std::string_view(text)).state == ParsedAmount::State::Exact)
        return Json::parse(text);
    return text;
}

[[nodiscard]] Json lineOf(
    const Payment& payment, const PaymentText& text, const Outcome& outcome, const RulePack& pack)
{
    Json factors = Json::array();
    const RuleInput input{payment, {outcome.velocityCount, outcome.failedCount}};
    for (const Factor& factor : pack.explain(input, text, outcome.firedRules))
        factors.push_back({{"rule", factor.rule}, {"points", factor.points}, {"value", valueOf(factor.value)},
            {"limit", factor.limit.empty() ? Json() : valueOf(factor.limit)}});
    Json alerts = Json::array();
    if (outcome.alert.value != 0)
        alerts.push_back(formatAlertId(outcome.alert));
    return {{"id", text.id}, {"score", outcome.score}, {"level", severityName(severityOf(outcome.score))},
        {"requires_review", outcome.score >= kReviewFrom}, {"factors", std::move(factors)},
        {"alerts", std::move(alerts)}};
}

} // namespace

int runScore(const Profile& profile, const FileRunOptions& options, const std::stop_token& stop,
    std::ostream& out, std::ostream& err)
{
    const auto packs = loadRulePacks(profile.rules);
    if (!packs)
        return reportError(packs.error());
    TurnedAway turnedAway(options.stream);
    const auto result = runFile(
        profile, options, stop,
        [&](const ProcessedBatch& batch, const PartitionTable&) {
            const DecodedBatch& decoded = batch.decoded;
            turnedAway.take(batch);
            for (std::size_t i = 0; i < decoded.payments.size(); ++i) {
                const Payment& payment = decoded.payments[i];
                if (payment.stream == options.stream && batch.outcomes[i].bucket != Bucket::Duplicate)
                    out << lineOf(
                        payment, decoded.texts[i], batch.outcomes[i], (*packs)[indexOf(payment.stream)])
                               .dump(-1, ' ', false, Json::error_handler_t::replace)
                        << '\n';
            }
        },
        [](PaymentProcessor&) {});
    if (!result)
        return reportError(result.error());
    return turnedAway.conclude(err);
}

} // namespace halcyon::app
