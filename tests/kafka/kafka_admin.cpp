#include "tests/kafka/kafka_admin.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <chrono>
#include <functional>
#include <memory>

namespace halcyon::tests {

namespace {

constexpr int kTimeoutMs = 20'000;

struct Client {
    rd_kafka_t* handle = nullptr;
    rd_kafka_queue_t* queue = nullptr;

    explicit Client(const std::string& address)
    {
        rd_kafka_conf_t* conf = rd_kafka_conf_new();
        std::array<char, 256> why{};
        rd_kafka_conf_set(conf, "bootstrap.servers", address.c_str(), why.data(), why.size());
        rd_kafka_conf_set(conf, "allow.auto.create.topics", "false", why.data(), why.size());
        rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
        handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
        queue = rd_kafka_queue_new(handle);
    }
    ~Client()
    {
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(handle);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
};

std::string awaitTopicResult(Client& client)
{
    const std::unique_ptr<rd_kafka_event_t, decltype(&rd_kafka_event_destroy)> event(
        rd_kafka_queue_poll(client.queue, kTimeoutMs), &rd_kafka_event_destroy);
    if (event == nullptr)
        return "no answer";
    if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return rd_kafka_event_error_string(event.get());
    std::size_t count = 0;
    const rd_kafka_topic_result_t** results = nullptr;
    if (const auto* created = rd_kafka_event_CreateTopics_result(event.get()))
        results = rd_kafka_CreateTopics_result_topics(created, &count);
    else if (const auto* deleted = rd_kafka_event_DeleteTopics_result(event.get()))
        results = rd_kafka_DeleteTopics_result_topics(deleted, &count);
    else if (const auto* grown = rd_kafka_event_CreatePartitions_result(event.get()))
        results = rd_kafka_CreatePartitions_result_topics(grown, &count);
    if (count != 1)
        return "an answer about no topic";
    const char* why = rd_kafka_topic_result_error_string(results[0]);
    return rd_kafka_topic_result_error(results[0]) == RD_KAFKA_RESP_ERR_NO_ERROR ? ""
                                                                                 : (why ? why : "refused");
}

int partitionCount(Client& client, const std::string& topic)
{
    const std::unique_ptr<rd_kafka_topic_t, decltype(&rd_kafka_topic_destroy)> handle(
        rd_kafka_topic_new(client.handle, topic.c_str(), nullptr), &rd_kafka_topic_destroy);
    const rd_kafka_metadata_t* raw = nullptr;
    if (rd_kafka_metadata(client.handle, 0, handle.get(), &raw, kTimeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return -1;
    const std::unique_ptr<const rd_kafka_metadata_t, decltype(&rd_kafka_metadata_destroy)> metadata(
        raw, &rd_kafka_metadata_destroy);
    int led = 0;
    for (int i = 0; metadata->topic_cnt == 1 && i < metadata->topics[0].partition_cnt; ++i)
        led += metadata->topics[0].partitions[i].leader >= 0 ? 1 : 0;
    return led;
}

std::string awaitPartitions(Client& client, const std::string& topic, int wanted)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kTimeoutMs);
    while (partitionCount(client, topic) != wanted) {
        if (std::chrono::steady_clock::now() > deadline)
            return topic + " does not show " + std::to_string(wanted) + " partitions";
        rd_kafka_poll(client.handle, 20);
    }
    return {};
}

} // namespace

std::string createTopic(const std::string& address, const std::string& topic, int partitions)
{
    Client client(address);
    std::array<char, 256> why{};
    rd_kafka_NewTopic_t* wish = rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, why.data(), why.size());
    rd_kafka_CreateTopics(client.handle, &wish, 1, nullptr, client.queue);
    rd_kafka_NewTopic_destroy(wish);
    auto failure = awaitTopicResult(client);
    return failure.empty() ? awaitPartitions(client, topic, partitions) : failure;
}

std::string deleteTopic(const std::string& address, const std::string& topic)
{
    Client client(address);
    rd_kafka_DeleteTopic_t* wish = rd_kafka_DeleteTopic_new(topic.c_str());
    rd_kafka_DeleteTopics(client.handle, &wish, 1, nullptr, client.queue);
    rd_kafka_DeleteTopic_destroy(wish);
    auto failure = awaitTopicResult(client);
    return failure.empty() ? awaitPartitions(client, topic, 0) : failure;
}

std::string growTopic(const std::string& address, const std::string& topic, int partitions)
{
    Client client(address);
    std::array<char, 256> why{};
    rd_kafka_NewPartitions_t* wish
        = rd_kafka_NewPartitions_new(topic.c_str(), std::size_t(partitions), why.data(), why.size());
    rd_kafka_CreatePartitions(client.handle, &wish, 1, nullptr, client.queue);
    rd_kafka_NewPartitions_destroy(wish);
    auto failure = awaitTopicResult(client);
    return failure.empty() ? awaitPartitions(client, topic, partitions) : failure;
}

std::string deleteRecords(
    const std::string& address, const std::string& topic, std::int32_t partition, std::int64_t before)
{
    Client client(address);
    rd_kafka_topic_partition_list_t* offsets = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(offsets, topic.c_str(), partition)->offset = before;
    rd_kafka_DeleteRecords_t* wish = rd_kafka_DeleteRecords_new(offsets);
    rd_kafka_DeleteRecords(client.handle, &wish, 1, nullptr, client.queue);
    rd_kafka_DeleteRecords_destroy(wish);
    rd_kafka_topic_partition_list_destroy(offsets);
    const std::unique_ptr<rd_kafka_event_t, decltype(&rd_kafka_event_destroy)> event(
        rd_kafka_queue_poll(client.queue, kTimeoutMs), &rd_kafka_event_destroy);
    if (event == nullptr)
        return "no answer";
    const auto* result = rd_kafka_event_DeleteRecords_result(event.get());
    if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR || result == nullptr)
        return rd_kafka_event_error_string(event.get());
    const auto* answers = rd_kafka_DeleteRecords_result_offsets(result);
    return answers->cnt == 1
        ? rd_kafka_err2str(answers->elems[0].err) == std::string("Success") ? "" : "refused"
        : "an answer about no partition";
}

bool answers(const std::string& address, int timeoutMs)
{
    Client client(address);
    const rd_kafka_metadata_t* metadata = nullptr;
    if (rd_kafka_metadata(client.handle, 1, nullptr, &metadata, timeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return false;
    const bool hasBroker = metadata->broker_cnt > 0;
    rd_kafka_metadata_destroy(metadata);
    return hasBroker;
}

} // namespace halcyon::tests
