#include "engine/ingest/traffic_options.h"

#include "engine/ingest/daily_shape.h"

#include <fmt/format.h>

#include <algorithm>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, kTrafficScenarioCount> kScenarioNames{"velocity-burst", "failed-burst",
    "bank-down", "card-testing", "clock-skew", "mule", "pass-through", "structuring"};

/// When a scenario comes first and how often, if nobody says.
constexpr auto kStagger = 2s;
constexpr auto kEvery = 60s;
constexpr auto kWatermarkSettled = 15s; // a late event is late only once there is a watermark

constexpr double kDemoMean = 1200; // messages a second, averaged over a week

} // namespace

std::string_view scenarioName(TrafficScenario scenario) noexcept
{
    return kScenarioNames[std::size_t(scenario)];
}

std::optional<TrafficScenario> parseScenarioName(std::string_view name) noexcept
{
    const auto found = std::find(kScenarioNames.begin(), kScenarioNames.end(), name);
    if (found == kScenarioNames.end())
        return std::nullopt;
    return TrafficScenario(found - kScenarioNames.begin());
}

ScenarioPlan usualPlan(TrafficScenario scenario, std::size_t position)
{
    const auto first = kStagger * std::int64_t(position + 1);
    return {scenario,
        scenario == TrafficScenario::ClockSkew ? std::max<std::chrono::seconds>(first, kWatermarkSettled)
                                               : first,
        kEvery};
}

TrafficOptions demoTraffic(std::uint64_t seed, EventTime start)
{
    const std::vector<TrafficTopic> topics{
        {StreamId::Upi, "upi_transactions", 8}, {StreamId::Transactions, "ecommerce.transactions", 4}};
    return {.seed = seed,
        .topics = topics,
        .start = start,
        .eventsPerSecond = kDemoMean * double(trafficActivity(topics, start)) / 1000,
        .duplicatePercent = 0.3,
        .latePercent = 0.2,
        .badPercent = 0.1,
        .scenarios = {{TrafficScenario::FailedBurst, 2s, 45s}, {TrafficScenario::VelocityBurst, 3s, 55s},
            {TrafficScenario::CardTesting, 8s, 75s}, {TrafficScenario::BankDown, 120s, 540s},
            {TrafficScenario::ClockSkew, 200s, 660s}, {TrafficScenario::Mule, 90s, 420s},
            {TrafficScenario::PassThrough, 60s, 300s}, {TrafficScenario::Structuring, 150s, 360s}}};
}

Result<void> checkTraffic(const TrafficOptions& options)
{
    if (options.topics.empty())
        return failure(
            ErrorCode::Usage, "Traffic needs a stream: pass --stream upi or --stream transactions.");
    for (const auto& topic : options.topics) {
        if (topic.partitions < 1)
            return failure(
                ErrorCode::Usage, fmt::format("Topic {} needs at least one partition.", topic.topic));
    }
    if (!(options.eventsPerSecond > 0 && options.eventsPerSecond <= 1e8))
        return failure(
            ErrorCode::Usage, "The rate of events must be above 0 and at most 100 000 000 a second.");
    const double odd = options.duplicatePercent + options.latePercent + options.badPercent;
    if (!(options.duplicatePercent >= 0 && options.latePercent >= 0 && options.badPercent >= 0 && odd <= 100))
        return failure(
            ErrorCode::Usage, "Duplicates, late and bad are percentages: 0 or more, together at most 100.");
    for (const auto& plan : options.scenarios) {
        const auto stream
            = plan.scenario == TrafficScenario::CardTesting ? StreamId::Transactions : StreamId::Upi;
        const bool isThere = std::any_of(options.topics.begin(), options.topics.end(),
            [&](const TrafficTopic& topic) { return topic.stream == stream; });
        if (!isThere && plan.scenario != TrafficScenario::VelocityBurst)
            return failure(ErrorCode::Usage,
                fmt::format(
                    "Scenario {} needs --stream {}.", scenarioName(plan.scenario), streamName(stream)));
        if (plan.every <= 0s)
            return failure(ErrorCode::Usage,
                fmt::format(
                    "Scenario {} must come back after a second or more.", scenarioName(plan.scenario)));
    }
    return {};
}

std::int64_t trafficActivity(const std::vector<TrafficTopic>& topics, EventTime time) noexcept
{
    std::int64_t sum = 0;
    std::int64_t shares = 0;
    for (const auto& topic : topics) {
        sum += trafficShare(topic.stream) * activityAt(topic.stream, time);
        shares += trafficShare(topic.stream);
    }
    return shares == 0 ? 0 : sum / shares;
}

} // namespace halcyon::engine
