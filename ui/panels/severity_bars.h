#pragma once

#include "ui/charts/crosshair_bus.h"
#include "ui/charts/value_axis.h"
#include "ui/panels/panel_content.h"

namespace halcyon::ui {

/// New alerts a minute, stacked by severity, with the sums below.
class SeverityBars : public PanelContent {
    Q_OBJECT
public:
    SeverityBars(CrosshairBus& bus, EngineFeed& feed, QWidget* parent = nullptr);

    void showLive(const LiveView& view) override;
    [[nodiscard]] bool isEmpty() const override { return m_shown.empty(); }
    [[nodiscard]] QString emptyText() const override
    {
        return tr("No payment has raised an alert in this time range.");
    }
    [[nodiscard]] ValueTable values() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double pitch() const { return plot().width() / std::max(1, m_minutes); }
    [[nodiscard]] int barAt(double x) const; ///< minutes from the left; -1: none
    [[nodiscard]] engine::EventTime minuteOf(int bar) const { return m_first + std::chrono::minutes{bar}; }
    [[nodiscard]] const engine::SeverityMinute* find(engine::EventTime minute) const;
    void paintAxes(QPainter& painter) const;
    void paintBar(QPainter& painter, int bar) const;
    void paintLegend(QPainter& painter) const;
    void paintHover(QPainter& painter) const;
    [[nodiscard]] int hoveredBar() const;

    CrosshairBus& m_bus;
    MetricSubscription m_subscription;
    std::vector<engine::SeverityMinute> m_shown;
    engine::EventTime m_first{}; // the leftmost minute
    engine::EventTime m_edge{};
    int m_minutes = 15;
    Zone m_zone = Zone::Utc;
    ValueAxis m_axis = ValueAxis::ofCounts();
};

} // namespace halcyon::ui
