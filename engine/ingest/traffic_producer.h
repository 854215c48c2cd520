#pragma once

#include "engine/ingest/kafka_conf.h"
#include "engine/ingest/traffic_options.h"
#include "engine/ingest/traffic_run.h"
#include "engine/model/result.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace halcyon::engine {

class KafkaPublisher;
class TrafficGenerator;

/// Live traffic for the demonstration: a thread that makes payments as time
/// goes by and writes them to Kafka. An outage makes it wait; after a pause of
/// the whole process it goes on with now.
class TrafficProducer {
public:
    struct Progress {
        std::uint64_t made = 0;
        std::uint64_t delivered = 0; ///< stored by the brokers
        std::string trouble; ///< why nothing is delivered, or why it ended; empty while all is well
    };

    /// Starts at once. The topics of `options` must exist with as many partitions.
    [[nodiscard]] static Result<std::unique_ptr<TrafficProducer>> start(
        const KafkaProperties& properties, TrafficOptions options);
    /// Stops and waits up to two seconds until what was made is stored.
    ~TrafficProducer();
    TrafficProducer(const TrafficProducer&) = delete;
    TrafficProducer& operator=(const TrafficProducer&) = delete;

    [[nodiscard]] Progress progress() const; ///< from any thread

private:
    TrafficProducer(std::unique_ptr<KafkaPublisher> publisher, std::unique_ptr<TrafficGenerator> traffic,
        const TrafficPace& pace);
    void run(const std::stop_token& stop, const TrafficPace& pace);

    std::unique_ptr<KafkaPublisher> m_publisher;
    std::unique_ptr<TrafficGenerator> m_traffic;
    std::atomic<std::uint64_t> m_made{0};
    mutable std::mutex m_mutex; // guards m_end
    std::string m_end;
    std::jthread m_thread;
};

} // namespace halcyon::engine
