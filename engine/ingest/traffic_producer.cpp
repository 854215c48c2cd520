#include "engine/ingest/traffic_producer.h"

#include "engine/ingest/kafka_publisher.h"
#include "engine/ingest/traffic_generator.h"

#include <exception>

namespace halcyon::engine {

namespace {

constexpr std::chrono::seconds kLongestFlush{2};

} // namespace

Result<std::unique_ptr<TrafficProducer>> TrafficProducer::start(
    const KafkaProperties& properties, TrafficOptions options)
{
    const TrafficPace pace{.clock = TrafficPace::Clock::Live}; // the options' start is now
    auto publisher = KafkaPublisher::open(properties);
    if (!publisher)
        return tl::unexpected(publisher.error());
    auto traffic = TrafficGenerator::create(std::move(options), false);
    if (!traffic)
        return tl::unexpected(traffic.error());
    return std::unique_ptr<TrafficProducer>(
        new TrafficProducer(std::move(*publisher), std::move(*traffic), pace));
}

TrafficProducer::TrafficProducer(std::unique_ptr<KafkaPublisher> publisher,
    std::unique_ptr<TrafficGenerator> traffic, const TrafficPace& pace)
    : m_publisher(std::move(publisher))
    , m_traffic(std::move(traffic))
    , m_thread([this, pace](const std::stop_token& stop) { run(stop, pace); })
{
}

TrafficProducer::~TrafficProducer()
{
    m_thread.request_stop();
    m_thread.join();
    (void)m_publisher->flush(kLongestFlush); // what is lost with the demonstration's broker is lost
}

void TrafficProducer::run(const std::stop_token& stop, const TrafficPace& pace)
{
    std::string end;
    try {
        const auto outcome = runTraffic(
            *m_traffic, pace, [&](const TrafficMessage& message) { return m_publisher->send(message, stop); },
            m_made, stop);
        if (!outcome && outcome.error().code != ErrorCode::Cancelled)
            end = outcome.error().message;
    } catch (const std::exception& error) {
        end = std::string("Making traffic failed (") + error.what() + "): start again.";
    }
    const std::scoped_lock lock(m_mutex);
    m_end = end;
}

TrafficProducer::Progress TrafficProducer::progress() const
{
    Progress progress{
        .made = m_made, .delivered = m_publisher->delivered(), .trouble = m_publisher->trouble()};
    const std::scoped_lock lock(m_mutex);
    if (!m_end.empty())
        progress.trouble = m_end;
    return progress;
}

} // namespace halcyon::engine
