#include "engine/ingest/kafka_publisher.h"

#include "engine/ingest/kafka_queries.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace halcyon::engine {

namespace {

constexpr int kQueueFullPauseMs = 20;
constexpr std::chrono::milliseconds kShortLook{500};

std::string textOf(rd_kafka_error_t* error)
{
    std::string text = rd_kafka_error_string(error);
    rd_kafka_error_destroy(error);
    return text;
}

rd_kafka_vu_t memoryField(rd_kafka_vtype_t type, const void* data, std::size_t size)
{
    rd_kafka_vu_t field{};
    field.vtype = type;
    field.u.mem = {const_cast<void*>(data), size}; // librdkafka copies, it does not write
    return field;
}

} // namespace

struct KafkaPublisher::Impl {
    rd_kafka_t* client = nullptr;
    std::string brokers;
    std::map<std::string, rd_kafka_topic_t*, std::less<>> topics;
    std::atomic<std::uint64_t> delivered{0};
    std::atomic<bool> hasTrouble{false};
    mutable std::mutex mutex; // guards the two below
    std::string trouble;
    std::optional<Error> failed;

    ~Impl()
    {
        if (client == nullptr)
            return;
        rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_poll(client, 0);
        for (const auto& [name, topic] : topics)
            rd_kafka_topic_destroy(topic);
        rd_kafka_destroy(client);
    }

    [[nodiscard]] rd_kafka_topic_t* topic(std::string_view name)
    {
        auto known = topics.find(name);
        if (known == topics.end()) {
            const std::string text(name);
            known = topics.emplace(text, rd_kafka_topic_new(client, text.c_str(), nullptr)).first;
        }
        return known->second;
    }

    void fail(ErrorCode code, const std::string& reason)
    {
        const std::scoped_lock lock(mutex);
        if (!failed)
            failed = Error{code,
                fmt::format("Kafka at {} does not take our messages ({}): correct the topic, the rights or "
                            "the brokers' "
                            "limits.",
                    brokers, reason)};
    }

    [[nodiscard]] std::optional<Error> finalError() const
    {
        const std::scoped_lock lock(mutex);
        return failed;
    }

    static Impl& of(void* opaque) { return *static_cast<Impl*>(opaque); }

    static void onDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque)
    {
        auto& impl = of(opaque);
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            impl.delivered.fetch_add(1, std::memory_order_relaxed);
            if (impl.hasTrouble.exchange(false)) {
                const std::scoped_lock lock(impl.mutex);
                impl.trouble.clear();
            }
            return;
        }
        if (message->err != RD_KAFKA_RESP_ERR__PURGE_QUEUE
            && message->err != RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
            impl.fail(ErrorCode::Storage, rd_kafka_err2str(message->err));
    }

    static void onError(rd_kafka_t* client, int code, const char* reason, void* opaque)
    {
        auto& impl = of(opaque);
        switch (code) {
        case RD_KAFKA_RESP_ERR__FATAL: {
            std::array<char, 512> why{};
            rd_kafka_fatal_error(client, why.data(), why.size());
            return impl.fail(ErrorCode::Storage, why.data());
        }
        case RD_KAFKA_RESP_ERR__AUTHENTICATION:
        case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
            return impl.fail(ErrorCode::Access, reason);
        default: {
            const std::scoped_lock lock(impl.mutex);
            impl.hasTrouble = true;
            impl.trouble = fmt::format(
                "Kafka at {} does not answer ({}): sending waits for it.", impl.brokers, reason);
        }
        }
    }

    [[nodiscard]] bool isMissing(const std::string& name) const;
    [[nodiscard]] Result<void> createTopic(
        const std::string& name, std::int32_t partitions, std::chrono::milliseconds timeout);
};

