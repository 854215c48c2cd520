#pragma once

#include "engine/ingest/traffic_drafts.h"
#include "engine/ingest/traffic_options.h"
#include "engine/ingest/traffic_stories.h"
#include "engine/model/dead_letter.h"
#include "engine/model/money.h"
#include "engine/model/stream.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace halcyon::engine {

/// What the traffic contains, exactly: what any reader of it must find.
///
/// Grows by a row a minute of event time and by the ids of the stories.
class TrafficTruth {
public:
    enum class Kind : std::uint8_t { Clean, Late };

    void addPayment(const PaymentDraft& draft, Kind kind, bool settlesPending);
    void addDuplicate(StreamId stream);
    void addDeadLetter(StreamId stream, RejectReason reason);

    /// A story begins; what its payments are added under.
    [[nodiscard]] std::size_t beginStory(const Story& story, EventTime at);
    void addToStory(std::size_t story, const StoryPayment& payment, const PaymentDraft& draft);

    /// One JSON object; docs of `simulate --truth` describe it.
    [[nodiscard]] std::string toJson(const TrafficOptions& options) const;

private:
    struct Sum {
        std::uint64_t count = 0;
        AmountSum amount;
        void add(Amount amount_);
        void remove(Amount amount_);
    };
    struct Minute {
        Sum clean;
        Sum late;
        std::uint64_t failed = 0; ///< of the clean: FAILED, or is_fraud
    };
    struct StreamTruth {
        std::uint64_t messages = 0;
        std::uint64_t duplicates = 0;
        std::array<std::uint64_t, kRejectReasonCount> deadLetters{};
        Sum clean;
        Sum late;
        std::array<Sum, 4> byStatus{}; ///< by PaymentStatus; every message
        std::array<Sum, 4> newestStatus{}; ///< the same, of each payment its newest message only
        std::uint64_t frauds = 0;
        std::map<std::int64_t, Minute> minutes; ///< by minute since the epoch
    };
    struct Told {
        TrafficScenario scenario = TrafficScenario::VelocityBurst;
        StreamId stream = StreamId::Upi;
        EventTime from{};
        EventTime until{};
        std::string entity;
        std::vector<std::string_view> rules;
        std::vector<std::string> ids;
        std::vector<std::string> trips;
    };

    static void writeSum(std::string& json, const Sum& sum);
    static void writeStream(std::string& json, const StreamTruth& truth, StreamId stream);
    static void writeStory(std::string& json, const Told& story);

    std::array<StreamTruth, kStreamCount> m_streams;
    std::vector<Told> m_stories;
};

} // namespace halcyon::engine
