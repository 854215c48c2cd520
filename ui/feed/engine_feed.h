#pragma once

#include "engine/api/engine.h"
#include "ui/feed/live_state.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::ui {

class EngineFeed;

/// A panel's wish for metrics: they are computed while any subscription names
/// them. Ends with the object; may outlive the feed.
class MetricSubscription {
public:
    MetricSubscription() = default;
    MetricSubscription(EngineFeed& feed, std::vector<std::string> ids);
    ~MetricSubscription();
    MetricSubscription(MetricSubscription&& other) noexcept;
    MetricSubscription& operator=(MetricSubscription&& other) noexcept;
    MetricSubscription(const MetricSubscription&) = delete;
    MetricSubscription& operator=(const MetricSubscription&) = delete;

private:
    QPointer<EngineFeed> m_feed;
    std::vector<std::string> m_ids;
};

/// The one door from the live engine into the GUI thread.
///
/// Looks at the board on a GUI timer and says `snapshotChanged` when a newer
/// snapshot lies there: at most one signal a period, whatever the event rate.
/// Snapshots may be skipped; alerts may not, each is in exactly one `alertsRaised`.
class EngineFeed : public QObject {
    Q_OBJECT
public:
    using Clock = std::function<engine::EventTime()>;

    /// Polls every `period` once `start`ed. `clock` is the wall clock; tests bring their own.
    EngineFeed(engine::Engine& engine, std::chrono::milliseconds period, Clock clock = engine::wallClockNow,
        QObject* parent = nullptr);

    void start();
    void setPeriod(std::chrono::milliseconds period);
    /// What the timer does; called directly by tests.
    void poll();

    void setPaused(bool isPaused);
    /// How far back live panels look.
    void setRange(std::chrono::seconds range);

    [[nodiscard]] const engine::SnapshotPtr& snapshot() const { return m_snapshot; } ///< never null
    [[nodiscard]] const LiveState& state() const { return m_state; }
    [[nodiscard]] std::chrono::seconds range() const { return m_range; }
    [[nodiscard]] engine::EventTime now() const { return m_clock(); }
    [[nodiscard]] engine::EventTime shownEdge() const { return ui::shownEdge(*m_snapshot, m_state, now()); }
    [[nodiscard]] const engine::AlertLog& alertLog() const { return m_engine.alerts(); }

Q_SIGNALS:
    void snapshotChanged(const halcyon::engine::SnapshotPtr& snapshot);
    /// In the order they were raised, each once.
    void alertsRaised(const std::vector<halcyon::engine::LoggedAlert>& alerts);
    void stateChanged(const halcyon::ui::LiveState& state);
    void rangeChanged(std::chrono::seconds range);
    /// While stale, once a second: the gap in the charts grows although no snapshot comes.
    void staleClockTicked();

private:
    friend class MetricSubscription;
    void addInterest(const std::vector<std::string>& ids);
    void dropInterest(const std::vector<std::string>& ids);
    void scheduleWatch();
    void pollAlerts();
    void updateState();

    engine::Engine& m_engine;
    Clock m_clock;
    QTimer m_timer;
    QTimer m_watchTimer; // joins the wishes of one turn of the event loop into one call
    engine::SnapshotPtr m_snapshot;
    LiveState m_state;
    std::map<std::string, int> m_interest; // metric id → how many subscriptions
    std::chrono::seconds m_range{900};
    std::uint64_t m_newestAlert = 0;
    engine::EventTime m_staleTick{};
};

} // namespace halcyon::ui
