#include "engine/ingest/kafka_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace halcyon::engine {

void KafkaLink::up(std::string note)
{
    const std::scoped_lock lock(m_mutex);
    if (m_final)
        return;
    m_state = {SourceState::Link::Up, std::move(note)};
    m_reason.clear();
    m_areAllUnreachable = false;
}

void KafkaLink::flowing()
{
    const std::scoped_lock lock(m_mutex);
    m_hasFlowed = true;
    if (!m_final && m_state.link == SourceState::Link::Connecting)
        m_state = {SourceState::Link::Up, {}};
}

void KafkaLink::waiting(std::string why)
{
    const std::scoped_lock lock(m_mutex);
    if (m_final)
        return;
    m_state = {SourceState::Link::Connecting, std::move(why)};
    m_reason.clear();
}

void KafkaLink::down(EventTime now)
{
    const std::scoped_lock lock(m_mutex);
    if (m_final || m_state.link == SourceState::Link::Down)
        return;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    const std::string_view reason = m_reason.empty() ? "no response" : std::string_view(m_reason);
    const auto what = m_hasFlowed
        ? fmt::format("Kafka at {} does not answer ({}): nothing new since {}", m_brokers, reason,
            formatIsoTime(seconds))
        : fmt::format("No data yet: Kafka at {} does not answer ({})", m_brokers, reason);
    m_state.link = SourceState::Link::Down;
    m_state.detail = what + "; Halcyon keeps trying, check the brokers and the network.";
}

void KafkaLink::complain(std::string reason)
{
    // "HOST:PORT/bootstrap: Connect to .. failed: Connection refused (after 0ms in state CONNECT, ..)": the
    // broker is named by our sentence, how often and in which state is librdkafka's own business.
    reason.erase(std::min(reason.find(" (after "), reason.size()));
    if (const auto colon = reason.find(": "); colon != std::string::npos && reason.find('/') < colon)
        reason.erase(0, colon + 2);
    const std::scoped_lock lock(m_mutex);
    m_reason = std::move(reason);
}

void KafkaLink::allUnreachable()
{
    const std::scoped_lock lock(m_mutex);
    m_areAllUnreachable = true;
}

void KafkaLink::fail(Error error)
{
    const std::scoped_lock lock(m_mutex);
    if (m_final)
        return;
    m_state = {SourceState::Link::Down, error.message};
    m_final = std::move(error);
}

SourceState KafkaLink::state() const
{
    const std::scoped_lock lock(m_mutex);
    return m_state;
}

std::optional<Error> KafkaLink::finalError() const
{
    const std::scoped_lock lock(m_mutex);
    return m_final;
}

std::string KafkaLink::reason() const
{
    const std::scoped_lock lock(m_mutex);
    return m_reason;
}

bool KafkaLink::areAllUnreachable() const
{
    const std::scoped_lock lock(m_mutex);
    return m_areAllUnreachable;
}

void PollSignal::raise()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_raised = true;
    }
    m_changed.notify_one();
}

void PollSignal::clear()
{
    const std::scoped_lock lock(m_mutex);
    m_raised = false;
}

void PollSignal::waitUntil(std::chrono::steady_clock::time_point deadline)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_until(lock, deadline, [this] { return m_raised; });
}

} // namespace halcyon::engine
