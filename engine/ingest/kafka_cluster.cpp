#include "engine/ingest/kafka_cluster.h"

#include "engine/ingest/kafka_handle.h"
#include "engine/ingest/kafka_queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{50};
constexpr auto kUnreachableFor = 1s; ///< a broker that is just starting refuses, too

Result<std::shared_ptr<KafkaHandle>> openAsking(
    const KafkaProperties& properties, const std::shared_ptr<KafkaLink>& link)
{
    KafkaProperties plain = properties;
    plain.erase("group.id"); // nothing is read
    auto conf
        = makeKafkaConf({.defaults = {{"client.id", kafkaClientId()}, {"reconnect.backoff.max.ms", "500"}},
            .properties = std::move(plain)});
    if (!conf)
        return tl::unexpected(conf.error());
    return KafkaHandle::open(
        std::move(*conf), KafkaHandle::Kind::Observe, {}, link, std::make_shared<PollSignal>());
}

} // namespace

Result<std::string> askClusterId(const KafkaProperties& properties, std::chrono::milliseconds timeout)
{
    const auto brokers = properties.find("bootstrap.servers");
    const auto link = std::make_shared<KafkaLink>(brokers == properties.end() ? "" : brokers->second);
    const auto handle = openAsking(properties, link);
    if (!handle)
        return tl::unexpected(handle.error());
    const auto start = Clock::now();
    std::array<rd_kafka_message_s*, 16> nothing{};
    while (Clock::now() - start < timeout) {
        if (auto id = clusterIdOf((*handle)->client(), std::min(kLook, timeout)); !id.empty())
            return id;
        std::ignore = (*handle)->drain(nothing); // no partition was started: only the callbacks are called
        if (auto error = link->finalError())
            return tl::unexpected(std::move(*error));
        if (link->areAllUnreachable() && Clock::now() - start >= kUnreachableFor)
            break;
    }
    const auto reason = link->reason();
    return failure(ErrorCode::Connect,
        fmt::format("Kafka at {} does not answer ({}): check the address, the brokers and the network.",
            link->brokers(), reason.empty() ? fmt::format("no response in {} ms", timeout.count()) : reason));
}

} // namespace halcyon::engine
