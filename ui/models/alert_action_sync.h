#pragma once

#include "ui/feed/history_feed.h"
#include "ui/models/alert_store.h"

#include <QObject>
#include <QTimer>

namespace halcyon::ui {

/// Keeps a store up to date with what people do to alerts, in any console:
/// asks history every two seconds for the actions after the newest one known.
class AlertActionSync : public QObject {
    Q_OBJECT
public:
    AlertActionSync(HistoryFeed& history, AlertStore& store, QObject* parent = nullptr);

    void start();
    /// Asks now, unless an answer is still awaited.
    void ask();

private:
    HistoryFeed& m_history;
    AlertStore& m_store;
    HistoryTicket m_ticket;
    QTimer m_timer;
};

} // namespace halcyon::ui