Result<std::unique_ptr<KafkaPublisher>> KafkaPublisher::open(const KafkaProperties& properties)
{
    auto impl = std::make_unique<Impl>();
    auto conf = makeKafkaConf(
        {.defaults = {{"client.id", kafkaClientId()}, {"enable.idempotence", "true"}, {"linger.ms", "5"},
             {"compression.codec", "lz4"}, {"batch.num.messages", "10000"},
             {"queue.buffering.max.kbytes", "65536"}, {"message.timeout.ms", "0"}},
            .properties = properties});
    if (!conf)
        return tl::unexpected(conf.error());
    rd_kafka_conf_set_opaque(conf->get(), impl.get());
    rd_kafka_conf_set_dr_msg_cb(conf->get(), Impl::onDelivery);
    rd_kafka_conf_set_error_cb(conf->get(), Impl::onError);
    rd_kafka_conf_set_log_cb(conf->get(), [](const rd_kafka_t*, int, const char*, const char*) {});
    std::array<char, 512> why{};
    impl->client = rd_kafka_new(RD_KAFKA_PRODUCER, conf->get(), why.data(), why.size());
    if (impl->client == nullptr)
        return failure(ErrorCode::Config,
            fmt::format(
                "The Kafka settings do not fit together ({}): correct the profile's [kafka] section or -X.",
                why.data()));
    (void)conf->release(); // the client owns it now
    const auto brokers = properties.find("bootstrap.servers");
    impl->brokers = brokers == properties.end() ? "the configured brokers" : brokers->second;
    return std::unique_ptr<KafkaPublisher>(new KafkaPublisher(std::move(impl)));
}

