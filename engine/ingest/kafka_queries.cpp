#include "engine/ingest/kafka_queries.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <memory>

namespace halcyon::engine {

namespace {

ErrorCode codeOf(rd_kafka_resp_err_t error)
{
    switch (error) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
        return ErrorCode::Access;
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
        return ErrorCode::Config;
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
        return ErrorCode::Timeout;
    default:
        return ErrorCode::Connect;
    }
}

} // namespace

Result<void> lookUpOffsets(
    rd_kafka_s* client, std::vector<OffsetQuery>& queries, std::chrono::milliseconds timeout)
{
    if (queries.empty())
        return {};
    const std::unique_ptr<rd_kafka_topic_partition_list_t, decltype(&rd_kafka_topic_partition_list_destroy)>
        list(rd_kafka_topic_partition_list_new(int(queries.size())), &rd_kafka_topic_partition_list_destroy);
    for (const auto& query : queries)
        rd_kafka_topic_partition_list_add(list.get(), query.topic.c_str(), query.partition)->offset
            = query.at;
    const auto error = rd_kafka_offsets_for_times(client, list.get(), int(timeout.count()));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return failure(codeOf(error), rd_kafka_err2str(error));
    for (std::size_t i = 0; i < queries.size(); ++i) {
        const auto& answer = list->elems[i];
        queries[i].hasFailed = answer.err != RD_KAFKA_RESP_ERR_NO_ERROR;
        queries[i].offset = queries[i].hasFailed ? -1 : answer.offset;
    }
    return {};
}

Result<TopicLayout> describeTopic(
    rd_kafka_s* client, rd_kafka_topic_s* topic, std::chrono::milliseconds timeout)
{
    const rd_kafka_metadata_t* raw = nullptr;
    const auto error = rd_kafka_metadata(client, 0, topic, &raw, int(timeout.count()));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return failure(codeOf(error), rd_kafka_err2str(error));
    const std::unique_ptr<const rd_kafka_metadata_t, decltype(&rd_kafka_metadata_destroy)> metadata(
        raw, &rd_kafka_metadata_destroy);
    TopicLayout layout;
    if (metadata->topic_cnt != 1)
        return layout;
    const auto& description = metadata->topics[0];
    switch (description.err) {
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        return layout;
    case RD_KAFKA_RESP_ERR_NO_ERROR:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
        break;
    default:
        return failure(codeOf(description.err),
            fmt::format("topic {}: {}", description.topic, rd_kafka_err2str(description.err)));
    }
    layout.exists = true;
    layout.hasLeader.resize(std::size_t(description.partition_cnt));
    for (int i = 0; i < description.partition_cnt; ++i) {
        const auto& partition = description.partitions[i];
        if (std::size_t(partition.id) < layout.hasLeader.size())
            layout.hasLeader[std::size_t(partition.id)] = partition.leader >= 0;
    }
    return layout;
}

std::string clusterIdOf(rd_kafka_s* client, std::chrono::milliseconds timeout)
{
    char* const raw = rd_kafka_clusterid(client, int(timeout.count()));
    if (raw == nullptr)
        return {};
    std::string id(raw);
    rd_kafka_mem_free(client, raw);
    return id;
}

} // namespace halcyon::engine
