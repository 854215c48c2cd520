#pragma once

#include "engine/store/recorder_store.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace halcyon::tests {

/// What a FakeRecorderStore has committed; survives it, as a database does.
struct FakeDatabase {
    struct Row {
        engine::PartitionName partition;
        std::int64_t offset = 0;
        std::string value;
        std::string outcome; ///< "clean 25", "dead_letter not_json"
        std::optional<engine::EventTime> recordTime;
        engine::EventTime readAt{};
    };
    std::vector<Row> rows; ///< row i has the id i + 1
    std::multimap<std::int64_t, std::pair<engine::PartitionName, engine::PartitionMark::Kind>>
        marks; ///< by the id of the message they came before
    std::map<std::string, std::string> windows;
    std::map<std::string, std::string> alerts;
    std::map<engine::PartitionName, std::int64_t> nextOffsets;
    std::map<engine::PartitionName, std::int64_t> skipped;
    std::vector<engine::Checkpoint> checkpoints; ///< newest first
    bool hasNoRoomForStates = false; ///< saving one fails
    int epoch = 0;
    int commits = 0;

    /// All that was recorded but for times of reading, as text: what tests compare.
    [[nodiscard]] std::string text() const;
};

/// When a recorder dies: at a commit, counted over the database's life, before or after it took place.
struct Death {
    int atCommit = -1; ///< -1 = never
    bool isAfter = false;
};

/// Commits to a FakeDatabase, and dies on demand.
class FakeRecorderStore final : public engine::RecorderStore {
public:
    explicit FakeRecorderStore(std::shared_ptr<FakeDatabase> database, Death death = {});

    [[nodiscard]] engine::Result<engine::RecordedState> takeOver(const std::string& cluster) override;
    [[nodiscard]] engine::Result<void> commit(const engine::CommitRequest& request) override;
    [[nodiscard]] engine::Result<void> saveCheckpoint(const engine::Checkpoint& checkpoint) override;
    [[nodiscard]] engine::Result<std::vector<engine::Checkpoint>> checkpoints() override;
    [[nodiscard]] engine::Result<void> replay(std::int64_t afterId, engine::PartitionTable& partitions,
        const std::function<bool(engine::MessageBatch&&)>& receive) override;
    [[nodiscard]] engine::Result<std::int64_t> lastIdBefore(engine::EventTime time) override;

private:
    [[nodiscard]] engine::Result<void> checkOffsets(const engine::CommitRequest& request) const;
    void store(const engine::ProcessedBatch& batch, const engine::PartitionTable& partitions);

    std::mutex m_mutex; // guards the database, which commits and saving change at the same time
    std::shared_ptr<FakeDatabase> m_database;
    Death m_death;
    int m_epoch = 0;
};

} // namespace halcyon::tests
