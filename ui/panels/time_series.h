#pragma once

#include "ui/charts/live_chart_view.h"
#include "ui/panels/panel_content.h"

namespace halcyon::ui {

class LegendTable;

/// Live lines with their legend at the side or below.
class TimeSeries : public PanelContent {
    Q_OBJECT
public:
    enum class LegendPlace : unsigned char { Side, Bottom };

    struct Spec {
        std::vector<LineStyle> lines;
        std::optional<Threshold> threshold;
        LegendPlace legend = LegendPlace::Side;
        QString drillTitle; ///< of rows selected by a drag
    };
    TimeSeries(Spec spec, CrosshairBus& bus, EngineFeed& feed, QWidget* parent = nullptr);

    void showLive(const LiveView& view) override;
    [[nodiscard]] bool isEmpty() const override { return m_isEmpty; }
    [[nodiscard]] ValueTable values() const override;
    [[nodiscard]] LiveChartView& chart() { return *m_chart; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void drill(const engine::TimeRange& range, int line, bool isOneLine);

    Spec m_spec;
    MetricSubscription m_subscription;
    LiveChartView* m_chart;
    LegendTable* m_legend;
    Zone m_zone = Zone::Utc;
    bool m_isEmpty = false;
    engine::TimeRange m_window;
    std::vector<engine::MetricSeries> m_shown;
};

} // namespace halcyon::ui
