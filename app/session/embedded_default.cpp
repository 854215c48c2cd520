#include "app/session/embedded_default.h"

#include "engine/model/stream_settings.h"

#include <map>
#include <random>

namespace halcyon::app {

using namespace engine;

namespace {

// The embedded broker looks through a partition's batches one by one for each fetch, up to its 5 MiB: with
// small batches in many partitions it took a whole core after six minutes.
constexpr int kPartitions = 4;
constexpr auto kLingerMs = "50";
constexpr std::chrono::seconds kServerCheck{5};

[[nodiscard]] std::vector<TrafficTopic> demoTopics()
{
    const AllStreamSettings streams = defaultStreamSettings();
    std::vector<TrafficTopic> topics;
    for (const StreamId stream : kAllStreams)
        topics.push_back({stream, streams[indexOf(stream)].topics.front(), kPartitions});
    return topics;
}

} // namespace

EmbeddedDefault::EmbeddedDefault()
    : m_postgres(EmbeddedPostgres::defaultFolder())
{
    m_cluster = "demo-" + formatIsoTime(floorTo(wallClockNow(), std::chrono::seconds{1}));
}

Result<std::unique_ptr<EmbeddedDefault>> EmbeddedDefault::start()
{
    std::unique_ptr<EmbeddedDefault> self(new EmbeddedDefault);
    std::vector<EmbeddedTopic> topics;
    for (const TrafficTopic& topic : demoTopics())
        topics.push_back({topic.topic, topic.partitions});
    auto broker = EmbeddedBroker::start(topics);
    if (!broker)
        return tl::unexpected(broker.error());
    self->m_broker = std::move(*broker);

    TrafficOptions traffic = demoTraffic(std::random_device{}(), wallClockNow());
    traffic.topics = demoTopics();
    KafkaProperties properties = self->m_broker->clientProperties();
    properties["linger.ms"] = kLingerMs;
    auto producer = TrafficProducer::start(properties, traffic);
    if (!producer)
        return tl::unexpected(producer.error());
    self->m_producer = std::move(*producer);
    return self;
}

EmbeddedDefault::~EmbeddedDefault()
{
    if (m_starter.joinable()) {
        m_starter.request_stop();
        m_starter.join();
    }
    m_producer.reset();
    if (m_isOurs)
        std::ignore = m_postgres.stop();
}

void EmbeddedDefault::startDatabase(std::function<void()> ready)
{
    m_starter = std::jthread([this, ready = std::move(ready)](const std::stop_token& stop) {
        if (!startServer())
            return;
        ready();
        keepServer(stop);
    });
}

bool EmbeddedDefault::startServer()
{
    const bool wasRunning = m_postgres.status().state == EmbeddedPostgresStatus::State::Running;
    const auto started = m_postgres.start();
    if (!started) {
        setState({false, started.error().message});
        return false;
    }
    const std::scoped_lock lock(m_mutex);
    m_isOurs = m_isOurs || !wasRunning;
    m_state = {true, {}};
    return true;
}

void EmbeddedDefault::keepServer(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, stop, kServerCheck, [] { return false; });
        }
        const bool isRunning = m_postgres.status().state == EmbeddedPostgresStatus::State::Running;
        if (!isRunning && !stop.stop_requested())
            std::ignore = startServer(); // its state says why it could not
    }
}

void EmbeddedDefault::setState(DatabaseState state)
{
    const std::scoped_lock lock(m_mutex);
    m_state = std::move(state);
}

EmbeddedDefault::DatabaseState EmbeddedDefault::database() const
{
    const std::scoped_lock lock(m_mutex);
    return m_state;
}

Result<void> EmbeddedDefault::layOver(Settings& settings) const
{
    static const std::string origin = "embedded demo";
    std::map<std::string, std::string> values{{"cluster", m_cluster}, {"colour", "teal"},
        {"recorder", "auto"}, {"postgres.uri", m_postgres.connectionUri()}, {"live.start", "earliest"}};
    for (const auto& [key, value] : m_broker->clientProperties())
        values["kafka." + key] = value;
    for (const auto& [path, value] : values)
        if (auto taken = settings.set(path, {value}, origin); !taken)
            return taken;
    return {};
}

} // namespace halcyon::app
