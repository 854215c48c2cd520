#pragma once

#include "engine/ingest/message_source.h"
#include "engine/model/partition.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace halcyon::engine {

inline constexpr std::int64_t kNoOffset = -1;

/// What a Kafka source knows of one partition. The numbers may be read and
/// written by any thread; who writes which is said beside them.
struct PartitionRead {
    static constexpr int kNobody = -1;

    PartitionIndex index = 0;
    std::string topic;
    std::int32_t number = 0;
    StreamId stream = StreamId::Upi;

    std::atomic<int> owner{kNobody}; ///< the handle whose messages count; others' are dropped
    std::atomic<bool> isStopped{false}; ///< in trouble: nothing more is handed out
    std::atomic<std::int64_t> firstOffset{kNoOffset}; ///< watch
    std::atomic<std::int64_t> endOffset{kNoOffset}; ///< watch
    std::atomic<std::int64_t> startedAt{kNoOffset}; ///< whoever starts it
    std::atomic<std::int64_t> position{kNoOffset}; ///< whoever starts it, then the polling thread
    std::atomic<std::int64_t> target{kNoOffset}; ///< the end to read to, with `untilEnd`
    std::atomic<bool> isLost{false}; ///< the brokers refused its next offset; the watch finds out why
    std::atomic<bool> isNew{false}; ///< appeared while we watched

    [[nodiscard]] bool isRead() const noexcept { return owner.load(std::memory_order_acquire) != kNobody; }
    [[nodiscard]] bool reachedTarget() const noexcept { return position.load() >= target.load(); }
};

/// All partitions a source has met. Entries stay where they are until the end.
class PartitionReads {
public:
    explicit PartitionReads(PartitionTable& table)
        : m_table(table)
    {
    }

    PartitionRead& intern(const std::string& topic, std::int32_t number, StreamId stream);
    [[nodiscard]] PartitionRead* find(const std::string& topic, std::int32_t number);
    [[nodiscard]] std::vector<PartitionRead*> all();

    /// Ends reading of `read` with a sentence for the operator.
    void stop(PartitionRead& read, std::string trouble);
    /// Takes a stop back, before reading starts anew.
    void clearTrouble(PartitionRead& read);

    /// Of the partitions that are read or were stopped, in their order of meeting.
    [[nodiscard]] std::vector<SourcePosition> positions();

private:
    struct Entry {
        PartitionRead read;
        std::string trouble;
    };

    PartitionTable& m_table;
    std::mutex m_mutex; // guards the containers and the trouble texts
    std::deque<Entry> m_entries;
    std::map<std::pair<std::string, std::int32_t>, Entry*> m_byName;
    std::map<const PartitionRead*, Entry*> m_byRead;
};

} // namespace halcyon::engine
