#pragma once

#include "engine/codec/payment_decoder.h"
#include "engine/fraud/rule_pack.h"
#include "engine/ingest/message_source.h"
#include "engine/model/ledger.h"
#include "engine/model/stream_settings.h"
#include "engine/store/recorder_store.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace halcyon::engine {

struct RecorderSettings {
    AllStreamSettings streams = defaultStreamSettings();
    std::string cluster; ///< offsets of one cluster never mix with another's
    std::size_t batchSize = 8192; ///< messages a poll
    std::size_t rowsPerCommit = 50'000; ///< a transaction holds at least one batch and not many more rows
    std::chrono::milliseconds flushEvery{100};
    std::chrono::milliseconds checkpointEvery{
        10'000}; ///< less often when saving takes more than 5 % of a core
};

/// How recording goes, for people and scripts.
struct RecorderProgress {
    enum class Stage : std::uint8_t { Starting, Waiting, Replaying, Recording, Stopped };
    Stage stage = Stage::Starting;
    std::string note; ///< whom or what it waits for, what it recovers from; empty when all is well
    std::vector<std::string> stopped; ///< a sentence for each partition that cannot be read on
    std::uint64_t read = 0; ///< messages, in this run
    std::uint64_t committed = 0; ///< messages, in this run
    std::uint64_t replayed = 0; ///< messages gone through again after a start
    std::int64_t lag = 0; ///< messages in Kafka that are not committed
    LedgerCounts ledger; ///< of the committed ones
    EventTime lastCommit{};
};

/// Writes a source into history, exactly once (architecture.md section 2).
///
/// Takes the recorder lock, restores the newest valid checkpoint, replays what
/// was committed after it, seeks the source to the offset rows, and then reads,
/// processes and commits until the source ends or it is told to stop. Killed at
/// any moment, the next run goes on with nothing lost and nothing doubled.
///
/// Threads: `run` on one thread, which it keeps; `progress` from any.
class Recorder {
public:
    /// Next offset to read of a partition; nothing for one that was never recorded.
    using StartOffset
        = std::function<std::optional<std::int64_t>(const std::string& topic, std::int32_t partition)>;
    /// `database` is RecordedState's: what the source commits elsewhere is named after it.
    using OpenSource
        = std::function<Result<std::unique_ptr<MessageSource>>(StartOffset, const std::string& database)>;

    Recorder(RecorderSettings settings, PaymentDecoder decoder, RulePacks packs,
        std::shared_ptr<PartitionTable> partitions, std::unique_ptr<RecorderStore> store,
        OpenSource openSource);
    ~Recorder();

    /// Blocks. While another recorder holds the lock it waits for it. Errors
    /// are final: `Conflict` when another took over, `Storage`, `Access`, ...
    [[nodiscard]] Result<void> run(std::stop_token stop);

    [[nodiscard]] RecorderProgress progress() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace halcyon::engine
