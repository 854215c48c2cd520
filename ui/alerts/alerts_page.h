#pragma once

#include "ui/alerts/alert_desk.h"
#include "ui/models/recorded_alerts.h"
#include "ui/shell/page.h"

#include <QTimer>

#include <optional>

namespace halcyon::ui {

class AlertDetail;
class AlertQueue;
class SectionTitle;
class Segments;

/// *Alerts*: the queue at the left, one alert at the right. Alert after alert
/// is decided by keyboard.
class AlertsPage : public Page {
    Q_OBJECT
public:
    /// `recorded` is null without a database.
    AlertsPage(PageContext& context, RecordedAlerts* recorded, QWidget* parent = nullptr);

    [[nodiscard]] QStringList breadcrumb() const override;
    bool openAlert(engine::AlertId alert) override;
    void activated() override;
    void deactivated() override;

private:
    void buildBar();
    void addKeys();
    void connectParts();
    void tick();
    void showFigures();
    void showRemark();
    void setView(int view);
    void onCurrent();
    void onRowsChanged(const std::vector<std::uint32_t>& rows);

    void acknowledge();
    void beginClosing();
    void closeWith(int outcome);
    void reopen();
    void saveNote(const QString& note);
    void undoLast();
    void leave();
    void focusQueue();
    [[nodiscard]] std::vector<engine::AlertId> chosenIn(std::initializer_list<AlertState> states) const;
    void onDone(const AlertDeed& deed);
    void onUndone(const AlertDeed& deed);
    void onFailed(const AlertDeed& deed, const QString& sentence);
    void say(ToastNote::Kind kind, const QString& title, const QString& text);
    [[nodiscard]] QString nameOf(const AlertDeed& deed) const;

    RecordedAlerts* m_recorded;
    AlertDesk m_desk;
    AlertQueue* m_queue;
    AlertDetail* m_detail;
    Segments* m_views;
    SectionTitle* m_figures;
    QTimer m_clock; // ages, once a second while the page shows
    std::optional<AlertDeed> m_lastDeed; // what Ctrl Z takes back
    QTimer m_undoTime;
};

} // namespace halcyon::ui
