#include "ui/feed/engine_feed.h"

#include <set>

namespace halcyon::ui {

namespace {

constexpr std::size_t kMostAlertsPerPoll
    = 5000; // a flood must not stall the window; the rest comes next poll

} // namespace

MetricSubscription::MetricSubscription(EngineFeed& feed, std::vector<std::string> ids)
    : m_feed(&feed)
    , m_ids(std::move(ids))
{
    feed.addInterest(m_ids);
}

MetricSubscription::~MetricSubscription()
{
    if (m_feed)
        m_feed->dropInterest(m_ids);
}

MetricSubscription::MetricSubscription(MetricSubscription&& other) noexcept
    : m_feed(std::exchange(other.m_feed, nullptr))
    , m_ids(std::move(other.m_ids))
{
}

MetricSubscription& MetricSubscription::operator=(MetricSubscription&& other) noexcept
{
    std::swap(m_feed, other.m_feed); // what this one held ends with `other`
    std::swap(m_ids, other.m_ids);
    return *this;
}

EngineFeed::EngineFeed(engine::Engine& engine, std::chrono::milliseconds period, Clock clock, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_clock(std::move(clock))
    , m_snapshot(engine.board().latest())
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(period);
    connect(&m_timer, &QTimer::timeout, this, &EngineFeed::poll);
    m_watchTimer.setSingleShot(true);
    m_watchTimer.setInterval(0);
    connect(&m_watchTimer, &QTimer::timeout, this, [this] {
        std::set<std::string> ids;
        for (const auto& [id, count] : m_interest)
            ids.insert(id);
        m_engine.watch(std::move(ids), m_range);
    });
    updateState();
}

void EngineFeed::start()
{
    poll();
    m_timer.start();
}

void EngineFeed::setPeriod(std::chrono::milliseconds period)
{
    m_timer.setInterval(period);
}

void EngineFeed::poll()
{
    auto latest = m_engine.board().latest();
    const bool isNew = latest->sequence > m_snapshot->sequence;
    if (isNew)
        m_snapshot = std::move(latest);
    updateState(); // first, so that whoever hears of the snapshot sees the state that goes with it
    if (isNew)
        Q_EMIT snapshotChanged(m_snapshot);
    pollAlerts();
}

void EngineFeed::setPaused(bool isPaused)
{
    if (isPaused)
        m_engine.pause();
    else
        m_engine.resume();
}

void EngineFeed::setRange(std::chrono::seconds range)
{
    if (range == m_range)
        return;
    m_range = range;
    scheduleWatch();
    Q_EMIT rangeChanged(range);
}

void EngineFeed::addInterest(const std::vector<std::string>& ids)
{
    for (const auto& id : ids) {
        if (m_interest[id]++ == 0)
            scheduleWatch();
    }
}

void EngineFeed::dropInterest(const std::vector<std::string>& ids)
{
    for (const auto& id : ids) {
        const auto found = m_interest.find(id);
        if (--found->second > 0)
            continue;
        m_interest.erase(found);
        scheduleWatch();
    }
}

void EngineFeed::scheduleWatch()
{
    m_watchTimer.start();
}

void EngineFeed::pollAlerts()
{
    if (m_engine.alerts().newest() <= m_newestAlert)
        return;
    const auto alerts = m_engine.alerts().after(m_newestAlert, kMostAlertsPerPoll);
    if (alerts.empty())
        return;
    m_newestAlert = alerts.back().sequence;
    Q_EMIT alertsRaised(alerts);
}

void EngineFeed::updateState()
{
    const engine::EventTime time = now();
    LiveState state = liveStateOf(*m_snapshot, time);
    if (state != m_state) {
        m_state = std::move(state);
        Q_EMIT stateChanged(m_state);
    }
    if (m_state.kind == LiveState::Kind::Stale && time - m_staleTick >= std::chrono::seconds{1}) {
        m_staleTick = time;
        Q_EMIT staleClockTicked();
    }
}

} // namespace halcyon::ui
