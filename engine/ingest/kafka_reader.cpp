#include "engine/ingest/kafka_reader.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <utility>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

constexpr int kQueueKilobytes = 64 * 1024; // over all handles; librdkafka adds about as much again
constexpr auto kLongestWait = 100ms; // between looks, should a wake-up ever be missed

Result<void> checkTopics(
    const KafkaSourceSettings& settings, std::vector<std::pair<std::string, StreamId>>& topics)
{
    std::map<std::string, StreamId> streamOf;
    for (const auto stream : kAllStreams) {
        for (const auto& topic : settings.topics[indexOf(stream)]) {
            const auto [known, isNew] = streamOf.try_emplace(topic, stream);
            if (isNew)
                topics.emplace_back(topic, stream);
            else if (known->second != stream)
                return failure(ErrorCode::Config,
                    fmt::format("Topic {} is given to two streams, {} and {}: leave it to one of them.",
                        topic, streamName(known->second), streamName(stream)));
        }
    }
    if (topics.empty())
        return failure(ErrorCode::Config,
            "No topics are given to read: set them in the profile or pass --topic STREAM=TOPIC.");
    return {};
}

} // namespace

KafkaSource::Reader::Reader(const KafkaSourceSettings& settings, PartitionTable& partitions)
    : m_settings(settings)
    , m_reads(partitions)
    , m_link(std::make_shared<KafkaLink>([&] {
        const auto brokers = settings.properties.find("bootstrap.servers");
        return brokers == settings.properties.end() ? std::string() : brokers->second;
    }()))
    , m_signal(std::make_shared<PollSignal>())
    , m_resolver(settings.start, settings.storedOffset, m_link)
{
}

KafkaSource::Reader::~Reader()
{
    m_watch.reset();
    for (const auto& handle : m_handles)
        handle->close(); // batches still out there keep the handle, but nothing more is fetched
}

Result<KafkaConf> KafkaSource::Reader::makeConf() const
{
    KafkaConfParts parts;
    parts.defaults = {
        {"client.id", kafkaClientId()},
        {"check.crcs", "true"},
        {"isolation.level", "read_committed"},
        // One request at a time a broker: a partition that starts waits for the one in flight.
        {"fetch.wait.max.ms", "100"},
        // librdkafka 2.0.2 backs off for up to a second from a queue with more messages; bytes are the bound.
        {"queued.min.messages", "1000000"},
        {"queued.max.messages.kbytes", std::to_string(kQueueKilobytes / m_settings.handles)},
        {"topic.metadata.refresh.interval.ms", "5000"},
        {"reconnect.backoff.max.ms", "2000"},
    };
    parts.properties = m_settings.properties;
    parts.properties.erase("group.id"); // the settings say whether there is a group, and which
    parts.fixed = {
        {"enable.auto.commit", "false"},
        {"enable.auto.offset.store", "false"},
        {"auto.offset.reset", "error"},
        {"enable.partition.eof", "true"}, // tells the position behind trailing transaction markers
        {"allow.auto.create.topics", "false"},
    };
    if (isGroup()) {
        parts.fixed["group.id"] = m_settings.group;
        parts.defaults["partition.assignment.strategy"] = "range,roundrobin";
        // How long the group waits for a member that was killed before another gets its partitions.
        parts.defaults["session.timeout.ms"] = "8000";
        parts.defaults["heartbeat.interval.ms"] = "2000";
        const auto strategy = parts.properties.find("partition.assignment.strategy");
        if (strategy != parts.properties.end() && strategy->second.find("cooperative") != std::string::npos)
            return failure(ErrorCode::Config,
                "Kafka property \"partition.assignment.strategy\" cannot be cooperative: this librdkafka can "
                "hang when "
                "it closes; use range or roundrobin.");
    }
    return makeKafkaConf(parts);
}

Result<void> KafkaSource::Reader::check() const
{
    std::vector<std::pair<std::string, StreamId>> topics;
    if (const auto checked = checkTopics(m_settings, topics); !checked)
        return checked;
    if (const auto conf = makeConf(); !conf)
        return tl::unexpected(conf.error());
    return {};
}

