#include "engine/ingest/embedded_broker.h"

#include <fmt/format.h>
// rdkafka_mock.h needs rdkafka.h before it
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>

namespace halcyon::engine {

struct EmbeddedBroker::Cluster {
    rd_kafka_t* host = nullptr; // the client that librdkafka runs the cluster on
    rd_kafka_mock_cluster_t* mock = nullptr;

    ~Cluster()
    {
        if (mock != nullptr)
            rd_kafka_mock_cluster_destroy(mock);
        if (host != nullptr)
            rd_kafka_destroy(host);
    }
};

EmbeddedBroker::EmbeddedBroker(std::unique_ptr<Cluster> cluster)
    : m_cluster(std::move(cluster))
    , m_address(rd_kafka_mock_cluster_bootstraps(m_cluster->mock))
{
}

EmbeddedBroker::~EmbeddedBroker() = default;

Result<std::unique_ptr<EmbeddedBroker>> EmbeddedBroker::start(const std::vector<EmbeddedTopic>& topics)
{
    auto cluster = std::make_unique<Cluster>();
    std::array<char, 512> why{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    cluster->host = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
    if (cluster->host == nullptr) {
        rd_kafka_conf_destroy(conf);
        return failure(
            ErrorCode::Internal, fmt::format("The embedded broker did not start ({}).", why.data()));
    }
    cluster->mock = rd_kafka_mock_cluster_new(cluster->host, 1);
    if (cluster->mock == nullptr)
        return failure(ErrorCode::Connect,
            "The embedded broker did not get a port on 127.0.0.1: check the limits on open files and ports.");
    for (const auto& [name, partitions] : topics) {
        const auto error = rd_kafka_mock_topic_create(cluster->mock, name.c_str(), partitions, 1);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
            return failure(ErrorCode::Config,
                fmt::format("The embedded broker cannot create topic {} with {} partitions ({}): correct it.",
                    name, partitions, rd_kafka_err2str(error)));
    }
    return std::unique_ptr<EmbeddedBroker>(new EmbeddedBroker(std::move(cluster)));
}

KafkaProperties EmbeddedBroker::clientProperties() const
{
    // The mock holds a fetch at the end of a log for the whole of this, even when messages arrive.
    // Its groups settle a session timeout less one second after a member came or went.
    return {{"bootstrap.servers", m_address}, {"fetch.wait.max.ms", "10"}, {"session.timeout.ms", "6000"},
        {"heartbeat.interval.ms", "1000"}};
}

void EmbeddedBroker::setReachable(bool isReachable)
{
    constexpr int kAllBrokers = -1;
    if (isReachable)
        rd_kafka_mock_broker_set_up(m_cluster->mock, kAllBrokers);
    else
        rd_kafka_mock_broker_set_down(m_cluster->mock, kAllBrokers);
}

} // namespace halcyon::engine
