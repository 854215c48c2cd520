// KafkaSource::Reader, second part: librdkafka's messages and events become batches and states.

#include "engine/ingest/kafka_reader.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

constexpr auto kTakeOverRetry = 1s;
constexpr auto kEarlyAskInterval = 50ms;
constexpr std::size_t kNearlyDrained = 100'000; // queued messages

std::string_view bytes(const void* data, std::size_t size)
{
    return data == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

void appendHeaders(const rd_kafka_message_t& raw, Message& message, std::vector<MessageHeader>& headers)
{
    rd_kafka_headers_t* list = nullptr;
    if (rd_kafka_message_headers(&raw, &list) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    message.firstHeader = std::uint32_t(headers.size());
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(list, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
        headers.push_back({name, bytes(value, size)});
    message.headerCount = std::uint32_t(headers.size()) - message.firstHeader;
}

Message toMessage(
    const rd_kafka_message_t& raw, const PartitionRead& read, std::vector<MessageHeader>& headers)
{
    Message message;
    message.value = bytes(raw.payload, raw.len);
    message.key = bytes(raw.key, raw.key_len);
    message.offset = raw.offset;
    message.partition = read.index;
    message.stream = read.stream;
    message.isTombstone = raw.payload == nullptr;
    message.hasKey = raw.key != nullptr;
    rd_kafka_timestamp_type_t kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    const std::int64_t time = rd_kafka_message_timestamp(&raw, &kind);
    if (kind != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && time >= 0)
        message.recordTime = EventTime(std::chrono::milliseconds(time));
    appendHeaders(raw, message, headers);
    return message;
}

} // namespace

KafkaSource::Reader::PolledMessages::~PolledMessages()
{
    for (const auto& ofHandle : messages)
        std::for_each(ofHandle.begin(), ofHandle.end(), rd_kafka_message_destroy);
}

void KafkaSource::Reader::append(MessageBatch& batch, PolledMessages& polled)
{
    batch.messages.reserve(polled.size());
    for (std::size_t handle = 0; handle < polled.messages.size(); ++handle)
        appendOf(handle, batch, polled.messages[handle]);
}

void KafkaSource::Reader::appendOf(
    std::size_t handle, MessageBatch& batch, const std::vector<rd_kafka_message_s*>& messages)
{
    PartitionRead* read = nullptr;
    const rd_kafka_topic_t* topic = nullptr;
    std::int32_t partition = RD_KAFKA_PARTITION_UA;
    for (const auto* raw : messages) {
        if (raw->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            noteEvent(handle, *raw);
            continue;
        }
        if (raw->rkt != topic || raw->partition != partition) {
            topic = raw->rkt;
            partition = raw->partition;
            read = &readOf(handle, *raw);
        }
        const bool counts = read->owner.load(std::memory_order_acquire) == int(handle)
            && !read->isStopped.load(std::memory_order_relaxed)
            && raw->offset >= read->position.load(std::memory_order_relaxed)
            && (!m_settings.untilEnd || raw->offset < read->target.load(std::memory_order_relaxed));
        if (!counts)
            continue;
        batch.messages.push_back(toMessage(*raw, *read, batch.headers));
        read->position.store(raw->offset + 1, std::memory_order_relaxed);
    }
    if (read != nullptr)
        askEarly(handle, *read);
}

PartitionRead& KafkaSource::Reader::readOf(std::size_t handle, const rd_kafka_message_s& message)
{
    auto& read = m_readCaches[handle][{message.rkt, message.partition}];
    if (read == nullptr) {
        const std::string topic = rd_kafka_topic_name(message.rkt);
        read = &m_reads.intern(topic, message.partition, m_streamOf.at(topic));
    }
    return *read;
}

// While we are behind, librdkafka fills its queue to the bound and then sleeps for up to a second:
// a question to the same brokers in time keeps the queue from running dry.
void KafkaSource::Reader::askEarly(std::size_t handle, const PartitionRead& read)
{
    const auto now = Clock::now();
    if (now < m_nextEarlyAsk || read.position >= read.endOffset
        || m_handles[handle]->queued() > kNearlyDrained)
        return;
    m_nextEarlyAsk = now + kEarlyAskInterval;
    m_watch->askNow();
}

void KafkaSource::Reader::noteEvent(std::size_t handle, const rd_kafka_message_s& event)
{
    const std::string_view reason
        = event.len > 0 ? bytes(event.payload, event.len) : rd_kafka_err2str(event.err);
    switch (event.err) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        m_link->fail({ErrorCode::Access,
            fmt::format(
                "Kafka at {} refused us ({}): give this user read access to the topics and the group.",
                m_link->brokers(), reason)});
        return;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        m_watch->checkTopicsNow();
        return;
    default:
        break;
    }
    if (event.rkt == nullptr || event.partition == RD_KAFKA_PARTITION_UA) {
        m_link->complain(std::string(reason));
        return;
    }
    auto& read = readOf(handle, event);
    if (read.owner == int(handle) && !read.isStopped)
        notePartitionEvent(read, event, reason);
}

void KafkaSource::Reader::notePartitionEvent(
    PartitionRead& read, const rd_kafka_message_s& event, std::string_view reason)
{
    switch (event.err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        read.position = std::max<std::int64_t>(read.position, event.offset);
        return;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
        read.isLost = true;
        m_watch->askNow();
        return;
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        m_reads.stop(read,
            fmt::format(
                "Reading of {} [{}] stopped at offset {}: what the brokers sent cannot be read ({}); start "
                "again, and check the brokers' disks and the network if it comes back.",
                read.topic, read.number, read.position.load(), reason));
        return;
    default:
        m_link->complain(std::string(reason));
    }
}

void KafkaSource::Reader::settleRebalances()
{
    for (std::size_t handle = 0; handle < m_handles.size(); ++handle) {
        auto& pending = m_handles[handle]->rebalances();
        while (!pending.empty()) {
            if (!pending.front().isAssignment)
                giveUp(handle);
            else if (!takeOver(handle, pending.front().partitions))
                break; // asked again in a while
            pending.pop_front();
        }
    }
}

void KafkaSource::Reader::giveUp(std::size_t handle)
{
    m_isSettled[handle]->store(false);
    std::vector<PartitionIndex> lost;
    for (auto* read : m_reads.all()) {
        if (read->owner != int(handle))
            continue;
        read->owner = PartitionRead::kNobody;
        lost.push_back(read->index);
    }
    if (m_settings.groupEvents.revoked && !lost.empty())
        m_settings.groupEvents.revoked(lost);
    m_handles[handle]->answerRevocation();
}

bool KafkaSource::Reader::takeOver(std::size_t handle, const std::vector<TopicOffset>& partitions)
{
    if (Clock::now() < m_nextTakeOver)
        return false;
    std::vector<PartitionStart> starts;
    for (const auto& [topic, number, offset] : partitions) {
        auto& read = m_reads.intern(topic, number, m_streamOf.at(topic));
        read.owner = PartitionRead::kNobody; // another handle of ours may not know yet that it lost it
        m_reads.clearTrouble(read);
        starts.push_back({.read = &read});
    }
    if (!starts.empty()) {
        if (const auto resolved = m_resolver.resolve(m_handles[handle]->client(), starts); !resolved) {
            m_nextTakeOver = Clock::now() + kTakeOverRetry;
            return false;
        }
    }
    std::vector<TopicOffset> readable;
    for (auto& [read, offset, trouble] : starts) {
        read->startedAt = offset;
        read->position = offset;
        read->owner = int(handle);
        if (!trouble.empty())
            m_reads.stop(*read, trouble);
        else
            readable.push_back({read->topic, read->number, offset});
        if (m_settings.groupEvents.assigned && trouble.empty())
            m_settings.groupEvents.assigned(read->index, offset);
    }
    m_handles[handle]->answerAssignment(readable);
    m_isSettled[handle]->store(true);
    return true;
}

} // namespace halcyon::engine