KafkaPublisher::KafkaPublisher(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

KafkaPublisher::~KafkaPublisher() = default;

Result<std::int32_t> KafkaPublisher::prepareTopic(
    const std::string& topic, std::optional<std::int32_t> wanted, std::chrono::milliseconds timeout)
{
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    bool mayCreate = wanted.has_value();
    // Asking for a topic by name makes brokers that create topics on demand create it, with their own number
    // of partitions: so look for it in the list of all.
    if (mayCreate && m_impl->isMissing(topic)) {
        mayCreate = false;
        if (const auto created = m_impl->createTopic(topic, *wanted, timeout); !created)
            return tl::unexpected(created.error());
    }
    while (true) {
        const auto layout = describeTopic(m_impl->client, m_impl->topic(topic), kShortLook);
        rd_kafka_poll(m_impl->client, 0); // hear what went wrong
        if (auto failed = m_impl->finalError())
            return tl::unexpected(std::move(*failed));
        if (layout && layout->exists && !layout->hasLeader.empty())
            return std::int32_t(layout->hasLeader.size());
        if (layout && !layout->exists && !wanted)
            return failure(ErrorCode::Config,
                fmt::format(
                    "Topic {} does not exist at {}: create it, or pass --partitions N to have it created.",
                    topic, m_impl->brokers));
        if (layout && !layout->exists && std::exchange(mayCreate, false)) {
            if (const auto created = m_impl->createTopic(topic, *wanted, timeout); !created)
                return tl::unexpected(created.error());
        }
        if (std::chrono::steady_clock::now() > deadline)
            return failure(ErrorCode::Connect,
                fmt::format("Kafka at {} does not answer{}: check the address, the brokers and the network.",
                    m_impl->brokers, layout ? " for topic " + topic : " (" + layout.error().message + ")"));
    }
}

bool KafkaPublisher::Impl::isMissing(const std::string& name) const
{
    const rd_kafka_metadata_t* all = nullptr;
    if (rd_kafka_metadata(client, 1, nullptr, &all, int(kShortLook.count())) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return false; // nobody there yet
    const bool isThere = std::any_of(
        all->topics, all->topics + all->topic_cnt, [&](const auto& topic) { return name == topic.topic; });
    rd_kafka_metadata_destroy(all);
    return !isThere;
}

Result<void> KafkaPublisher::Impl::createTopic(
    const std::string& name, std::int32_t partitions, std::chrono::milliseconds timeout)
{
    std::array<char, 512> why{};
    rd_kafka_NewTopic_t* wish = rd_kafka_NewTopic_new(name.c_str(), partitions, -1, why.data(), why.size());
    if (wish == nullptr)
        return failure(ErrorCode::Usage, fmt::format("Topic {} cannot be created: {}.", name, why.data()));
    rd_kafka_queue_t* const answers = rd_kafka_queue_new(client);
    rd_kafka_CreateTopics(client, &wish, 1, nullptr, answers);
    rd_kafka_event_t* const answer = rd_kafka_queue_poll(answers, int(timeout.count()));
    Result<void> outcome = failure(ErrorCode::Timeout,
        fmt::format(
            "Kafka at {} did not create topic {} in time: create it with its own tools.", brokers, name));
    if (answer != nullptr && rd_kafka_event_error(answer) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        outcome = failure(ErrorCode::Connect,
            fmt::format("Kafka at {} did not create topic {} ({}): create it with its own tools.", brokers,
                name, rd_kafka_event_error_string(answer)));
    } else if (const auto* result
        = answer == nullptr ? nullptr : rd_kafka_event_CreateTopics_result(answer)) {
        std::size_t count = 0;
        const auto** topicResults = rd_kafka_CreateTopics_result_topics(result, &count);
        const auto error
            = count == 1 ? rd_kafka_topic_result_error(topicResults[0]) : RD_KAFKA_RESP_ERR__FAIL;
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
            outcome = {};
        else
            outcome = failure(ErrorCode::Access,
                fmt::format("Kafka at {} did not create topic {} ({}): create it with its own tools.",
                    brokers, name, rd_kafka_err2str(error)));
    }
    if (answer != nullptr)
        rd_kafka_event_destroy(answer);
    rd_kafka_queue_destroy(answers);
    rd_kafka_NewTopic_destroy(wish);
    return outcome;
}

Result<void> KafkaPublisher::send(const TrafficMessage& message, const std::stop_token& stop)
{
    std::array<rd_kafka_vu_t, 7> fields{};
    fields[0].vtype = RD_KAFKA_VTYPE_RKT;
    fields[0].u.rkt = m_impl->topic(message.topic);
    fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    fields[1].u.i32 = message.partition;
    fields[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    fields[2].u.i = RD_KAFKA_MSG_F_COPY;
    fields[3].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
    fields[3].u.i64
        = std::chrono::floor<std::chrono::milliseconds>(message.recordTime).time_since_epoch().count();
    fields[4] = memoryField(
        RD_KAFKA_VTYPE_VALUE, message.isTombstone ? nullptr : message.value.data(), message.value.size());
    fields[5]
        = memoryField(RD_KAFKA_VTYPE_KEY, message.hasKey ? message.key.data() : nullptr, message.key.size());
    rd_kafka_headers_t* headers = nullptr;
    if (!message.headers.empty()) {
        headers = rd_kafka_headers_new(message.headers.size());
        for (const auto& [name, value] : message.headers)
            rd_kafka_header_add(
                headers, name.data(), ssize_t(name.size()), value.data(), ssize_t(value.size()));
    }
    fields[6].vtype = RD_KAFKA_VTYPE_HEADERS;
    fields[6].u.headers = headers;
    const std::size_t count = headers == nullptr ? fields.size() - 1 : fields.size();
    Result<void> outcome;
    while (rd_kafka_error_t* error = rd_kafka_produceva(m_impl->client, fields.data(), count)) {
        const bool isFull = rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__QUEUE_FULL;
        const auto reason = textOf(error);
        if (!isFull)
            m_impl->fail(ErrorCode::Storage, reason);
        else
            rd_kafka_poll(m_impl->client, kQueueFullPauseMs);
        if (auto failed = m_impl->finalError())
            outcome = tl::unexpected(std::move(*failed));
        else if (stop.stop_requested())
            outcome = failure(ErrorCode::Cancelled, "Stopped while Kafka took no more messages.");
        if (!outcome)
            break;
    }
    if (!outcome && headers != nullptr)
        rd_kafka_headers_destroy(headers); // not taken over
    rd_kafka_poll(m_impl->client, 0); // delivery reports
    return outcome;
}

Result<void> KafkaPublisher::flush(std::chrono::milliseconds timeout)
{
    const auto error = rd_kafka_flush(m_impl->client, int(timeout.count()));
    if (auto failed = m_impl->finalError())
        return tl::unexpected(std::move(*failed));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
        return {};
    return failure(ErrorCode::Timeout,
        fmt::format("{} messages are not stored by Kafka at {} yet: check the brokers.",
            rd_kafka_outq_len(m_impl->client), m_impl->brokers));
}

std::uint64_t KafkaPublisher::delivered() const noexcept
{
    return m_impl->delivered;
}

std::string KafkaPublisher::trouble() const
{
    const std::scoped_lock lock(m_impl->mutex);
    return m_impl->trouble;
}

} // namespace halcyon::engine
