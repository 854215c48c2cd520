#pragma once

#include "engine/model/event_time.h"
#include "engine/model/ledger.h"
#include "engine/model/money.h"
#include "engine/model/score.h"
#include "engine/model/stream.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// How a connection is. `detail` is one sentence that says what, why and what
/// to do; empty while all is well.
struct LinkStatus {
    enum class State : std::uint8_t { Connecting, Up, Down };
    State state = State::Connecting;
    EventTime since{}; ///< wall clock of the last change of `state`
    std::string detail;
};

/// One metric as one value a second, oldest first. A value is NaN where there
/// is nothing to say (no payments: no success share).
struct MetricSeries {
    EventTime start{}; ///< the second of values[0]
    std::vector<double> values;
};

/// Payments by score and time: `columns` of 10 s, each with 20 bins of 5
/// points from 0 up; the last bin holds 95 and more.
struct ScoreHeatmap {
    static constexpr std::chrono::seconds kColumnLength{10};
    static constexpr std::size_t kBins = 20;
    static constexpr int kBinPoints = 5;

    EventTime start{};
    std::size_t columns = 0;
    std::vector<std::uint32_t> counts; ///< counts[column * kBins + bin]
};

struct SeverityMinute {
    EventTime minute{};
    std::array<std::uint32_t, kSeverityCount> counts{};
};

/// A slice of a whole, over the watched range: a bank, a payment method.
struct Share {
    std::string name;
    Currency currency;
    AmountSum amount;
    std::uint64_t payments = 0;
};

struct PayeeRisk {
    std::string payee;
    StreamId stream = StreamId::Upi;
    double meanScore = 0;
    std::uint64_t payments = 0;
};

/// A sum in one currency.
struct CurrencyTotal {
    Currency currency;
    AmountSum amount;
    std::uint64_t payments = 0;
};

/// One stream since reading began.
struct StreamStatus {
    StreamId stream = StreamId::Upi;
    EventTime watermark{};
    EventTime newest{}; ///< largest event time seen; the epoch before the first event
    double eventsPerSecond = 0; ///< read, over the last few seconds of wall clock
    LedgerCounts ledger;
    std::vector<CurrencyTotal> totals; ///< of clean and late payments
};

/// One partition as this console reads it.
struct PartitionStatus {
    std::string topic;
    StreamId stream = StreamId::Upi;
    std::int32_t partition = 0;
    std::int64_t firstOffset = 0; ///< where the log starts
    std::int64_t startedAt = 0; ///< where reading started
    std::int64_t position = 0; ///< next offset to read
    std::int64_t endOffset = -1; ///< the next offset to be written; -1 while unknown
    std::int64_t skipped = 0; ///< offsets that held no message (compaction, transaction markers)
    double lagSeconds = 0; ///< age of the newest message read while behind; 0 at the end
    double messagesPerSecond = 0;
    std::vector<float> rateHistory; ///< messages a second, the last 15 minutes in steps of 10 s
    EventTime watermark{}; ///< of this partition alone
    bool isIdle = false; ///< silent for so long that it no longer holds the watermark back
    LedgerCounts ledger;
    std::string trouble; ///< why it stopped, in one sentence; empty while it runs

    [[nodiscard]] std::int64_t lag() const noexcept
    {
        return endOffset > position ? endOffset - position : 0;
    }
    /// The end as far as is known; -1 while unknown. What was read is certainly
    /// there, even when the broker was asked for the end a moment before.
    [[nodiscard]] std::int64_t knownEnd() const noexcept
    {
        return endOffset < 0 || endOffset > position ? endOffset : position;
    }
};

/// How hard the engine works, over the last second or so.
struct EngineLoad {
    double messagesPerSecond = 0;
    double batchSize = 0;
    double decodeNanosPerMessage = 0;
    double processNanosPerMessage = 0;
    double busyShare = 0; ///< of one core
};

/// Everything the console shows live, taken at one moment.
/// Immutable once published, so any thread may keep and read it.
struct LiveSnapshot {
    std::uint64_t sequence = 0; ///< grows by one with each publish; 0 = nothing published yet
    EventTime takenAt{}; ///< wall clock
    /// The right edge of live charts: the wall clock while events are fresh,
    /// else the largest event time (a replay, a backlog, a stream that stopped).
    EventTime edge{};
    std::chrono::seconds range{900}; ///< the watched range; series end at `edge`
    bool isPaused = false;
    LinkStatus kafka;
    EventTime lastMessageAt{}; ///< wall clock of the newest message; the epoch before the first
    std::uint64_t payments = 0; ///< clean and late, all streams, since reading began

    std::array<StreamStatus, kStreamCount> streams{};
    std::vector<PartitionStatus> partitions; ///< sorted by topic, then number
    EngineLoad load;

    std::map<std::string, MetricSeries, std::less<>> series; ///< of the watched metrics, by id
    ScoreHeatmap scoreHeatmap;
    std::vector<SeverityMinute> alertsBySeverity; ///< oldest first
    std::vector<Share> upiAmountByBank; ///< largest first, at most 6, the rest as "Other"
    std::vector<Share> ecomAmountByMethod;
    std::vector<PayeeRisk> riskiestPayees; ///< highest first, at most 10
    std::optional<double> upiSuccessShare5m; ///< percent; nothing without payments

    std::uint64_t newestAlert = 0; ///< sequence of the newest alert in the `AlertLog`

    [[nodiscard]] const MetricSeries* find(std::string_view metricId) const
    {
        const auto found = series.find(metricId);
        return found == series.end() ? nullptr : &found->second;
    }
    [[nodiscard]] std::int64_t lag() const noexcept
    {
        std::int64_t sum = 0;
        for (const auto& partition : partitions)
            sum += partition.lag();
        return sum;
    }
};

using SnapshotPtr = std::shared_ptr<const LiveSnapshot>;

} // namespace halcyon::engine
