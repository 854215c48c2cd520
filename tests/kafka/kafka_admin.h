#pragma once

#include <cstdint>
#include <string>

namespace halcyon::tests {

/// Administration of a cluster through librdkafka. Each call waits until the
/// brokers have done it and, for topics, until they show it; empty means done,
/// otherwise why not.
[[nodiscard]] std::string createTopic(const std::string& address, const std::string& topic, int partitions);
[[nodiscard]] std::string deleteTopic(const std::string& address, const std::string& topic);
[[nodiscard]] std::string growTopic(const std::string& address, const std::string& topic, int partitions);
[[nodiscard]] std::string deleteRecords(
    const std::string& address, const std::string& topic, std::int32_t partition, std::int64_t before);
/// Nobody there, no answer within the time: false.
[[nodiscard]] bool answers(const std::string& address, int timeoutMs);

} // namespace halcyon::tests
