#pragma once

#include "engine/model/result.h"

#include <map>
#include <memory>
#include <string>

struct rd_kafka_conf_s; // librdkafka's rd_kafka_conf_t; only .cpp files include its header

namespace halcyon::engine {

/// librdkafka's property names and values, as `[kafka]` in a profile or `-X` give them.
using KafkaProperties = std::map<std::string, std::string>;

struct KafkaConfDeleter {
    void operator()(rd_kafka_conf_s* conf) const noexcept;
};
using KafkaConf = std::unique_ptr<rd_kafka_conf_s, KafkaConfDeleter>;

/// What a client of ours is made from.
struct KafkaConfParts {
    KafkaProperties defaults; ///< used unless `properties` says otherwise
    KafkaProperties properties; ///< the user's
    KafkaProperties fixed; ///< what Halcyon relies on: the user may repeat these values, not change them
};

/// `Config` names the property at fault and says why: unknown to this
/// librdkafka, a value it refuses, one that Halcyon fixes, no broker at all.
[[nodiscard]] Result<KafkaConf> makeKafkaConf(const KafkaConfParts& parts);

/// "halcyon-HOST-PID": how this process shows in the broker's own tools.
[[nodiscard]] std::string kafkaClientId();

} // namespace halcyon::engine
