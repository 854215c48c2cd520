#pragma once

#include "ui/panels/panel_content.h"

namespace halcyon::ui {

/// Shares of an amount as a ring, the total in its middle, a legend beside it.
class Donut : public PanelContent {
    Q_OBJECT
public:
    struct Source {
        std::string metric;
        engine::StreamId stream = engine::StreamId::Upi;
        std::string filterField; ///< of a click on a slice
        std::function<const std::vector<engine::Share>&(const engine::LiveSnapshot&)> shares;
    };
    Donut(Source source, EngineFeed& feed, QWidget* parent = nullptr);

    /// Another amount from the next refresh on.
    void setSource(Source source);

    void showLive(const LiveView& view) override;
    [[nodiscard]] bool isEmpty() const override { return m_slices.empty(); }
    [[nodiscard]] ValueTable values() const override;
    /// The slice under a point, or -1.
    [[nodiscard]] int sliceAt(const QPointF& point) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Slice {
        QString name;
        engine::AmountSum amount;
        double share = 0; ///< 0..1
    };
    struct Geometry {
        QPointF centre;
        double radius; ///< of the middle of the ring
        double thickness;
        double legendLeft, legendTop;
    };
    [[nodiscard]] Geometry geometry() const;
    [[nodiscard]] QColor colourOf(std::size_t slice) const;
    void paintRing(QPainter& painter, const Geometry& at) const;
    void paintLegend(QPainter& painter, const Geometry& at) const;

    Source m_source;
    EngineFeed& m_feed;
    MetricSubscription m_subscription;
    std::vector<Slice> m_slices;
    engine::AmountSum m_total;
    engine::Currency m_currency;
    engine::TimeRange m_window;
    int m_hovered = -1;
};

} // namespace halcyon::ui
