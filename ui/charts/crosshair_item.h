#pragma once

#include "ui/charts/chart_tooltip.h"
#include "ui/charts/live_series_item.h"

#include <QGraphicsItem>

namespace halcyon::ui {

/// What follows the pointer over a live chart: the line, the dots, the tooltip,
/// and the band while a range is being dragged. Apart from the lines, so that
/// hovering repaints only itself.
class CrosshairItem : public QGraphicsItem {
public:
    CrosshairItem(QGraphicsItem* parent, const LiveSeriesItem& series);

    /// `age` behind the edge; nothing hides it.
    void setAge(std::optional<std::chrono::microseconds> age);
    /// While the window scrolls under a still pointer the values change.
    void refreshValues();
    void setBand(std::optional<std::pair<double, double>> fromTo);
    void setZone(Zone zone) { m_zone = zone; }
    void geometryChanged();

    [[nodiscard]] bool isShown() const { return m_age.has_value(); }
    [[nodiscard]] const ChartTooltip& tooltip() const { return m_tooltip; }
    [[nodiscard]] QRectF boundingRect() const override { return m_series.boundingRect(); }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    [[nodiscard]] QRectF occupied() const;
    void rebuild();

    const LiveSeriesItem& m_series;
    std::optional<std::chrono::microseconds> m_age;
    std::optional<std::pair<double, double>> m_band;
    Zone m_zone = Zone::Utc;
    double m_x = 0;
    std::vector<double> m_values;
    ChartTooltip m_tooltip;
    QRectF m_tooltipRect;
};

} // namespace halcyon::ui
