#include "ui/models/recorded_alerts.h"

namespace halcyon::ui {

RecordedAlerts::RecordedAlerts(
    HistoryFeed& history, const EngineFeed& feed, AlertStore& store, QObject* parent)
    : QObject(parent)
    , m_history(history)
    , m_feed(feed)
    , m_store(store)
{
    connect(&history, &HistoryFeed::statusChanged, this, [this](const HistoryStatus& status) {
        if (m_state == State::Failed && status.isReachable)
            start();
    });
}

void RecordedAlerts::start()
{
    setState(State::Loading);
    const engine::EventTime now = m_feed.now();
    m_ticket = m_history.alerts({now - kBack, now + std::chrono::hours{1}}, kMost, this,
        [this](const engine::Result<std::vector<engine::Alert>>& alerts) {
            if (alerts)
                m_store.addRecorded(*alerts);
            if (alerts)
                setState(State::Loaded);
            else
                setState(State::Failed, QString::fromStdString(alerts.error().message));
        });
}

void RecordedAlerts::setState(State state, const QString& trouble)
{
    m_state = state;
    m_trouble = trouble;
    Q_EMIT stateChanged();
}

} // namespace halcyon::ui
