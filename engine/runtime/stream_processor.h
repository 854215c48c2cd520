#pragma once

#include "engine/fraud/alert_book.h"
#include "engine/fraud/payer_history.h"
#include "engine/fraud/rule_pack.h"
#include "engine/model/processed_batch.h"
#include "engine/model/stream_settings.h"
#include "engine/quality/duplicate_filter.h"
#include "engine/window/minute_cube.h"
#include "engine/window/payee_windows.h"
#include "engine/window/watermark.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace halcyon::engine {

/// All state of one payment stream, and what a batch does to it: duplicates,
/// lateness, scores, alerts, windows.
///
/// A batch is worked in passes, each parallel over its own shards and in event
/// order within a key: by event id (duplicates), then by payer (counts and
/// scores) and by payee (windows). Batches are cut where the watermark crosses
/// a minute, so that within a piece no window becomes final: results depend
/// neither on the number of shards, nor on threads, nor on where batches end.
///
/// Threads: one call at a time; inside, the passes use `parallelFor`.
class StreamProcessor {
public:
    static constexpr std::size_t kShards = 16; ///< a power of two

    /// What the shard of a key holds. Which shard it is says the low bits of its hash.
    struct Shard {
        DuplicateFilter duplicates; // by event id
        PayerHistory payers; // by payer
        std::vector<PayeeWindows> payees; // by payee
    };
    /// `settings` and `pack` must outlive the processor.
    StreamProcessor(StreamId stream, const StreamSettings& settings, const RulePack& pack);

    /// Where a batch's results go.
    struct Results {
        std::vector<Outcome>& outcomes; ///< as many as the batch has payments
        std::vector<WindowRows>& windows; ///< appended
        std::vector<Alert>& alerts; ///< appended
    };
    /// `mine` are the positions of this stream's payments in the batch, ascending.
    void process(const DecodedBatch& batch, std::span<const std::uint32_t> mine,
        const PartitionTable& partitions, Results results);

    /// Closes every window as if the watermark had passed all of them.
    void closeAll(std::vector<WindowRows>& windows);

    [[nodiscard]] StreamProgress progress() const;
    /// A copy of one is a snapshot that costs little, see FlatTable.
    [[nodiscard]] const std::vector<Shard>& shards() const noexcept { return m_shards; }
    /// Bytes of state, roughly.
    [[nodiscard]] std::size_t stateBytes() const noexcept;

private:
    friend class CheckpointWriter;
    friend class CheckpointReader;

    /// A payment of the piece at work.
    struct Step {
        std::uint32_t index = 0; ///< in the batch
        EventTime reached{}; ///< as far as all partitions had come before it
    };
    using Lists = std::vector<std::vector<Step>>; // one a shard, in event order

    [[nodiscard]] std::size_t sequence(
        const DecodedBatch& batch, std::span<const std::uint32_t> mine, std::vector<Outcome>& outcomes);
    void work(const DecodedBatch& batch, EventTime watermark, std::vector<Outcome>& outcomes);
    void checkDuplicates(Shard& shard, const std::vector<Step>& steps, const DecodedBatch& batch,
        std::vector<Outcome>& outcomes) const;
    void scorePayments(Shard& shard, const std::vector<Step>& steps, const DecodedBatch& batch,
        std::vector<Outcome>& outcomes) const;
    void fillPayeeWindows(Shard& shard, const std::vector<Step>& steps, const DecodedBatch& batch,
        EventTime watermark, const std::vector<Outcome>& outcomes) const;
    void fillMinutes(const DecodedBatch& batch, EventTime watermark, const std::vector<Outcome>& outcomes);
    void raiseAlerts(
        const DecodedBatch& batch, const PartitionTable& partitions, std::vector<Outcome>& outcomes);
    void closeWindows(EventTime watermark, std::vector<WindowRows>& windows);
    void closePayeeWindows(std::size_t which, EventTime watermark, std::vector<WindowRows>& windows);

    const RulePack* m_pack;
    Watermark m_watermark;
    std::vector<Shard> m_shards;
    StreamId m_stream;
    MinuteCube m_minutes;
    AlertBook m_alerts;
    EventTime m_closedUpTo = EventTime::min();

    // Scratch of one piece, kept for its memory.
    std::vector<Step> m_steps;
    Lists m_byId;
    Lists m_byPayer;
    Lists m_byPayee;
};

} // namespace halcyon::engine
