#include "engine/ingest/kafka_conf.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <unistd.h>

#include <array>

namespace halcyon::engine {

namespace {

Result<void> setProperty(rd_kafka_conf_t* conf, const std::string& name, const std::string& value)
{
    std::array<char, 512> why{};
    switch (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size())) {
    case RD_KAFKA_CONF_OK:
        return {};
    case RD_KAFKA_CONF_UNKNOWN:
        return failure(ErrorCode::Config,
            fmt::format(
                "Kafka property \"{}\" is unknown to librdkafka {}: correct its spelling in the profile's "
                "[kafka] section or in -X.",
                name, rd_kafka_version_str()));
    default:
        return failure(ErrorCode::Config,
            fmt::format(
                "Kafka property \"{}\" was refused ({}): correct its value in the profile's [kafka] section "
                "or in -X.",
                name, why.data()));
    }
}

Result<void> checkFixed(const KafkaConfParts& parts)
{
    for (const auto& [name, value] : parts.fixed) {
        const auto given = parts.properties.find(name);
        if (given != parts.properties.end() && given->second != value)
            return failure(ErrorCode::Config,
                fmt::format("Kafka property \"{}\" cannot be set to \"{}\": Halcyon relies on \"{}\" to lose "
                            "and double "
                            "nothing; remove it.",
                    name, given->second, value));
    }
    return {};
}

} // namespace

void KafkaConfDeleter::operator()(rd_kafka_conf_s* conf) const noexcept
{
    rd_kafka_conf_destroy(conf);
}

Result<KafkaConf> makeKafkaConf(const KafkaConfParts& parts)
{
    if (const auto checked = checkFixed(parts); !checked)
        return tl::unexpected(checked.error());
    KafkaConf conf(rd_kafka_conf_new());
    bool hasBrokers = false;
    for (const auto* layer : {&parts.defaults, &parts.properties, &parts.fixed}) {
        for (const auto& [name, value] : *layer) {
            if (const auto set = setProperty(conf.get(), name, value); !set)
                return tl::unexpected(set.error());
            if ((name == "bootstrap.servers" || name == "metadata.broker.list") && !value.empty())
                hasBrokers = true;
        }
    }
    if (!hasBrokers)
        return failure(ErrorCode::Config,
            "No Kafka brokers are given: set brokers in the profile's [kafka] section or pass --brokers "
            "HOST:PORT.");
    return conf;
}

std::string kafkaClientId()
{
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0 || host[0] == '\0')
        return fmt::format("halcyon-{}", getpid());
    return fmt::format("halcyon-{}-{}", host.data(), getpid());
}

} // namespace halcyon::engine
