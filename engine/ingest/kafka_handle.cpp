#include "engine/ingest/kafka_handle.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>

namespace halcyon::engine {

namespace {

struct PartitionListDeleter {
    void operator()(rd_kafka_topic_partition_list_t* list) const noexcept
    {
        rd_kafka_topic_partition_list_destroy(list);
    }
};
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, PartitionListDeleter>;

PartitionList toPartitionList(const std::vector<TopicOffset>& offsets)
{
    PartitionList list(rd_kafka_topic_partition_list_new(int(offsets.size())));
    for (const auto& [topic, partition, offset] : offsets)
        rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
    return list;
}

bool isRefusal(rd_kafka_resp_err_t error)
{
    switch (error) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        return true;
    default:
        return false;
    }
}

} // namespace

/// What librdkafka calls; `opaque` is the handle, which outlives its client.
struct KafkaHandle::Callbacks {
    static KafkaHandle& handle(void* opaque) { return *static_cast<KafkaHandle*>(opaque); }

    // The answer is given later, by the polling thread outside of librdkafka's drain loop: so that
    // all messages of a drain belong to the assignment before it.
    static void rebalance(
        rd_kafka_t* client, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* list, void* opaque)
    {
        if (handle(opaque).m_isClosing) {
            rd_kafka_assign(client, nullptr);
            return;
        }
        Rebalance event{.isAssignment = error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS};
        for (int i = 0; i < list->cnt; ++i)
            event.partitions.push_back({list->elems[i].topic, list->elems[i].partition, -1});
        handle(opaque).m_rebalances.push_back(std::move(event));
    }

    static void error(rd_kafka_t* client, int code, const char* reason, void* opaque)
    {
        const auto error = rd_kafka_resp_err_t(code);
        auto& link = *handle(opaque).m_link;
        if (isRefusal(error)) {
            link.fail({ErrorCode::Access,
                fmt::format("Kafka at {} refused us ({}): check user, password, certificates and access "
                            "rights in the "
                            "profile's [kafka] section.",
                    link.brokers(), reason)});
        } else if (error == RD_KAFKA_RESP_ERR__FATAL) {
            std::array<char, 512> why{};
            rd_kafka_fatal_error(client, why.data(), why.size());
            link.fail({ErrorCode::Conflict,
                fmt::format("Kafka at {} ended this consumer for good ({}): start it again, under another "
                            "group.instance.id if one is set.",
                    link.brokers(), why.data())});
        } else if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
            link.allUnreachable(); // a count of brokers; why each of them is down has been complained of
        } else {
            link.complain(reason);
        }
    }

    static void log(const rd_kafka_t*, int, const char*, const char*)
    {
        // Errors arrive through `error`; librdkafka's chatter on stderr would spoil a terminal.
    }

    static void wake(rd_kafka_t*, void* opaque) { static_cast<PollSignal*>(opaque)->raise(); }
};

KafkaHandle::KafkaHandle(Kind kind, std::shared_ptr<KafkaLink> link, std::shared_ptr<PollSignal> signal)
    : m_kind(kind)
    , m_link(std::move(link))
    , m_signal(std::move(signal))
{
}

Result<std::shared_ptr<KafkaHandle>> KafkaHandle::open(KafkaConf conf, Kind kind,
    const std::vector<std::string>& topics, std::shared_ptr<KafkaLink> link,
    std::shared_ptr<PollSignal> signal)
{
    std::shared_ptr<KafkaHandle> handle(new KafkaHandle(kind, std::move(link), std::move(signal)));
    rd_kafka_conf_set_opaque(conf.get(), handle.get());
    rd_kafka_conf_set_error_cb(conf.get(), Callbacks::error);
    rd_kafka_conf_set_log_cb(conf.get(), Callbacks::log);
    if (kind == Kind::Group)
        rd_kafka_conf_set_rebalance_cb(conf.get(), Callbacks::rebalance);

    std::array<char, 512> why{};
    handle->m_client = rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), why.data(), why.size());
    if (handle->m_client == nullptr)
        return failure(ErrorCode::Config,
            fmt::format(
                "The Kafka settings do not fit together ({}): correct the profile's [kafka] section or -X.",
                why.data()));
    (void)conf.release(); // the client owns it now

    if (kind == Kind::Group) {
        rd_kafka_poll_set_consumer(handle->m_client);
        handle->m_queue = rd_kafka_queue_get_consumer(handle->m_client);
    } else {
        handle->m_queue = rd_kafka_queue_new(handle->m_client);
        rd_kafka_queue_t* main = rd_kafka_queue_get_main(handle->m_client);
        rd_kafka_queue_forward(main, handle->m_queue); // so that errors are heard by polling messages
        rd_kafka_queue_destroy(main);
    }
    rd_kafka_queue_cb_event_enable(handle->m_queue, Callbacks::wake, handle->m_signal.get());
    for (const auto& name : topics)
        handle->m_topics.emplace_back(name, rd_kafka_topic_new(handle->m_client, name.c_str(), nullptr));
    return handle;
}

