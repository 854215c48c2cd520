#pragma once

#include "ui/models/alert_table_model.h"
#include "ui/panels/panel_content.h"

namespace halcyon::ui {

class TableView;

/// The newest alerts as a table; Enter or a double click opens one.
class AlertInbox : public PanelContent {
    Q_OBJECT
public:
    AlertInbox(const AlertStore& alerts, const ZoneChoice& zone, QWidget* parent = nullptr);

    void showLive(const LiveView& view) override;
    [[nodiscard]] bool isEmpty() const override { return m_alerts.size() == 0; }
    /// Alerts of earlier days come from the database.
    [[nodiscard]] bool isFromMessages() const override { return false; }
    [[nodiscard]] QString emptyText() const override { return tr("No payment has raised an alert."); }
    [[nodiscard]] ValueTable values() const override;
    [[nodiscard]] TableView& table() { return *m_table; }
    /// "1,284 open · newest first".
    [[nodiscard]] QString subtitle() const;

Q_SIGNALS:
    void alertRequested(halcyon::engine::AlertId alert);
    void subtitleChanged(const QString& subtitle);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    const AlertStore& m_alerts;
    AlertTableModel m_model;
    TableView* m_table;
    QString m_subtitle;
    bool m_isWide = true;
};

} // namespace halcyon::ui
