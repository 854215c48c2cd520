#include "ui/models/alert_action_sync.h"

namespace halcyon::ui {

AlertActionSync::AlertActionSync(HistoryFeed& history, AlertStore& store, QObject* parent)
    : QObject(parent)
    , m_history(history)
    , m_store(store)
{
    m_timer.setInterval(std::chrono::seconds{2});
    connect(&m_timer, &QTimer::timeout, this, &AlertActionSync::ask);
}

void AlertActionSync::start()
{
    ask();
    m_timer.start();
}

void AlertActionSync::ask()
{
    if (m_ticket.isOpen())
        return;
    m_ticket = m_history.actionsAfter(m_store.newestAction(), this,
        [this](const engine::Result<std::vector<engine::AlertAction>>& actions) {
            if (actions) // a failure shows in the status bar; the next look asks again
                m_store.apply(*actions);
        });
}

} // namespace halcyon::ui
