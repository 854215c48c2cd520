#pragma once

#include "engine/ingest/kafka_conf.h"
#include "engine/ingest/kafka_start.h"
#include "engine/ingest/message_source.h"
#include "engine/model/partition.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace halcyon::engine {

/// What a group does to us, told on the polling thread inside `poll`.
struct GroupEvents {
    /// These partitions are ours now; `next` is the first offset that will come.
    std::function<void(PartitionIndex partition, std::int64_t next)> assigned;
    /// These are no longer ours: settle (commit or discard) what was handed out before
    /// returning, for whoever reads them next asks for the stored offset.
    std::function<void(const std::vector<PartitionIndex>& partitions)> revoked;
};

struct KafkaSourceSettings {
    /// Observe: all partitions, no group, nothing committed. Group: our share of the partitions.
    enum class Mode : std::uint8_t { Observe, Group };

    /// Passed to librdkafka as they are; "bootstrap.servers" at least. What exactly-once
    /// rests on (no auto commit, no auto reset, ...) cannot be overridden: `Config`.
    KafkaProperties properties;
    std::array<std::vector<std::string>, kStreamCount> topics; ///< by stream
    Mode mode = Mode::Observe;
    std::string group; ///< Group: the consumer group's id
    int handles
        = 1; ///< librdkafka consumers to spread the partitions over; two fetch 2.4 times as fast as one
    KafkaStart start;
    StoredOffset storedOffset; ///< asked first; required in a group
    GroupEvents groupEvents;
    bool untilEnd = false; ///< exhausted when all partitions are read to where they ended at the start
};

/// Messages from Kafka, through librdkafka.
///
/// Threads: `poll` and `committed` on one thread at a time, the rest on
/// any. A thread of its own asks the brokers for partitions and log ends.
/// Order and loss: offsets of a partition only grow. Gaps are legal (compaction,
/// transaction markers) and visible in the offsets; a log that no longer holds
/// the next offset, or bytes that fail their checksum, stop that partition with
/// a `trouble` while the others go on. Topics that are missing at the start are
/// waited for; partitions that appear later are read from their beginning.
/// Bytes: batches point into librdkafka's buffers and may outlive the source.
/// Cost: about 0.1 us a message on the polling thread, docs/performance.md has the figures.
class KafkaSource final : public MessageSource {
public:
    /// What `open` would refuse in topics and properties, without connecting.
    [[nodiscard]] static Result<void> check(const KafkaSourceSettings& settings);
    /// Checks the settings and begins to connect, without waiting for the brokers.
    [[nodiscard]] static Result<std::unique_ptr<KafkaSource>> open(
        const KafkaSourceSettings& settings, PartitionTable& partitions);
    /// Leaves the group and stops. Takes three seconds at most; what a broker
    /// keeps us waiting for longer is finished by a thread left behind.
    ~KafkaSource() override;

    /// Comes back as soon as anything is there. Most of the time no copy is made.
    [[nodiscard]] Result<MessageBatch> poll(
        std::size_t mostMessages, std::chrono::milliseconds timeout) override;
    [[nodiscard]] bool isExhausted() const override;
    [[nodiscard]] std::vector<SourcePosition> positions() const override;
    [[nodiscard]] SourceState state() const override;

    /// Group: tells the group the next offsets, for other tools' lag displays. Returns at once.
    void committed(const std::map<PartitionIndex, std::int64_t>& nextOffsets) override;

private:
    class Reader;
    explicit KafkaSource(std::unique_ptr<Reader> reader);

    std::unique_ptr<Reader> m_reader;
};

} // namespace halcyon::engine
