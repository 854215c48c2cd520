#pragma once

#include "engine/store/recorder_store.h"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace halcyon::engine {

struct PgRecorderSettings {
    std::string connection; ///< libpq conninfo or URI; PG* variables, service and pgpass files count
    /// Asked to stop, every wait ends and the call returns `Cancelled`.
    std::stop_token stop;
    /// One sentence when PostgreSQL is away, slow or full, and again when that
    /// changes; empty when all is well again. Called on the committing thread.
    std::function<void(const std::string&)> onTrouble;
    /// How long `commit` waits for a full or failing disk before it gives up.
    std::chrono::seconds storagePatience = std::chrono::minutes{5};
    /// How often new payments move to the tables that indexes look through; 0 = never.
    std::chrono::milliseconds tidyEvery = std::chrono::seconds{2};
};

/// The recorder's store in PostgreSQL.
///
/// `takeOver` brings the database's schema up to date. Between calls it holds
/// one connection with the recorder lock, and a second one, on a thread of its
/// own, that gives payments the rows that indexes find.
class PgRecorderStore final : public RecorderStore {
public:
    explicit PgRecorderStore(PgRecorderSettings settings);
    ~PgRecorderStore() override;

    [[nodiscard]] Result<RecordedState> takeOver(const std::string& cluster) override;
    [[nodiscard]] Result<void> commit(const CommitRequest& request) override;
    [[nodiscard]] Result<void> saveCheckpoint(const Checkpoint& checkpoint) override;
    [[nodiscard]] Result<std::vector<Checkpoint>> checkpoints() override;
    [[nodiscard]] Result<void> replay(std::int64_t afterId, PartitionTable& partitions,
        const std::function<bool(MessageBatch&&)>& receive) override;
    [[nodiscard]] Result<std::int64_t> lastIdBefore(EventTime time) override;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace halcyon::engine
