#pragma once

#include "engine/ingest/kafka_conf.h"
#include "engine/ingest/traffic_generator.h"
#include "engine/model/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace halcyon::engine {

/// Writes messages to Kafka, each exactly once and in order (idempotent
/// producer): an outage makes it wait, never drop.
///
/// Threads: one at a time; `delivered` and `state` from any.
class KafkaPublisher {
public:
    /// `Config` for properties that librdkafka does not take.
    [[nodiscard]] static Result<std::unique_ptr<KafkaPublisher>> open(const KafkaProperties& properties);
    /// What is still queued is dropped: `flush` first.
    ~KafkaPublisher();
    KafkaPublisher(const KafkaPublisher&) = delete;
    KafkaPublisher& operator=(const KafkaPublisher&) = delete;

    /// How many partitions the topic has; creates a missing one with `wanted` partitions if that is set.
    /// `Config` when it does not exist, `Connect` when nobody answers within `timeout`.
    [[nodiscard]] Result<std::int32_t> prepareTopic(
        const std::string& topic, std::optional<std::int32_t> wanted, std::chrono::milliseconds timeout);

    /// Queues a copy. Waits while the queue is full, until `stop`: then `Cancelled`.
    /// A message that the brokers will never take is an error of this or a later call.
    [[nodiscard]] Result<void> send(const TrafficMessage& message, const std::stop_token& stop);

    /// Waits until all are stored, at most `timeout`: then `Timeout`.
    [[nodiscard]] Result<void> flush(std::chrono::milliseconds timeout);

    [[nodiscard]] std::uint64_t delivered() const noexcept; ///< stored by the brokers
    /// Why nothing is delivered at present; empty while all is well.
    [[nodiscard]] std::string trouble() const;

private:
    struct Impl;
    explicit KafkaPublisher(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace halcyon::engine
