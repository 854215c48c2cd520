#pragma once

#include "engine/store/pg_recorder_store.h"
#include "tests/pg/made_batches.h"

#include <string>
#include <vector>

namespace halcyon::tests {

/// A recorder store on a database, with the ids it has to go on with.
struct Recording {
    explicit Recording(const std::string& uri, const std::string& cluster = "test");
    explicit Recording(engine::PgRecorderSettings settings, const std::string& cluster = "test");

    /// Commits batches; the next ones follow.
    engine::Result<void> commit(const std::vector<engine::ProcessedBatch>& batches);
    engine::Result<void> commit(
        const std::vector<MadeMessage>& messages, engine::EventTime readAt = at(10, 5));

    engine::PartitionTable partitions;
    engine::PgRecorderStore store;
    engine::Result<engine::RecordedState> state;
    std::int64_t nextId = 1;
    std::map<engine::PartitionName, std::int64_t> skipped; ///< goes with the next commit
    std::map<engine::PartitionName, std::int64_t> endOffsets; ///< goes with every commit
};

/// What every database must satisfy at any time (reliability.md section 5, I1, I2, I5): offsets of a
/// partition complete and unique, ids unique and complete, the ledger's sums, the offset rows. Empty when it
/// does.
[[nodiscard]] std::string brokenInvariant(const std::string& uri);

} // namespace halcyon::tests