Result<void> KafkaSource::Reader::open()
{
    if (const auto checked = checkTopics(m_settings, m_topics); !checked)
        return checked;
    if (m_settings.handles < 1 || m_settings.handles > 64)
        return failure(ErrorCode::Config,
            fmt::format("{} Kafka handles make no sense: set 1 to 64.", m_settings.handles));
    if (isGroup() && (m_settings.group.empty() || !m_settings.storedOffset))
        return failure(
            ErrorCode::Config, "Reading in a group needs the group's name and a store of offsets: set both.");
    std::vector<std::string> names;
    for (const auto& [topic, stream] : m_topics) {
        names.push_back(topic);
        m_streamOf.emplace(topic, stream);
    }
    for (int i = 0; i < m_settings.handles; ++i) {
        auto conf = makeConf();
        if (!conf)
            return tl::unexpected(conf.error());
        auto handle = KafkaHandle::open(std::move(*conf),
            isGroup() ? KafkaHandle::Kind::Group : KafkaHandle::Kind::Observe, names, m_link, m_signal);
        if (!handle)
            return tl::unexpected(handle.error());
        m_handles.push_back(std::move(*handle));
        m_isSettled.push_back(std::make_unique<std::atomic<bool>>(!isGroup()));
    }
    m_readCaches.resize(m_handles.size());
    for (const auto& handle : m_handles) {
        if (!isGroup())
            break;
        if (const auto joined = handle->subscribe(names); !joined)
            return joined;
    }
    m_watch = std::make_unique<KafkaWatch>(KafkaWatch::Parts{.topics = m_topics,
        .startsPartitions = !isGroup(),
        .untilEnd = m_settings.untilEnd,
        .resolver = &m_resolver,
        .handles = m_handles,
        .reads = &m_reads,
        .link = m_link});
    return {};
}

Result<MessageBatch> KafkaSource::Reader::poll(std::size_t most, std::chrono::milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    while (most > 0) {
        if (auto error = m_link->finalError())
            return tl::unexpected(std::move(*error));
        m_signal->clear();
        auto polled = std::make_shared<PolledMessages>(m_handles);
        collect(*polled, most);
        settleRebalances(); // before messages are handed out: those of lost partitions are not
        if (polled->size() > 0) {
            MessageBatch batch;
            append(batch, *polled);
            if (!batch.messages.empty()) {
                if (!std::exchange(m_hasFlowed, true))
                    m_link->flowing();
                batch.readAt = wallClockNow();
                batch.bytes = std::move(polled);
                return batch;
            }
            continue; // only events; what they announced may be there already
        }
        const auto now = Clock::now();
        if (now >= deadline || isExhausted())
            break;
        m_signal->waitUntil(std::min(deadline, now + kLongestWait));
    }
    return MessageBatch{.readAt = wallClockNow()};
}

void KafkaSource::Reader::collect(PolledMessages& polled, std::size_t most)
{
    thread_local std::vector<rd_kafka_message_t*> scratch;
    scratch.resize(most);
    std::size_t room = most;
    for (std::size_t i = 0; i < m_handles.size() && room > 0; ++i) {
        const std::size_t handle = (m_firstToDrain + i) % m_handles.size();
        const std::size_t count = m_handles[handle]->drain(std::span(scratch).first(room));
        polled.messages[handle].assign(scratch.begin(), scratch.begin() + std::ptrdiff_t(count));
        room -= count;
    }
    m_firstToDrain = (m_firstToDrain + 1) % m_handles.size();
}

void KafkaSource::Reader::commitPositions(const std::map<PartitionIndex, std::int64_t>& next)
{
    std::vector<std::vector<TopicOffset>> byHandle(m_handles.size());
    for (auto* read : m_reads.all()) {
        const auto wanted = next.find(read->index);
        const int owner = read->owner;
        if (wanted != next.end() && owner != PartitionRead::kNobody)
            byHandle[std::size_t(owner)].push_back({read->topic, read->number, wanted->second});
    }
    for (std::size_t handle = 0; isGroup() && handle < m_handles.size(); ++handle) {
        if (!byHandle[handle].empty())
            m_handles[handle]->commit(byHandle[handle]);
    }
}

bool KafkaSource::Reader::isSettled() const
{
    return std::all_of(
        m_isSettled.begin(), m_isSettled.end(), [](const auto& settled) { return settled->load(); });
}

SourceState KafkaSource::Reader::state() const
{
    SourceState state = m_link->state();
    if (state.link == SourceState::Link::Up && !isSettled())
        state = {SourceState::Link::Connecting,
            fmt::format(
                "Waiting for partitions: group {} has not shared them out yet; after the death of a member "
                "that takes some seconds.",
                m_settings.group)};
    return state;
}

bool KafkaSource::Reader::isExhausted()
{
    if (!m_settings.untilEnd || !m_watch->knowsTargets())
        return false;
    if (!isSettled())
        return false;
    const auto reads = m_reads.all();
    // In a group, too, all partitions: one that is not ours yet still belongs to a member that died, and will
    // be.
    return std::all_of(reads.begin(), reads.end(), [](const PartitionRead* read) {
        return read->target == kNoOffset || read->isStopped || read->reachedTarget();
    });
}

} // namespace halcyon::engine
