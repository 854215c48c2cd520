#pragma once

#include "engine/model/event_time.h"
#include "engine/model/result.h"
#include "engine/model/stream.h"
#include "engine/model/stream_settings.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// A story that the traffic can contain again and again (docs: each with the rule that it should trip).
enum class TrafficScenario : std::uint8_t {
    VelocityBurst, ///< upi: one payer, many payments in a minute
    FailedBurst, ///< upi: failures, then a success
    BankDown, ///< upi: most payments of one bank fail for a while
    CardTesting, ///< transactions: many tiny payments, then a big one
    ClockSkew, ///< upi: a terminal an hour ahead, another minutes behind
    Mule, ///< upi: many payers, one payee
    PassThrough, ///< upi: money comes and goes on
    Structuring, ///< upi: payments just below the limit
};

inline constexpr std::size_t kTrafficScenarioCount = 8;

[[nodiscard]] std::string_view scenarioName(TrafficScenario scenario) noexcept; ///< "velocity-burst"
[[nodiscard]] std::optional<TrafficScenario> parseScenarioName(std::string_view name) noexcept;

struct ScenarioPlan {
    TrafficScenario scenario = TrafficScenario::VelocityBurst;
    std::chrono::seconds first{2}; ///< event time after the start
    std::chrono::seconds every{60}; ///< from then on, give or take a quarter
};

/// A stream of the traffic and where it goes.
struct TrafficTopic {
    StreamId stream = StreamId::Upi;
    std::string topic;
    std::int32_t partitions = 1;
};

struct TrafficOptions {
    std::uint64_t seed = 1;
    std::vector<TrafficTopic> topics; ///< one a stream; at least one
    Encoding encoding = Encoding::Json; ///< `Auto` is as `Json`
    /// Of the streams whose Avro stands in Confluent's frame: the schema's id.
    std::array<std::optional<std::uint32_t>, kStreamCount> schemaIds;
    EventTime start{};
    /// Messages a second of event time, at the start; from there the rate follows the streams' day.
    double eventsPerSecond = 1000;
    bool followsTheDay = true; ///< false: the rate stays
    double duplicatePercent = 0; ///< of the messages, as the two below
    double latePercent = 0;
    /// One reader takes the messages in this very order, as of a file: then late ones may come as soon as
    /// every partition has had a message on time. Else only some seconds after the start, when every reader
    /// has met one.
    bool isReadInOrder = false;
    double badPercent = 0;
    std::vector<ScenarioPlan> scenarios;
};

/// The plan for a scenario that was only named, the `position`-th of them: soon, and once a minute.
[[nodiscard]] ScenarioPlan usualPlan(TrafficScenario scenario, std::size_t position);

/// `Usage` says what makes no sense.
[[nodiscard]] Result<void> checkTraffic(const TrafficOptions& options);

/// The traffic of the demonstration: both streams, about 1 200 messages a second
/// on average over a day, a few fraud alerts a minute, an outage of a bank now and
/// then, 0.1 % broken, 0.3 % doubled, 0.2 % late. The caller sets topics.
[[nodiscard]] TrafficOptions demoTraffic(std::uint64_t seed, EventTime start);

/// How busy all of `topics` are at a time, in thousandths of their mean (see daily_shape.h).
[[nodiscard]] std::int64_t trafficActivity(const std::vector<TrafficTopic>& topics, EventTime time) noexcept;

/// A stream's part of the messages when all are about: upi 70, transactions 30.
[[nodiscard]] constexpr std::int64_t trafficShare(StreamId stream) noexcept
{
    return stream == StreamId::Upi ? 70 : 30;
}

} // namespace halcyon::engine
