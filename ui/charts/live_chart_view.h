#pragma once

#include "ui/charts/crosshair_bus.h"
#include "ui/charts/crosshair_item.h"
#include "ui/charts/live_series_item.h"

#include <QChartView>

class QValueAxis;

namespace halcyon::ui {

/// A live chart: Qt Charts' frame, plot area and grid with our own item on top.
///
/// Hovering moves the shared crosshair, a drag selects a range, a click a
/// second (a minute when the window is longer than a quarter of an hour).
class LiveChartView : public QChartView {
    Q_OBJECT
public:
    LiveChartView(std::vector<LineStyle> lines, std::optional<Threshold> threshold, CrosshairBus& bus,
        QWidget* parent = nullptr);

    void showSnapshot(const engine::LiveSnapshot& snapshot, engine::EventTime edge, engine::EventTime now,
        std::optional<engine::EventTime> staleSince);
    void setZone(Zone zone);

    [[nodiscard]] LiveSeriesItem& series() { return *m_series; }
    [[nodiscard]] const CrosshairItem& crosshair() const { return *m_crosshair; }

    /// Room round the plot, px.
    static constexpr QMarginsF kPlotMargins{48, 8, 14, 26};

Q_SIGNALS:
    /// `line`: the one nearest to where the drag began, or -1.
    void rangeSelected(const halcyon::engine::TimeRange& range, int line);
    void pointClicked(const halcyon::engine::TimeRange& range, int line);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyColours();
    void followBus();
    [[nodiscard]] double clampToPlot(double x) const;
    [[nodiscard]] engine::TimeRange clickedRange(double x) const;

    CrosshairBus& m_bus;
    QValueAxis* m_xAxis;
    QValueAxis* m_yAxis;
    LiveSeriesItem* m_series;
    CrosshairItem* m_crosshair;
    std::chrono::seconds m_range{900};
    std::optional<QPointF> m_pressedAt;
    bool m_isDragging = false;
};

} // namespace halcyon::ui
