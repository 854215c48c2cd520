#include "ui/panels/time_series.h"

#include "ui/format/numbers.h"
#include "ui/panels/legend_table.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kSideLegend = 292;
constexpr int kSideRow = 24;
constexpr int kBottomRow = 22;

std::vector<std::string> metricsOf(const std::vector<LineStyle>& lines)
{
    std::vector<std::string> ids;
    for (const auto& line : lines)
        ids.push_back(line.metric);
    return ids;
}

} // namespace

TimeSeries::TimeSeries(Spec spec, CrosshairBus& bus, EngineFeed& feed, QWidget* parent)
    : PanelContent(parent)
    , m_spec(std::move(spec))
    , m_subscription(feed, metricsOf(m_spec.lines))
    , m_chart(new LiveChartView(m_spec.lines, m_spec.threshold, bus, this))
    , m_legend(
          new LegendTable(m_spec.lines, m_spec.legend == LegendPlace::Side ? kSideRow : kBottomRow, this))
{
    connect(m_chart, &LiveChartView::rangeSelected, this,
        [this](const engine::TimeRange& range, int line) { drill(range, line, false); });
    connect(m_chart, &LiveChartView::pointClicked, this,
        [this](const engine::TimeRange& range, int line) { drill(range, line, true); });
}

void TimeSeries::drill(const engine::TimeRange& range, int line, bool isOneLine)
{
    if (line < 0)
        return;
    const LineStyle& style = m_spec.lines[std::size_t(line)];
    Q_EMIT drillRequested(isOneLine
            ? engine::Drill{style.stream, range, style.filters, style.name.toStdString()}
            : engine::Drill{style.stream, range, {}, m_spec.drillTitle.toStdString()});
}

void TimeSeries::resizeEvent(QResizeEvent* event)
{
    PanelContent::resizeEvent(event);
    if (m_spec.legend == LegendPlace::Side) {
        const int legend = std::min(kSideLegend, width() * 2 / 5);
        m_chart->setGeometry(0, 2, width() - legend - 20, height() - 2);
        m_legend->setGeometry(width() - legend - 16, 4, legend, m_legend->wantedHeight());
        return;
    }
    const int top = height() - m_legend->wantedHeight() - 8;
    m_chart->setGeometry(0, 2, width(), top - 6);
    const auto margins = LiveChartView::kPlotMargins;
    m_legend->setGeometry(
        int(margins.left()), top, width() - int(margins.left() + margins.right()), m_legend->wantedHeight());
}

void TimeSeries::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), colours().panel);
}

void TimeSeries::showLive(const LiveView& view)
{
    if (view.zone != m_zone) {
        m_zone = view.zone;
        m_chart->setZone(view.zone);
    }
    m_window = view.window();
    m_shown.clear();
    m_isEmpty = true;
    for (std::size_t line = 0; line < m_spec.lines.size(); ++line) {
        const engine::MetricSeries* series = view.snapshot.find(m_spec.lines[line].metric);
        m_shown.push_back(series ? *series : engine::MetricSeries{});
        const auto values = endedValues(m_shown.back(), view.edge);
        const SeriesFigures figures = figuresOf(values);
        m_isEmpty = m_isEmpty && !std::isfinite(figures.last);
        m_legend->setFigures(line, figures);
    }
    m_chart->showSnapshot(view.snapshot, view.edge, view.now, view.staleSince());
}

ValueTable TimeSeries::values() const
{
    ValueTable table;
    table.header << tr("Time");
    for (const auto& line : m_spec.lines)
        table.header << line.name;
    if (m_shown.empty())
        return table;
    const auto second = std::chrono::seconds{1};
    const engine::EventTime last = engine::floorTo(m_window.to, second) - second;
    for (engine::EventTime time = last; time >= m_window.from; time -= second) {
        QStringList row{formatDateClock(time, m_zone)};
        for (std::size_t line = 0; line < m_shown.size(); ++line) {
            const auto place = (time - m_shown[line].start) / second;
            const bool isInside = place >= 0 && place < std::int64_t(m_shown[line].values.size());
            row << (isInside ? QString::number(
                        m_shown[line].values[std::size_t(place)], 'f', m_spec.lines[line].decimals)
                             : QString());
        }
        table.rows << row;
    }
    return table;
}

} // namespace halcyon::ui
