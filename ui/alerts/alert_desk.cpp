#include "ui/alerts/alert_desk.h"

#include <algorithm>

namespace halcyon::ui {

using engine::AlertAction;
using engine::AlertId;
using Kind = AlertAction::Kind;

AlertDesk::AlertDesk(HistoryFeed* history, AlertStore& alerts, QObject* parent)
    : QObject(parent)
    , m_history(history)
    , m_alerts(alerts)
{
    if (history)
        connect(history, &HistoryFeed::statusChanged, this, &AlertDesk::changed);
}

QString AlertDesk::whyNot() const
{
    if (!m_history)
        return tr("This profile has no database, and what is done to alerts is stored there: name one in the profile.");
    const HistoryStatus& status = m_history->status();
    if (!status.isKnown || status.isReachable)
        return {};
    return tr("Nothing can be stored now. %1").arg(status.trouble);
}

bool AlertDesk::isBusy(AlertId alert) const
{
    return std::ranges::any_of(m_running, [alert](const Running& running) {
        return std::ranges::find(running.deed.alerts, alert) != running.deed.alerts.end();
    });
}

void AlertDesk::acknowledge(std::vector<AlertId> alerts)
{
    perform({.kind = Kind::Acknowledge, .alerts = std::move(alerts)});
}

void AlertDesk::close(std::vector<AlertId> alerts, const std::string& outcome, const std::string& note)
{
    perform({.kind = Kind::Close, .alerts = std::move(alerts), .outcome = outcome, .note = note});
}

void AlertDesk::reopen(std::vector<AlertId> alerts)
{
    perform({.kind = Kind::Reopen, .alerts = std::move(alerts)});
}

void AlertDesk::addNote(AlertId alert, const std::string& note)
{
    perform({.kind = Kind::Note, .alerts = {alert}, .note = note});
}

void AlertDesk::perform(AlertDeed deed)
{
    Actions actions;
    for (const AlertId alert : deed.alerts) {
        const std::size_t row = m_alerts.find(alert);
        deed.statesBefore.push_back(row < m_alerts.size() ? m_alerts.row(row).state : AlertState::New);
        actions.push_back({.alert = alert, .kind = deed.kind, .outcome = deed.outcome, .note = deed.note});
    }
    store(std::move(actions), std::move(deed), false);
}

void AlertDesk::undo(const AlertDeed& deed)
{
    Actions actions;
    for (std::size_t i = 0; i < deed.alerts.size(); ++i) {
        if (deed.statesBefore[i] == AlertState::Closed)
            continue;
        actions.push_back({.alert = deed.alerts[i], .kind = Kind::Reopen});
        if (deed.statesBefore[i] == AlertState::Acknowledged)
            actions.push_back({.alert = deed.alerts[i], .kind = Kind::Acknowledge});
    }
    store(std::move(actions), deed, true);
}

void AlertDesk::store(Actions actions, AlertDeed deed, bool isUndo)
{
    if (actions.empty())
        return;
    if (const QString why = whyNot(); !why.isEmpty()) {
        Q_EMIT failed(deed, why);
        return;
    }
    const auto running = m_running.insert(m_running.end(), {HistoryTicket(), std::move(deed), isUndo});
    running->ticket = m_history->act(std::move(actions), this,
        [this, running](const engine::Result<Actions>& answer) { onAnswer(running, answer); });
    Q_EMIT changed();
}

void AlertDesk::onAnswer(std::list<Running>::iterator running, const engine::Result<Actions>& answer)
{
    const Running finished = std::move(*running);
    m_running.erase(running);
    if (!answer) {
        Q_EMIT failed(finished.deed, QString::fromStdString(answer.error().message));
    } else {
        m_alerts.applyOwn(*answer);
        if (finished.isUndo)
            Q_EMIT undone(finished.deed);
        else
            Q_EMIT done(finished.deed);
    }
    Q_EMIT changed();
}

} // namespace halcyon::ui