KafkaHandle::~KafkaHandle()
{
    if (m_client == nullptr)
        return;
    close();
    for (const auto& [name, topic] : m_topics)
        rd_kafka_topic_destroy(topic);
    rd_kafka_destroy_flags(m_client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

std::size_t KafkaHandle::drain(std::span<rd_kafka_message_t*> into)
{
    const ssize_t count = rd_kafka_consume_batch_queue(m_queue, 0, into.data(), into.size());
    return std::size_t(std::max<ssize_t>(count, 0));
}

std::size_t KafkaHandle::queued() const
{
    return rd_kafka_queue_length(m_queue);
}

Result<void> KafkaHandle::startPartition(const TopicOffset& start)
{
    rd_kafka_topic_t* const rkt = topic(start.topic);
    const std::scoped_lock lock(m_startMutex);
    if (m_isClosing)
        return failure(ErrorCode::Cancelled, "The source is being closed.");
    if (rd_kafka_consume_start_queue(rkt, start.partition, start.offset, m_queue) != 0)
        return failure(ErrorCode::Internal,
            fmt::format("Reading of {} [{}] from offset {} could not start ({}).", start.topic,
                start.partition, start.offset, rd_kafka_err2str(rd_kafka_last_error())));
    m_started.emplace_back(rkt, start.partition);
    return {};
}

Result<void> KafkaHandle::subscribe(const std::vector<std::string>& topics)
{
    std::vector<TopicOffset> wanted;
    wanted.reserve(topics.size());
    for (const auto& topic : topics)
        wanted.push_back({topic, RD_KAFKA_PARTITION_UA, 0});
    const auto error = rd_kafka_subscribe(m_client, toPartitionList(wanted).get());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return failure(ErrorCode::Config,
            fmt::format(
                "The topics cannot be subscribed to ({}): correct the topics and the group in the profile.",
                rd_kafka_err2str(error)));
    return {};
}

void KafkaHandle::answerAssignment(const std::vector<TopicOffset>& starts)
{
    rd_kafka_assign(m_client, toPartitionList(starts).get());
}

void KafkaHandle::answerRevocation()
{
    rd_kafka_assign(m_client, nullptr);
}

void KafkaHandle::commit(const std::vector<TopicOffset>& next)
{
    rd_kafka_commit(m_client, toPartitionList(next).get(), 1);
}

void KafkaHandle::close()
{
    {
        const std::scoped_lock lock(m_startMutex);
        if (m_isClosing.exchange(true))
            return;
    }
    rd_kafka_queue_cb_event_enable(m_queue, nullptr, nullptr);
    for (const auto& [topic, partition] : m_started)
        rd_kafka_consume_stop(topic, partition);
    rd_kafka_queue_destroy(m_queue); // librdkafka wants it gone before the consumer is closed
    m_queue = nullptr;
    if (m_kind == Kind::Group) {
        if (!m_rebalances.empty())
            rd_kafka_assign(m_client, nullptr); // closing would wait for this answer
        rd_kafka_consumer_close(m_client);
    }
}

rd_kafka_topic_t* KafkaHandle::topic(const std::string& name) const
{
    const auto known = std::find_if(
        m_topics.begin(), m_topics.end(), [&](const auto& entry) { return entry.first == name; });
    return known == m_topics.end() ? nullptr : known->second;
}

} // namespace halcyon::engine
