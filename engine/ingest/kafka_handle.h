#pragma once

#include "engine/ingest/kafka_conf.h"
#include "engine/ingest/kafka_link.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

struct rd_kafka_s; // librdkafka's rd_kafka_t and friends; only .cpp files include its header
struct rd_kafka_message_s;
struct rd_kafka_queue_s;
struct rd_kafka_topic_s;

namespace halcyon::engine {

/// A partition and an offset in it.
struct TopicOffset {
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
};

/// The group gives partitions to this member or takes them away.
struct Rebalance {
    bool isAssignment = false;
    std::vector<TopicOffset> partitions; ///< offsets are not set
};

/// One librdkafka consumer with one queue that all its partitions flow into.
///
/// Batches keep the handle alive, because librdkafka may not be destroyed
/// before its messages; `close` ends fetching and leaves the group without waiting for them.
/// Threads: `drain`, `rebalances`, `answer...` on the polling thread, the rest on any.
class KafkaHandle {
public:
    enum class Kind : std::uint8_t { Observe, Group };

    [[nodiscard]] static Result<std::shared_ptr<KafkaHandle>> open(KafkaConf conf, Kind kind,
        const std::vector<std::string>& topics, std::shared_ptr<KafkaLink> link,
        std::shared_ptr<PollSignal> signal);
    ~KafkaHandle();
    KafkaHandle(const KafkaHandle&) = delete;
    KafkaHandle& operator=(const KafkaHandle&) = delete;

    /// Fills `into` with what is queued, without waiting; how many. The caller owns the messages.
    [[nodiscard]] std::size_t drain(std::span<rd_kafka_message_s*> into);
    [[nodiscard]] std::size_t queued() const;

    /// Observe: fetches a partition from `start.offset` on.
    [[nodiscard]] Result<void> startPartition(const TopicOffset& start);

    /// Group: joins; what the group decides comes out of `rebalances`, oldest first.
    [[nodiscard]] Result<void> subscribe(const std::vector<std::string>& topics);
    [[nodiscard]] std::deque<Rebalance>& rebalances() noexcept { return m_rebalances; }
    void answerAssignment(const std::vector<TopicOffset>& starts);
    void answerRevocation();
    /// Tells the group how far we are; for other tools' lag displays only, so failures are not reported.
    void commit(const std::vector<TopicOffset>& next);

    void close();

    [[nodiscard]] rd_kafka_s* client() const noexcept { return m_client; }
    [[nodiscard]] rd_kafka_topic_s* topic(const std::string& name) const;

private:
    KafkaHandle(Kind kind, std::shared_ptr<KafkaLink> link, std::shared_ptr<PollSignal> signal);

    struct Callbacks;

    const Kind m_kind;
    const std::shared_ptr<KafkaLink> m_link;
    const std::shared_ptr<PollSignal> m_signal;
    rd_kafka_s* m_client = nullptr;
    rd_kafka_queue_s* m_queue = nullptr;
    std::vector<std::pair<std::string, rd_kafka_topic_s*>> m_topics;
    std::deque<Rebalance> m_rebalances; // polling thread
    std::atomic<bool> m_isClosing{false};
    std::mutex m_startMutex; // guards m_started
    std::vector<std::pair<rd_kafka_topic_s*, std::int32_t>> m_started;
};

} // namespace halcyon::engine
