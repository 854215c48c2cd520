#include "engine/ingest/embedded_broker.h"

#include "engine/ingest/kafka_queries.h"

#include <fmt/format.h>
// rdkafka_mock.h needs rdkafka.h before it
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <chrono>

namespace halcyon::engine {

namespace {

constexpr std::chrono::seconds kLongestStart{10};

} // namespace

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
    std::unique_ptr<EmbeddedBroker> broker(new EmbeddedBroker(std::move(cluster)));
    if (const auto ready = broker->awaitReady(topics); !ready)
        return tl::unexpected(ready.error());
    return broker;
}

Result<void> EmbeddedBroker::awaitReady(const std::vector<EmbeddedTopic>& topics) const
{
    auto conf = makeKafkaConf({.properties = clientProperties()});
    if (!conf)
        return tl::unexpected(conf.error());
    std::array<char, 512> why{};
    rd_kafka_conf_set_log_cb(conf->get(), [](const rd_kafka_t*, int, const char*, const char*) {});
    const std::unique_ptr<rd_kafka_t, decltype(&rd_kafka_destroy)> client(
        rd_kafka_new(RD_KAFKA_PRODUCER, conf->get(), why.data(), why.size()), &rd_kafka_destroy);
    if (client == nullptr)
        return failure(
            ErrorCode::Internal, fmt::format("The embedded broker cannot be asked ({}).", why.data()));
    (void)conf->release(); // the client owns it now
    const auto deadline = std::chrono::steady_clock::now() + kLongestStart;
    for (const auto& topic : topics) {
        const std::unique_ptr<rd_kafka_topic_t, decltype(&rd_kafka_topic_destroy)> handle(
            rd_kafka_topic_new(client.get(), topic.name.c_str(), nullptr), &rd_kafka_topic_destroy);
        while (true) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                deadline - std::chrono::steady_clock::now());
            if (left.count() <= 0)
                return failure(ErrorCode::Timeout,
                    fmt::format("The embedded broker at {} does not answer for topic {}: the machine may be "
                                "overloaded, try again.",
                        m_address, topic.name));
            const auto layout = describeTopic(client.get(), handle.get(), left);
            if (layout && layout->hasLeader.size() == std::size_t(topic.partitions))
                break;
        }
    }
    return {};
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
