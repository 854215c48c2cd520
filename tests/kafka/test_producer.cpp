#include "tests/kafka/test_producer.h"

#include <librdkafka/rdkafka.h>

#include <array>

namespace halcyon::tests {

namespace {

constexpr int kTimeoutMs = 60'000;

std::string outcome(rd_kafka_error_t* error)
{
    if (error == nullptr)
        return {};
    std::string text = rd_kafka_error_string(error);
    rd_kafka_error_destroy(error);
    return text;
}

} // namespace

TestProducer::TestProducer(const std::string& address, std::map<std::string, std::string> properties)
{
    properties.emplace("bootstrap.servers", address);
    properties.emplace("linger.ms", "0");
    m_hasTransactions = properties.count("transactional.id") != 0;
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    std::array<char, 256> why{};
    for (const auto& [name, value] : properties)
        rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size());
    rd_kafka_conf_set_opaque(conf, this);
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
        auto& failure = static_cast<TestProducer*>(opaque)->m_failure;
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR && failure.empty())
            failure = rd_kafka_err2str(message->err);
    });
    m_client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
    const rd_kafka_metadata_t* metadata = nullptr;
    // Connects now: the first message would wait a second for librdkafka's next look.
    if (rd_kafka_metadata(m_client, 1, nullptr, &metadata, kTimeoutMs) == RD_KAFKA_RESP_ERR_NO_ERROR)
        rd_kafka_metadata_destroy(metadata);
    if (m_hasTransactions)
        m_failure = outcome(rd_kafka_init_transactions(m_client, kTimeoutMs));
}

TestProducer::~TestProducer()
{
    rd_kafka_purge(m_client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(m_client, 1000);
    rd_kafka_destroy(m_client);
}

void TestProducer::send(const std::string& topic, const TestRecord& record)
{
    rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
    for (const auto& [name, value] : record.headers)
        rd_kafka_header_add(headers, name.data(), ssize_t(name.size()), value.data(), ssize_t(value.size()));
    std::array<rd_kafka_vu_t, 7> fields{};
    fields[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    fields[0].u.cstr = topic.c_str();
    fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    fields[1].u.i32 = record.partition;
    fields[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    fields[2].u.i = RD_KAFKA_MSG_F_COPY;
    fields[3].vtype = RD_KAFKA_VTYPE_VALUE;
    fields[3].u.mem = {const_cast<char*>(record.value ? record.value->data() : nullptr),
        record.value ? record.value->size() : 0};
    fields[4].vtype = RD_KAFKA_VTYPE_KEY;
    fields[4].u.mem
        = {const_cast<char*>(record.key ? record.key->data() : nullptr), record.key ? record.key->size() : 0};
    fields[5].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
    fields[5].u.i64 = record.timestampMs;
    fields[6].vtype = RD_KAFKA_VTYPE_HEADERS;
    fields[6].u.headers = headers;
    while (rd_kafka_error_t* error = rd_kafka_produceva(m_client, fields.data(), fields.size())) {
        const bool isFull = rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__QUEUE_FULL;
        auto reason = outcome(error);
        if (!isFull) {
            rd_kafka_headers_destroy(headers);
            m_failure = std::move(reason);
            return;
        }
        rd_kafka_poll(m_client, 10);
    }
    rd_kafka_poll(m_client, 0);
}

std::string TestProducer::flush()
{
    if (rd_kafka_flush(m_client, kTimeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return "not all were stored in time";
    return m_failure;
}

std::string TestProducer::produce(const std::string& topic, const std::vector<TestRecord>& records)
{
    for (const auto& record : records)
        send(topic, record);
    return flush();
}

std::string TestProducer::begin()
{
    return m_failure.empty() ? outcome(rd_kafka_begin_transaction(m_client)) : m_failure;
}

std::string TestProducer::commit()
{
    return outcome(rd_kafka_commit_transaction(m_client, kTimeoutMs));
}

std::string TestProducer::abort()
{
    return outcome(rd_kafka_abort_transaction(m_client, kTimeoutMs));
}

std::vector<TestRecord> numberedRecords(int count, int partitions, int first)
{
    std::vector<TestRecord> records;
    records.reserve(std::size_t(count));
    for (int i = 0; i < count; ++i)
        records.push_back({.partition = i % partitions, .value = std::to_string(first + i)});
    return records;
}

} // namespace halcyon::tests
