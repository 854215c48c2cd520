#pragma once

#include "engine/model/ledger.h"
#include "engine/model/message.h"
#include "engine/model/processed_batch.h"
#include "engine/model/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// Where recording stands when a recorder takes over.
struct RecordedState {
    std::map<PartitionName, std::int64_t>
        nextOffsets; ///< of this cluster; a partition never recorded is absent
    std::string database; ///< a mark that no other database has: a few letters and digits
    std::int64_t lastId = 0; ///< the newest message recorded; ids grow by one a message
    EventTime lastReadAt{}; ///< when that one was read; meaningful when there is one
};

/// A saved state of processing: all messages up to `throughId` are in it.
struct Checkpoint {
    std::int64_t throughId = 0;
    std::string bytes; ///< as `encodeCheckpoint` made them
};

/// What a commit needs to know besides the batches.
struct CommitRequest {
    std::span<const ProcessedBatch> batches; ///< in processing order
    const PartitionTable* partitions = nullptr;
    std::int64_t firstId = 0; ///< id of the first message of the first batch; the others follow in order
    /// Offsets that held no message, per partition, met in these batches. A gap
    /// between recorded offsets that is not counted here fails with `Data`.
    std::map<PartitionName, std::int64_t> skipped;
    /// Where each partition's log ended when last looked; for the lag others are shown.
    std::map<PartitionName, std::int64_t> endOffsets;
};

/// The one writer of history (architecture.md section 2).
///
/// Threads: one at a time, but `saveCheckpoint` may run on another one beside `commit`. Every commit is one
/// transaction with rows, scores, alerts, dead letters, final windows, the ledger and the fenced offset rows:
/// all of it or nothing. A lost connection is retried inside `commit` until it
/// is known whether the transaction took place; only `Conflict` (somebody else
/// took over), `Storage` that does not clear and `Cancelled` come back.
class RecorderStore {
public:
    virtual ~RecorderStore() = default;

    /// Takes the database's recorder lock and a new epoch; from then on commits
    /// of an earlier owner fail. `Conflict` while another recorder holds it.
    [[nodiscard]] virtual Result<RecordedState> takeOver(const std::string& cluster) = 0;

    [[nodiscard]] virtual Result<void> commit(const CommitRequest& request) = 0;

    /// Saves a state, in a transaction of its own. `Conflict` when what it covers is not committed, or
    /// another recorder took over. Tries once: without it a later start only replays more.
    [[nodiscard]] virtual Result<void> saveCheckpoint(const Checkpoint& checkpoint) = 0;

    /// The newest saved states, newest first; the caller takes the first that is valid.
    [[nodiscard]] virtual Result<std::vector<Checkpoint>> checkpoints() = 0;

    /// Hands out all recorded messages with an id above `afterId` in recording
    /// order, in the batches they were processed in (same `readAt`), with the
    /// marks told in between.
    [[nodiscard]] virtual Result<void> replay(
        std::int64_t afterId, PartitionTable& partitions, const std::function<bool(MessageBatch&&)>& receive)
        = 0;
    /// The id to replay from when no checkpoint is valid: the last message read before `time`.
    [[nodiscard]] virtual Result<std::int64_t> lastIdBefore(EventTime time) = 0;
};

} // namespace halcyon::engine
