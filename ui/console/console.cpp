#include "ui/console/console.h"

#include "ui/alerts/alerts_page.h"
#include "ui/dashboard/live_page.h"
#include "ui/explore/history_page.h"
#include "ui/streams/streams_page.h"

namespace halcyon::ui {

namespace {

constexpr std::chrono::milliseconds kFeedPeriod{100};

std::unique_ptr<HistoryFeed> makeHistoryFeed(engine::History* history)
{
    return history ? std::make_unique<HistoryFeed>(*history) : nullptr;
}

} // namespace

Console::Console(const ConsoleParts& parts)
    : m_feed(parts.engine, kFeedPeriod, parts.clock)
    , m_history(makeHistoryFeed(parts.history))
    , m_context{m_feed, m_history.get(), m_alerts, m_zone, m_scheduler}
    , m_window(m_context, parts.profile)
{
    QObject::connect(&m_feed, &EngineFeed::alertsRaised, &m_alerts, &AlertStore::add);
    if (m_history) {
        m_actionSync = std::make_unique<AlertActionSync>(*m_history, m_alerts);
        m_recordedAlerts = std::make_unique<RecordedAlerts>(*m_history, m_feed, m_alerts);
    }
    addPages();
}

void Console::addPages()
{
    m_window.addPage(QStringLiteral("overview"), QStringLiteral("dashboards"), MainWindow::tr("Dashboards"),
        new LivePage(m_context));
    m_window.addPage(QStringLiteral("alerts"), QStringLiteral("bell"), MainWindow::tr("Alerts"),
        new AlertsPage(m_context, m_recordedAlerts.get()));
    m_window.addPage(QStringLiteral("history"), QStringLiteral("search"), MainWindow::tr("History"),
        new HistoryPage(m_context));
    m_window.addPage(QStringLiteral("streams"), QStringLiteral("streams"), MainWindow::tr("Streams"),
        new StreamsPage(m_context));
}

void Console::start()
{
    m_feed.start();
    if (m_history) {
        m_history->startStatus();
        m_actionSync->start();
        m_recordedAlerts->start();
    }
}

} // namespace halcyon::ui
