#pragma once

#include "engine/api/live_snapshot.h"
#include "engine/ingest/message_source.h"
#include "engine/model/processed_batch.h"
#include "engine/runtime/live_minutes.h"
#include "engine/runtime/live_seconds.h"

#include <array>
#include <chrono>
#include <deque>
#include <set>
#include <string>
#include <vector>

namespace halcyon::engine {

/// What the panels on screen need.
struct Watched {
    std::set<std::string> metricIds;
    std::chrono::seconds range{900};
};

/// Everything the live engine remembers for display: fed with processed
/// batches, asked for snapshots. Memory is bounded by the hour it keeps.
///
/// Threads: none of its own; the live engine's consuming stage owns it.
class LiveStatistics {
public:
    /// Messages written before `since` waited for somebody to read them: they count in no latency.
    void setReadingSince(EventTime since) { m_readingSince = since; }

    /// One batch, in order; `now` is the wall clock after processing it.
    void add(const ProcessedBatch& batch, const PartitionTable& partitions, EventTime now);

    /// Where the source stands; about twice a second.
    void setPositions(
        const std::vector<SourcePosition>& positions, const PartitionTable& partitions, EventTime now);

    /// Fills all but `sequence`, `isPaused`, `kafka`, `load` and `newestAlert`.
    void fill(LiveSnapshot& snapshot, const Watched& watched, EventTime now);

private:
    static constexpr std::chrono::seconds kHistoryStep{10};
    static constexpr std::size_t kHistorySteps = 90; ///< 15 minutes

    struct PartitionTrack {
        PartitionStatus status;
        std::int64_t nextExpected = -1; ///< to see offsets that held no message
        EventTime newestRecord{}; ///< record time (event time without one) of the newest message
        EventTime newestEvent{};
        std::uint64_t messages = 0; ///< since the start
        std::uint64_t messagesAtStep = 0;
        std::uint64_t messagesAtRate = 0;
        bool isKnown = false;
    };
    struct StreamTrack {
        StreamStatus status;
        std::uint64_t messagesAtRate = 0;
        std::uint64_t messages = 0;
    };

    PartitionTrack& trackOf(PartitionIndex index, const PartitionTable& partitions);
    void countMessages(const ProcessedBatch& batch, const PartitionTable& partitions);
    void countPayment(const Payment& payment, const PaymentText& text, const Outcome& outcome);
    void takeRates(EventTime now);
    void fillSeries(LiveSnapshot& snapshot, const Watched& watched) const;
    [[nodiscard]] EventTime edge(EventTime now) const;

    EventTime m_readingSince{};
    std::vector<PartitionTrack> m_partitions;
    std::array<StreamTrack, kStreamCount> m_streams{};
    EventSeconds m_seconds;
    ArrivalSeconds m_arrivals;
    MinuteShares m_banks;
    MinuteShares m_methods;
    SeverityMinutes m_severities;
    PayeeRisks m_risks;
    std::vector<PayeeRisk> m_riskiest;
    EventTime m_riskiestAt{};
    std::chrono::seconds m_riskiestRange{0};
    std::set<AlertId> m_knownAlerts; // to tell new ones from repeats; the newest few thousand
    std::deque<AlertId> m_knownOrder;
    std::array<StreamProgress, kStreamCount> m_progress{};
    EventTime m_lastMessageAt{};
    EventTime m_ratesAt{};
    EventTime m_stepAt{};
    std::uint64_t m_payments = 0;
};

} // namespace halcyon::engine
