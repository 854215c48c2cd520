#pragma once

#include "ui/panels/panel_content.h"

namespace halcyon::ui {

/// The payees with the highest mean score as bars, 0 to 100.
class BarGauge : public PanelContent {
    Q_OBJECT
public:
    explicit BarGauge(EngineFeed& feed, QWidget* parent = nullptr);

    void showLive(const LiveView& view) override;
    [[nodiscard]] bool isEmpty() const override { return m_risks.empty(); }
    [[nodiscard]] QString emptyText() const override
    {
        return tr("No payee has had 20 payments yet in this time range.");
    }
    [[nodiscard]] ValueTable values() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] int rowAt(double y) const; ///< -1: none

    MetricSubscription m_subscription;
    std::vector<engine::PayeeRisk> m_risks;
    engine::TimeRange m_window;
    int m_hovered = -1;
};

} // namespace halcyon::ui
