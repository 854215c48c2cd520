#pragma once

#include "engine/api/live_snapshot.h"
#include "ui/charts/column_buckets.h"
#include "ui/charts/line_style.h"
#include "ui/charts/time_axis.h"
#include "ui/charts/value_axis.h"

#include <QGraphicsItem>

#include <optional>
#include <span>

namespace halcyon::ui {

/// The live lines of a chart: a light item above a QChart's grid that paints
/// time ticks, axis labels, threshold, areas and lines.
///
/// It keeps one bucket a pixel column. A refresh repaints from the leftmost
/// column whose bucket changed, which between two column advances is the last
/// few pixels; all of it when the window moved on by a column, or when axis,
/// size, theme or state changed.
class LiveSeriesItem : public QGraphicsItem {
public:
    LiveSeriesItem(QGraphicsItem* parent, std::vector<LineStyle> lines, std::optional<Threshold> threshold);

    /// Where the plot lies in the chart, and how many device pixels a logical one has.
    void setGeometry(const QRectF& bounds, const QRectF& plot, double devicePixelRatio);
    /// Takes over what the snapshot holds. `staleSince` (event time) greys the lines and shades what follows.
    void show(const engine::LiveSnapshot& snapshot, engine::EventTime edge, engine::EventTime now,
        std::optional<engine::EventTime> staleSince);
    void setZone(Zone zone);
    /// The whole picture is painted again: the theme changed.
    void repaintAll();

    [[nodiscard]] const TimeAxis& timeAxis() const { return m_axis; }
    [[nodiscard]] double top() const { return m_valueAxis.top(); }
    [[nodiscard]] const ValueAxis& valueAxis() const { return m_valueAxis; }
    [[nodiscard]] const std::vector<LineStyle>& lines() const { return m_lines; }
    [[nodiscard]] double yOf(double value) const;
    /// What each line shows at a time; NaN for nothing.
    [[nodiscard]] std::vector<double> valuesAt(engine::EventTime time) const;
    /// The line nearest to a point, or -1 without lines there.
    [[nodiscard]] int lineNear(const QPointF& point) const;
    [[nodiscard]] const QRectF& plot() const { return m_plot; }
    /// What the last refresh asked to repaint; for tests.
    [[nodiscard]] const QRectF& lastDirtyRect() const { return m_lastDirty; }

    [[nodiscard]] QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    [[nodiscard]] QColor colourOf(std::size_t line) const;
    void repaint(const QRectF& rect);
    void paintTicks(QPainter& painter, const QRectF& exposed) const;
    void paintValueLabels(QPainter& painter) const;
    void paintThreshold(QPainter& painter) const;
    void paintStaleGap(QPainter& painter) const;
    void paintLine(QPainter& painter, std::size_t line, std::int64_t from, std::int64_t to) const;
    void paintRun(QPainter& painter, std::size_t line, std::span<const QPointF> points) const;

    std::vector<LineStyle> m_lines;
    std::optional<Threshold> m_threshold;
    std::vector<engine::MetricSeries> m_series; // as shown
    std::vector<ColumnBuckets> m_buckets;
    std::vector<double> m_areaTops; // y of each area's gradient, fixed between full repaints
    QRectF m_bounds, m_plot;
    double m_devicePixelRatio = 1;
    TimeAxis m_axis;
    ValueAxis m_valueAxis;
    Zone m_zone = Zone::Utc;
    std::optional<engine::EventTime> m_staleSince;
    QRectF m_lastDirty;
};

} // namespace halcyon::ui
