#pragma once

#include "engine/ingest/kafka_conf.h"
#include "engine/model/result.h"

#include <memory>
#include <string>
#include <vector>

namespace halcyon::engine {

struct EmbeddedTopic {
    std::string name;
    int partitions = 8;
};

/// A Kafka broker inside this process, for the demonstration: librdkafka's mock
/// cluster, which speaks the real protocol on a loopback port.
///
/// It is no log: a partition keeps its newest 5 MiB or 100 000 batches in
/// memory, older ones vanish without a word, and nothing survives the process.
/// Topics cannot be created by clients' admin calls. Ends with the object.
class EmbeddedBroker {
public:
    /// Comes back when the broker listens and has all `topics`.
    [[nodiscard]] static Result<std::unique_ptr<EmbeddedBroker>> start(
        const std::vector<EmbeddedTopic>& topics);
    ~EmbeddedBroker();
    EmbeddedBroker(const EmbeddedBroker&) = delete;
    EmbeddedBroker& operator=(const EmbeddedBroker&) = delete;

    /// "127.0.0.1:PORT"
    [[nodiscard]] const std::string& address() const noexcept { return m_address; }
    /// What a consumer or producer of ours needs to know to work well with it.
    [[nodiscard]] KafkaProperties clientProperties() const;

    /// Drops all connections and refuses new ones until taken back: an outage on demand.
    void setReachable(bool isReachable);

private:
    struct Cluster;
    explicit EmbeddedBroker(std::unique_ptr<Cluster> cluster);

    std::unique_ptr<Cluster> m_cluster;
    std::string m_address;
};

} // namespace halcyon::engine
