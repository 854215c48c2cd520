#pragma once

#include "ui/panels/panel_content.h"

namespace halcyon::ui {

/// A share in percent on an arc of 240 degrees: critical below one limit, a
/// warning below the other, good from there on.
class Gauge : public PanelContent {
    Q_OBJECT
public:
    struct Spec {
        std::string metric; ///< watched, so that the share is computed
        double warnFrom = 90, goodFrom = 95; ///< percent
        std::function<std::optional<double>(const engine::LiveSnapshot&)> value;
        std::function<engine::Drill(const LiveView&)> drill; ///< of a click
    };
    Gauge(Spec spec, EngineFeed& feed, QWidget* parent = nullptr);

    void showLive(const LiveView& view) override;
    [[nodiscard]] bool isEmpty() const override { return !m_value; }
    [[nodiscard]] ValueTable values() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] QColor colourOf(double percent) const;
    void paintArcs(QPainter& painter, const QPointF& centre, double radius) const;
    void paintTexts(QPainter& painter, const QPointF& centre, double radius) const;

    Spec m_spec;
    MetricSubscription m_subscription;
    std::optional<double> m_value;
    bool m_isStale = false;
    engine::Drill m_drill;
};

} // namespace halcyon::ui
