#pragma once

#include "ui/charts/crosshair_bus.h"
#include "ui/charts/value_axis.h"
#include "ui/panels/panel_content.h"

#include <QImage>

namespace halcyon::ui {

/// Payments by score and time: a column is ten seconds, a cell five points,
/// the colour how many (its cube root, else the many low scores hide the rest).
///
/// Cells are kept as an image; only those whose count changed are filled again.
class Heatmap : public PanelContent {
    Q_OBJECT
public:
    Heatmap(CrosshairBus& bus, EngineFeed& feed, QWidget* parent = nullptr);

    void showLive(const LiveView& view) override;
    [[nodiscard]] bool isEmpty() const override { return m_map.columns == 0; }
    [[nodiscard]] ValueTable values() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double xOf(engine::EventTime time) const;
    [[nodiscard]] engine::EventTime timeAt(double x) const;
    [[nodiscard]] QRect cellRect(std::size_t column, std::size_t bin) const; // device px of the image
    [[nodiscard]] double shareOf(double count) const; // of the ramp
    [[nodiscard]] QRgb colourOf(double count) const;
    void redrawAll();
    void redrawChanged(const engine::ScoreHeatmap& before);
    void paintAxes(QPainter& painter) const;
    void paintScale(QPainter& painter) const;
    void paintCrosshair(QPainter& painter) const;
    void drill(const QPointF& point);

    CrosshairBus& m_bus;
    MetricSubscription m_subscription;
    engine::ScoreHeatmap m_map;
    engine::TimeRange m_window;
    Zone m_zone = Zone::Utc;
    ValueAxis m_scale;
    std::vector<QRgb> m_ramp;
    QImage m_image;
};

} // namespace halcyon::ui
