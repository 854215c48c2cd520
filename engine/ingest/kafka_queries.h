#pragma once

#include "engine/ingest/kafka_link.h"
#include "engine/model/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

struct rd_kafka_s;
struct rd_kafka_topic_s;

namespace halcyon::engine {

/// A question about one partition: which offset is at a time?
struct OffsetQuery {
    static constexpr std::int64_t kEnd = -1; ///< the next offset to be written
    static constexpr std::int64_t kFirst = -2; ///< where the log starts

    std::string topic;
    std::int32_t partition = 0;
    std::int64_t at = kEnd; ///< milliseconds since the epoch, or one of the above
    std::int64_t offset = -1; ///< the answer; -1: no such message, or `hasFailed`
    bool hasFailed = false;
};

/// Asks the leaders, one request each. Blocks up to `timeout`; `Timeout` or `Connect` when they do not
/// answer.
[[nodiscard]] Result<void> lookUpOffsets(
    rd_kafka_s* client, std::vector<OffsetQuery>& queries, std::chrono::milliseconds timeout);

/// A topic as the cluster describes it.
struct TopicLayout {
    bool exists = false;
    std::vector<bool> hasLeader; ///< one a partition
};

/// Blocks up to `timeout`. `Access` when the topic is not ours to read; never creates the topic.
[[nodiscard]] Result<TopicLayout> describeTopic(
    rd_kafka_s* client, rd_kafka_topic_s* topic, std::chrono::milliseconds timeout);

/// The cluster's own id, empty while unknown. Blocks up to `timeout`.
[[nodiscard]] std::string clusterIdOf(rd_kafka_s* client, std::chrono::milliseconds timeout);

} // namespace halcyon::engine
