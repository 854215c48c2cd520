#pragma once

#include "engine/ingest/kafka_conf.h"
#include "engine/model/result.h"

#include <chrono>
#include <string>

namespace halcyon::engine {

/// The id the cluster gave itself, asked with a client of its own that ends with the call.
///
/// Blocks up to `timeout` while brokers are silent, but only a moment when every one of them refuses the
/// connection. `Connect` says what they did, `Access` that they refused who we are.
[[nodiscard]] Result<std::string> askClusterId(
    const KafkaProperties& properties, std::chrono::milliseconds timeout);

} // namespace halcyon::engine
