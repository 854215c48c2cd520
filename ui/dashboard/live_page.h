#pragma once

#include "ui/charts/crosshair_bus.h"
#include "ui/panels/panel.h"
#include "ui/shell/page.h"

namespace halcyon::ui {

class Donut;
class GridContainer;
class StatTile;
class TimeSeries;
class TotalsBar;

/// *Live operations*: what happens to payments now. Six tiles and eight panels
/// on 24 columns; everything on it comes from the live snapshot or the alerts.
class LivePage : public Page, public Refreshable {
    Q_OBJECT
public:
    explicit LivePage(PageContext& context, QWidget* parent = nullptr);
    ~LivePage() override;

    [[nodiscard]] QStringList breadcrumb() const override;
    [[nodiscard]] bool usesLiveRange() const override { return true; }
    [[nodiscard]] bool hasKeyLegend() const override { return false; }

    void refresh() override;
    [[nodiscard]] bool isOnScreen() const override { return isVisible(); }

private:
    void addTiles();
    void addThroughput();
    void addLatency();
    void addSuccessGauge();
    void addHeatmap();
    void addSeverityBars();
    void addDonut();
    void addInbox();
    void addMerchants();
    LivePanel* addPanel(
        const QString& id, const QString& title, PanelContent* content, int x, int y, int w, int h);
    /// The range in a subtitle: "15 min".
    void showRangeIn(LivePanel* panel, std::function<QString(const QString& range)> text);
    /// The unit, and why latencies may be those of old messages now.
    [[nodiscard]] QString latencySubtitle(const engine::LiveSnapshot& snapshot) const;
    void drillWholeRange(engine::StreamId stream, std::vector<engine::Filter> filters, const QString& title);

    CrosshairBus m_crosshair;
    GridContainer* m_grid;
    TotalsBar* m_totals;
    TimeSeries* m_latency = nullptr;
    LivePanel* m_latencyPanel = nullptr;
    engine::EventTime m_since{};
};

} // namespace halcyon::ui
