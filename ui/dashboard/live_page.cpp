#include "ui/dashboard/live_page.h"

#include "engine/api/metric_catalogue.h"
#include "ui/dashboard/live_tiles.h"
#include "ui/dashboard/totals_bar.h"
#include "ui/format/times.h"
#include "ui/models/stream_models.h"
#include "ui/panels/alert_inbox.h"
#include "ui/panels/bar_gauge.h"
#include "ui/panels/donut.h"
#include "ui/panels/gauge.h"
#include "ui/panels/grid_container.h"
#include "ui/panels/heatmap.h"
#include "ui/panels/severity_bars.h"
#include "ui/panels/time_series.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QScrollArea>

namespace halcyon::ui {

namespace metric = engine::metric;
using engine::Filter;
using engine::StreamId;

namespace {

constexpr double kLatencyObjectiveMs = 100;

Filter equals(const char* field, const char* value)
{
    return {field, Filter::Op::Equals, value};
}

QString rangeText(std::chrono::seconds range)
{
    return range >= std::chrono::hours{1} ? LivePage::tr("%1 h").arg(range / std::chrono::hours{1})
                                          : LivePage::tr("%1 min").arg(range / std::chrono::minutes{1});
}

Donut::Source upiByBank()
{
    return {std::string(metric::kUpiAmountByBank), StreamId::Upi, "payer_bank",
        [](const engine::LiveSnapshot& snapshot) -> const std::vector<engine::Share>& {
            return snapshot.upiAmountByBank;
        }};
}

Donut::Source ecomByMethod()
{
    return {std::string(metric::kEcomAmountByMethod), StreamId::Transactions, "payment_method",
        [](const engine::LiveSnapshot& snapshot) -> const std::vector<engine::Share>& {
            return snapshot.ecomAmountByMethod;
        }};
}

/// A grid that fits the screen, or scrolls when the screen is too low for it.
QScrollArea* scrolled(QWidget* grid)
{
    auto* area = new QScrollArea;
    area->setWidget(grid);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->viewport()->setAutoFillBackground(false);
    grid->setAutoFillBackground(false);
    return area;
}

} // namespace

LivePage::LivePage(PageContext& context, QWidget* parent)
    : Page(context, parent)
    , m_grid(new GridContainer)
    , m_totals(new TotalsBar)
{
    bar()->addWidget(m_totals, 1);
    addTiles();
    addThroughput();
    addLatency();
    addSuccessGauge();
    addHeatmap();
    addSeverityBars();
    addDonut();
    addInbox();
    addMerchants();
    m_grid->setMinimumHeight(m_grid->smallestHeight());
    setBody(scrolled(m_grid));
    const auto markDirty = [this] { this->context().scheduler.markDirty(*this); };
    connect(&context.feed, &EngineFeed::snapshotChanged, this, markDirty);
    connect(&context.feed, &EngineFeed::snapshotChanged, this, [this](const engine::SnapshotPtr& snapshot) {
        if (m_since == engine::EventTime{} && snapshot->payments > 0)
            m_since = snapshot->takenAt; // also while another page shows
    });
    connect(&context.zone, &ZoneChoice::zoneChanged, this, markDirty);
    context.scheduler.add(*this);
}

LivePage::~LivePage()
{
    context().scheduler.remove(*this);
}

QStringList LivePage::breadcrumb() const
{
    return {tr("Dashboards"), tr("Payments"), tr("Live operations")};
}

void LivePage::refresh()
{
    const engine::LiveSnapshot& snapshot = *context().feed.snapshot();
    m_latencyPanel->setSubtitle(latencySubtitle(snapshot));
    if (snapshot.payments == 0)
        return;
    if (m_since == engine::EventTime{})
        m_since = snapshot.takenAt; // it was there before this page
    m_totals->show(totalsOf(snapshot, m_since, context().zone.zone()));
}

QString LivePage::latencySubtitle(const engine::LiveSnapshot& snapshot) const
{
    QString text = m_latency->chart().series().valueAxis().isLogarithmic() ? tr("ms, logarithmic") : tr("ms");
    double behind = 0;
    for (const auto& partition : snapshot.partitions)
        behind = std::max(behind, partition.lagSeconds);
    if (behind >= kBehindSeconds)
        text += tr("  ·  reading is %1 behind")
                    .arg(formatDuration(std::chrono::seconds{std::int64_t(behind)}));
    return text;
}

LivePanel* LivePage::addPanel(
    const QString& id, const QString& title, PanelContent* content, int x, int y, int w, int h)
{
    auto* panel = new LivePanel(title, content, context().feed, context().zone, context().scheduler);
    panel->setObjectName(id);
    m_grid->add(panel, {x, y, w, h});
    connect(panel, &LivePanel::drillRequested, this, &Page::drillRequested);
    return panel;
}

void LivePage::showRangeIn(LivePanel* panel, std::function<QString(const QString&)> text)
{
    const auto show
        = [panel, text](std::chrono::seconds range) { panel->setSubtitle(text(rangeText(range))); };
    show(context().feed.range());
    connect(&context().feed, &EngineFeed::rangeChanged, panel, show);
}

void LivePage::drillWholeRange(StreamId stream, std::vector<Filter> filters, const QString& title)
{
    const engine::EventTime edge = context().feed.snapshot()->edge;
    Q_EMIT drillRequested(
        {stream, {edge - context().feed.range(), edge}, std::move(filters), title.toStdString()});
}

void LivePage::addTiles()
{
    int x = 0;
    for (auto& spec : liveTiles(context().alerts)) {
        const QString id = QStringLiteral("tile%1").arg(x / 4);
        const QString title = spec.title;
        auto* tile = new StatTile(std::move(spec), context().feed, context().zone, context().scheduler);
        tile->setObjectName(id);
        m_grid->add(tile, {x, 0, 4, 3});
        if (x == 4)
            connect(
                tile, &StatTile::clicked, this, [this, title] { drillWholeRange(StreamId::Upi, {}, title); });
        if (x == 8)
            connect(tile, &StatTile::clicked, this, [this, title] {
                drillWholeRange(StreamId::Transactions, {equals("is_fraud", "true")}, title);
            });
        x += 4;
    }
}

void LivePage::addThroughput()
{
    TimeSeries::Spec spec;
    spec.lines = {{std::string(metric::kUpiSuccessRate), tr("UPI success"), 0, true, 0, StreamId::Upi,
                      {equals("status", "SUCCESS")}},
        {std::string(metric::kEcomRate), tr("E-commerce"), 1, true, 0, StreamId::Transactions, {}},
        {std::string(metric::kUpiFailedRate), tr("UPI failed"), 3, true, 0, StreamId::Upi,
            {equals("status", "FAILED")}},
        {std::string(metric::kUpiPendingRate), tr("UPI pending"), 2, true, 0, StreamId::Upi,
            {equals("status", "PENDING")}}};
    spec.legend = TimeSeries::LegendPlace::Side;
    spec.drillTitle = tr("Payments");
    addPanel(QStringLiteral("throughputPanel"), tr("Throughput by stream and status"),
        new TimeSeries(std::move(spec), m_crosshair, context().feed), 0, 3, 11, 8)
        ->setSubtitle(tr("events per second"));
}

void LivePage::addLatency()
{
    TimeSeries::Spec spec;
    spec.lines = {{std::string(metric::kLatencyP50), tr("p50"), 1, false, 1, StreamId::Upi, {}},
        {std::string(metric::kLatencyP95), tr("p95"), 2, false, 1, StreamId::Upi, {}},
        {std::string(metric::kLatencyP99), tr("p99"), 3, true, 1, StreamId::Upi, {}}};
    spec.threshold = Threshold{kLatencyObjectiveMs, tr("SLO %1 ms").arg(kLatencyObjectiveMs)};
    spec.legend = TimeSeries::LegendPlace::Bottom;
    spec.drillTitle = tr("UPI payments");
    m_latency = new TimeSeries(std::move(spec), m_crosshair, context().feed);
    m_latencyPanel
        = addPanel(QStringLiteral("latencyPanel"), tr("Payment to window latency"), m_latency, 11, 3, 8, 8);
    m_latencyPanel->setSubtitle(tr("ms"));
}

void LivePage::addSuccessGauge()
{
    Gauge::Spec spec;
    spec.metric = metric::kUpiSuccessShare;
    spec.value = [](const engine::LiveSnapshot& snapshot) { return snapshot.upiSuccessShare5m; };
    spec.drill = [](const LiveView& view) {
        return engine::Drill{StreamId::Upi, {view.edge - std::chrono::minutes{5}, view.edge}, {},
            LivePage::tr("UPI payments of 5 min").toStdString()};
    };
    addPanel(QStringLiteral("successPanel"), tr("UPI success rate"),
        new Gauge(std::move(spec), context().feed), 19, 3, 5, 8)
        ->setSubtitle(tr("5 min"));
}

void LivePage::addHeatmap()
{
    addPanel(QStringLiteral("heatmapPanel"), tr("Fraud score distribution"),
        new Heatmap(m_crosshair, context().feed), 0, 11, 10, 7)
        ->setSubtitle(tr("payments per 10 s bucket"));
}

void LivePage::addSeverityBars()
{
    addPanel(QStringLiteral("severityPanel"), tr("Alerts by severity"),
        new SeverityBars(m_crosshair, context().feed), 10, 11, 8, 7)
        ->setSubtitle(tr("per minute"));
}

void LivePage::addDonut()
{
    auto* donut = new Donut(upiByBank(), context().feed);
    LivePanel* panel
        = addPanel(QStringLiteral("sharePanel"), tr("UPI amount by payer bank"), donut, 18, 11, 6, 7);
    showRangeIn(panel, [](const QString& range) { return range; });
    panel->menu().addSeparator();
    QAction* toMethods = panel->menu().addAction(tr("E-commerce amount by method"));
    toMethods->setObjectName(QStringLiteral("actionShowMethods"));
    toMethods->setCheckable(true);
    connect(toMethods, &QAction::toggled, this, [this, donut, panel](bool isMethods) {
        donut->setSource(isMethods ? ecomByMethod() : upiByBank());
        panel->setTitle(isMethods ? tr("E-commerce amount by method") : tr("UPI amount by payer bank"));
        context().scheduler.markDirty(*panel);
    });
}

void LivePage::addInbox()
{
    auto* inbox = new AlertInbox(context().alerts, context().zone);
    LivePanel* panel = addPanel(QStringLiteral("inboxPanel"), tr("Alert inbox"), inbox, 0, 18, 16, 7);
    panel->setSubtitle(inbox->subtitle());
    connect(inbox, &AlertInbox::subtitleChanged, panel, &PanelFrame::setSubtitle);
    connect(inbox, &AlertInbox::alertRequested, this, &Page::alertRequested);
}

void LivePage::addMerchants()
{
    LivePanel* panel = addPanel(
        QStringLiteral("riskPanel"), tr("Riskiest merchants"), new BarGauge(context().feed), 16, 18, 8, 7);
    showRangeIn(panel, [](const QString& range) { return tr("mean score, %1").arg(range); });
}

} // namespace halcyon::ui
