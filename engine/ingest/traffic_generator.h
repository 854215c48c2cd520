#pragma once

#include "engine/ingest/traffic_drafts.h"
#include "engine/ingest/traffic_options.h"
#include "engine/ingest/traffic_truth.h"
#include "engine/model/event_time.h"
#include "engine/model/result.h"
#include "engine/model/stream.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// A message as a producer would send it.
struct TrafficMessage {
    StreamId stream = StreamId::Upi;
    std::string_view topic; ///< lives as long as the generator, as do header texts
    std::int32_t partition = 0;
    bool hasKey = false;
    bool isTombstone = false;
    std::string key;
    std::string value;
    EventTime recordTime{}; ///< whole milliseconds
    std::vector<std::pair<std::string_view, std::string_view>> headers;
};

/// Payments as they could happen, for ever: same options, same bytes, on every
/// machine. Messages come in the order of their record times.
///
/// `upi` is unkeyed; `transactions` is keyed by user and goes to the partition
/// that Kafka's own clients would choose. Ids are "T" or "txn_" and 14 digits
/// that count up from a place the seed decides: unique within a run; runs with
/// different seeds share one with a probability of about (n + m) / 10^14.
/// Not thread-safe. About 0.5 us a message.
class TrafficGenerator {
public:
    /// `Usage` for options that make no sense; `keepsTruth` costs memory by the minute and story.
    [[nodiscard]] static Result<std::unique_ptr<TrafficGenerator>> create(
        TrafficOptions options, bool keepsTruth);
    ~TrafficGenerator();
    TrafficGenerator(const TrafficGenerator&) = delete;
    TrafficGenerator& operator=(const TrafficGenerator&) = delete;

    /// Valid until the next call.
    [[nodiscard]] const TrafficMessage& next();
    /// The record time of what `next` would make, without making it.
    [[nodiscard]] EventTime nextTime();

    /// How many messages that were made are still to come a second time.
    [[nodiscard]] std::size_t repeatsToCome() const noexcept;
    /// The next of these, with the time of the message before it: at an end, where its own time never comes.
    /// From the first call on nothing else is made. \pre `repeatsToCome() > 0`
    [[nodiscard]] const TrafficMessage& nextRepeat();

    /// New payments happen at `time` or later: for traffic that follows the wall
    /// clock however slow its reader is. Never turns the clock back. What was under
    /// way, at most some minutes of it, still comes first; stories that were due
    /// long ago are not told.
    void skipTo(EventTime time);

    /// What all messages so far contain; only when it was asked to keep the truth.
    [[nodiscard]] const TrafficTruth& truth() const noexcept;
    [[nodiscard]] const TrafficOptions& options() const noexcept;

private:
    class Impl;
    explicit TrafficGenerator(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace halcyon::engine
