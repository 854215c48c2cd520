#include "ui/charts/live_chart_view.h"

#include "ui/theme/theme.h"

#include <QChart>
#include <QEvent>
#include <QGraphicsLayout>
#include <QMouseEvent>
#include <QValueAxis>

#include <cmath>

namespace halcyon::ui {

using namespace std::chrono;

namespace {

constexpr double kDragDistance = 4;

QChart* makeFrame()
{
    auto* chart = new QChart;
    chart->legend()->hide();
    chart->setMargins({});
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->setBackgroundVisible(false);
    chart->setAnimationOptions(QChart::NoAnimation);
    return chart;
}

} // namespace

LiveChartView::LiveChartView(
    std::vector<LineStyle> lines, std::optional<Threshold> threshold, CrosshairBus& bus, QWidget* parent)
    : QChartView(makeFrame(), parent)
    , m_bus(bus)
    , m_xAxis(new QValueAxis(this))
    , m_yAxis(new QValueAxis(this))
    , m_series(new LiveSeriesItem(chart(), std::move(lines), std::move(threshold)))
    , m_crosshair(new CrosshairItem(chart(), *m_series))
{
    for (QValueAxis* axis : {m_xAxis, m_yAxis}) {
        axis->setRange(0, 1); // never moves: the item paints times and values itself
        axis->setLabelsVisible(false);
        axis->setLineVisible(false); // the item paints it: Qt Charts would add ticks at its ends
    }
    m_xAxis->setGridLineVisible(false);
    m_yAxis->setTickCount(ValueAxis::kSteps + 1);
    chart()->addAxis(m_xAxis, Qt::AlignBottom);
    chart()->addAxis(m_yAxis, Qt::AlignLeft);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setRenderHint(QPainter::Antialiasing, false);
    setViewportUpdateMode(QGraphicsView::MinimalViewportUpdate);
    setOptimizationFlags(QGraphicsView::DontSavePainterState | QGraphicsView::DontAdjustForAntialiasing);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setMinimumSize(120, 80);
    connect(&bus, &CrosshairBus::moved, this, &LiveChartView::followBus);
    applyColours();
}

void LiveChartView::applyColours()
{
    setBackgroundBrush(colours().panel);
    m_yAxis->setGridLinePen(QPen(colours().grid, 1));
    m_series->repaintAll();
}

void LiveChartView::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColours();
}

void LiveChartView::resizeEvent(QResizeEvent* event)
{
    const QRectF bounds(QPointF(0, 0), QSizeF(event->size()));
    const QRectF plot = bounds.marginsRemoved(kPlotMargins);
    chart()->setPlotArea(plot); // before the base class: after it the grid stays where it was
    QChartView::resizeEvent(event);
    m_crosshair->geometryChanged();
    m_series->setGeometry(bounds, plot, devicePixelRatioF());
}

void LiveChartView::showSnapshot(const engine::LiveSnapshot& snapshot, engine::EventTime edge,
    engine::EventTime now, std::optional<engine::EventTime> staleSince)
{
    m_range = snapshot.range;
    const QRectF bounds = m_series->boundingRect();
    m_series->setGeometry(
        bounds, m_series->plot(), devicePixelRatioF()); // the window may have changed screens
    m_series->show(snapshot, edge, now, staleSince);
    const int ticks = m_series->valueAxis().steps() + 1;
    if (m_yAxis->tickCount() != ticks)
        m_yAxis->setTickCount(ticks);
    m_crosshair->refreshValues();
}

void LiveChartView::setZone(Zone zone)
{
    m_crosshair->setZone(zone);
    m_series->setZone(zone);
}

void LiveChartView::followBus()
{
    m_crosshair->setAge(m_bus.age());
}

double LiveChartView::clampToPlot(double x) const
{
    return std::clamp(x, m_series->plot().left(), m_series->plot().right() - 1);
}

engine::TimeRange LiveChartView::clickedRange(double x) const
{
    const microseconds length = m_range > minutes{15} ? microseconds{minutes{1}} : microseconds{seconds{1}};
    const engine::EventTime from = engine::floorTo(m_series->timeAxis().timeAt(x), length);
    return {from, from + length};
}

void LiveChartView::mouseMoveEvent(QMouseEvent* event)
{
    const double x = clampToPlot(event->position().x());
    const TimeAxis& axis = m_series->timeAxis();
    if (m_pressedAt && std::abs(event->position().x() - m_pressedAt->x()) >= kDragDistance)
        m_isDragging = true;
    if (m_isDragging)
        m_crosshair->setBand(std::pair{m_pressedAt->x(), x});
    if (axis.columns > 0 && (m_isDragging || m_series->plot().contains(event->position())))
        m_bus.moveTo(axis.edge - axis.timeAt(x));
    else
        m_bus.leave();
}

void LiveChartView::mousePressEvent(QMouseEvent* event)
{
    const bool isOnPlot = m_series->plot().contains(event->position());
    if (event->button() == Qt::LeftButton && isOnPlot && m_series->timeAxis().columns > 0)
        m_pressedAt = event->position();
}

void LiveChartView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_pressedAt)
        return;
    const QPointF pressed = *std::exchange(m_pressedAt, std::nullopt);
    const int line = m_series->lineNear(pressed);
    m_crosshair->setBand(std::nullopt);
    if (!std::exchange(m_isDragging, false)) {
        Q_EMIT pointClicked(clickedRange(pressed.x()), line);
        return;
    }
    const TimeAxis& axis = m_series->timeAxis();
    const double x = clampToPlot(event->position().x());
    const engine::EventTime from = engine::floorTo(axis.timeAt(std::min(pressed.x(), x)), seconds{1});
    const engine::EventTime last = engine::floorTo(axis.timeAt(std::max(pressed.x(), x)), seconds{1});
    Q_EMIT rangeSelected({from, last + seconds{1}}, line);
}

void LiveChartView::leaveEvent(QEvent* event)
{
    QChartView::leaveEvent(event);
    m_bus.leave();
}

} // namespace halcyon::ui
