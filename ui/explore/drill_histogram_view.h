#pragma once

#include "engine/api/history_values.h"
#include "ui/charts/chart_tooltip.h"
#include "ui/format/times.h"

#include <QWidget>

#include <optional>

namespace halcyon::ui {

/// Rows over time with the range that is looked at: drag to brush another one,
/// pull its handles, turn the wheel to see more or less around it. With the
/// focus, arrows move the range and Shift with arrows its end; Enter takes it.
class DrillHistogramView : public QWidget {
    Q_OBJECT
public:
    explicit DrillHistogramView(QWidget* parent = nullptr);

    /// `around` is what the axis shows, `selection` the range of the drill.
    void setRanges(const engine::TimeRange& around, const engine::TimeRange& selection);
    /// Bars of that axis; nothing while they are not known.
    void setHistogram(std::optional<engine::DrillHistogram> histogram);
    void setBarColour(const QColor& colour);
    void setZone(Zone zone);

    [[nodiscard]] const engine::TimeRange& around() const { return m_around; }
    [[nodiscard]] const engine::TimeRange& selection() const { return m_selection; }
    [[nodiscard]] std::uint64_t rowsInSight() const;
    [[nodiscard]] double xOf(engine::EventTime time) const;
    [[nodiscard]] engine::EventTime timeAt(double x) const;

    /// A range as long again on both sides, but not beyond `now`.
    [[nodiscard]] static engine::TimeRange contextOf(const engine::TimeRange& range, engine::EventTime now);
    /// A round step that gives at most 150 bars.
    [[nodiscard]] static std::chrono::seconds stepOf(const engine::TimeRange& around);

Q_SIGNALS:
    void rangeChosen(const halcyon::engine::TimeRange& range);
    void aroundChosen(const halcyon::engine::TimeRange& around);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    enum class Grip : unsigned char { None, From, To, Brush };
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] Grip gripAt(double x) const;
    [[nodiscard]] double pixelsPerSecond() const;
    void dragTo(double x);
    void choose(engine::TimeRange range);
    void paintAxes(QPainter& painter, double top) const;
    void paintBars(QPainter& painter, double top) const;
    void paintSelection(QPainter& painter) const;
    void paintTooltip(QPainter& painter) const;
    [[nodiscard]] double mostRows() const;

    engine::TimeRange m_around, m_selection, m_shown; // shown: while it is dragged
    std::optional<engine::DrillHistogram> m_histogram;
    QColor m_barColour;
    Zone m_zone = Zone::Utc;
    Grip m_grip = Grip::None;
    double m_pressedX = 0;
    std::optional<double> m_hoverX;
};

} // namespace halcyon::ui
