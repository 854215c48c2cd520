#pragma once

#include "engine/ingest/kafka_handle.h"
#include "engine/ingest/kafka_source.h"
#include "engine/ingest/kafka_watch.h"
#include "engine/ingest/partition_reads.h"

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halcyon::engine {

/// The insides of a KafkaSource, so that a thread left behind can take them along.
class KafkaSource::Reader {
public:
    Reader(const KafkaSourceSettings& settings, PartitionTable& partitions);
    ~Reader();

    [[nodiscard]] Result<void> check() const;
    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<MessageBatch> poll(std::size_t most, std::chrono::milliseconds timeout);
    [[nodiscard]] bool isExhausted();
    [[nodiscard]] SourceState state() const;
    void commitPositions(const std::map<PartitionIndex, std::int64_t>& next);

    [[nodiscard]] KafkaLink& link() noexcept { return *m_link; }
    [[nodiscard]] PartitionReads& reads() noexcept { return m_reads; }

private:
    using Clock = std::chrono::steady_clock;
    struct PolledMessages;
    /// Which partition a message belongs to, found once for a topic object and number.
    using ReadCache = std::map<std::pair<const void*, std::int32_t>, PartitionRead*>;

    [[nodiscard]] Result<KafkaConf> makeConf() const;
    [[nodiscard]] bool isGroup() const noexcept
    {
        return m_settings.mode == KafkaSourceSettings::Mode::Group;
    }

    void collect(PolledMessages& polled, std::size_t most);
    void append(MessageBatch& batch, PolledMessages& polled);
    void appendOf(std::size_t handle, MessageBatch& batch, const std::vector<rd_kafka_message_s*>& messages);
    [[nodiscard]] PartitionRead& readOf(std::size_t handle, const rd_kafka_message_s& message);
    void noteEvent(std::size_t handle, const rd_kafka_message_s& event);
    void notePartitionEvent(PartitionRead& read, const rd_kafka_message_s& event, std::string_view reason);
    void askEarly(std::size_t handle, const PartitionRead& read);

    [[nodiscard]] bool isSettled() const;
    void settleRebalances();
    void giveUp(std::size_t handle);
    [[nodiscard]] bool takeOver(std::size_t handle, const std::vector<TopicOffset>& partitions);

    const KafkaSourceSettings m_settings;
    std::vector<std::pair<std::string, StreamId>> m_topics;
    std::map<std::string, StreamId> m_streamOf;
    PartitionReads m_reads;
    std::shared_ptr<KafkaLink> m_link;
    std::shared_ptr<PollSignal> m_signal;
    StartResolver m_resolver;
    std::vector<std::shared_ptr<KafkaHandle>> m_handles;
    std::vector<ReadCache> m_readCaches; // by handle; polling thread, as all below
    std::vector<std::unique_ptr<std::atomic<bool>>>
        m_isSettled; // by handle: the group has given it its share
    std::size_t m_firstToDrain = 0;
    bool m_hasFlowed = false;
    Clock::time_point m_nextTakeOver{};
    Clock::time_point m_nextEarlyAsk{};
    std::unique_ptr<KafkaWatch> m_watch; // last: ends before what it uses
};

/// librdkafka's messages of one poll, returned to it when the batch that points into them dies.
struct KafkaSource::Reader::PolledMessages {
    std::vector<std::shared_ptr<KafkaHandle>> handles; // kept alive until the messages are gone
    std::vector<std::vector<rd_kafka_message_s*>> messages; // by handle

    explicit PolledMessages(const std::vector<std::shared_ptr<KafkaHandle>>& from)
        : handles(from)
        , messages(from.size())
    {
    }
    ~PolledMessages();
    PolledMessages(const PolledMessages&) = delete;
    PolledMessages& operator=(const PolledMessages&) = delete;

    [[nodiscard]] std::size_t size() const
    {
        std::size_t count = 0;
        for (const auto& ofHandle : messages)
            count += ofHandle.size();
        return count;
    }
};

} // namespace halcyon::engine
