#include "ui/panels/heatmap.h"

#include "engine/api/metric_catalogue.h"
#include "ui/charts/chart_tooltip.h"
#include "ui/charts/time_axis.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

using namespace std::chrono;
using engine::ScoreHeatmap;

namespace {

constexpr QMarginsF kMargins{52, 8, 66, 30};
constexpr int kRampSteps = 256;
constexpr int kScaleWidth = 10;
constexpr int kScaleLeft = 52; // from the right edge

std::vector<QRgb> makeRamp()
{
    const auto& stops = colours().heat;
    std::vector<QRgb> ramp;
    for (int step = 0; step < kRampSteps; ++step) {
        const double place = double(step) / (kRampSteps - 1) * double(stops.size() - 1);
        const auto lower = std::min(std::size_t(place), stops.size() - 2);
        const double share = place - double(lower);
        const auto mix = [share](int a, int b) { return int(std::lround(a + (b - a) * share)); };
        const QColor& a = stops[lower];
        const QColor& b = stops[lower + 1];
        ramp.push_back(qRgb(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())));
    }
    return ramp;
}

} // namespace

Heatmap::Heatmap(CrosshairBus& bus, EngineFeed& feed, QWidget* parent)
    : PanelContent(parent)
    , m_bus(bus)
    , m_subscription(feed, {std::string(engine::metric::kScoreHeatmap)})
    , m_ramp(makeRamp())
{
    setMouseTracking(true);
    connect(&bus, &CrosshairBus::moved, this, [this] { update(plot().toAlignedRect()); });
}

QRectF Heatmap::plot() const
{
    return QRectF(rect()).marginsRemoved(kMargins);
}

double Heatmap::xOf(engine::EventTime time) const
{
    const double share = duration<double>(m_window.to - time) / duration<double>(m_window.length());
    return plot().right() - share * plot().width();
}

engine::EventTime Heatmap::timeAt(double x) const
{
    const double share = (plot().right() - x) / plot().width();
    return m_window.to - duration_cast<microseconds>(duration<double>(m_window.length()) * share);
}

double Heatmap::shareOf(double count) const
{
    return std::cbrt(count / m_scale.top());
}

QRgb Heatmap::colourOf(double count) const
{
    return m_ramp[std::size_t(std::clamp(shareOf(count), 0.0, 1.0) * (kRampSteps - 1))];
}

void Heatmap::showLive(const LiveView& view)
{
    const ScoreHeatmap before = std::exchange(m_map, view.snapshot.scoreHeatmap);
    const Zone zoneBefore = std::exchange(m_zone, view.zone);
    const auto most = m_map.counts.empty() ? 0U : *std::ranges::max_element(m_map.counts);
    const bool isRescaled = m_scale.follow(double(most), view.now);
    // whole columns: the window ends with the newest one and moves once in ten seconds
    const engine::EventTime end = view.isStale()
        ? engine::floorTo(view.edge, ScoreHeatmap::kColumnLength)
        : m_map.start + ScoreHeatmap::kColumnLength * std::int64_t(m_map.columns);
    const engine::TimeRange window{end - ScoreHeatmap::kColumnLength * std::int64_t(m_map.columns), end};
    const bool isMoved = window != std::exchange(m_window, window) || before.start != m_map.start
        || before.counts.size() != m_map.counts.size();
    if (isMoved || isRescaled || zoneBefore != m_zone || m_image.isNull())
        redrawAll();
    else if (before.counts != m_map.counts)
        redrawChanged(before);
}

QRect Heatmap::cellRect(std::size_t column, std::size_t bin) const
{
    const double columnPitch = double(m_image.width()) / double(m_map.columns);
    const double binPitch = double(m_image.height()) / double(ScoreHeatmap::kBins);
    const int gap = columnPitch >= 4 ? std::max(1, int(devicePixelRatioF())) : 0;
    const int left = int(double(column) * columnPitch);
    const int right = int(double(column + 1) * columnPitch);
    const int top = int(double(ScoreHeatmap::kBins - 1 - bin) * binPitch);
    const int bottom = int(double(ScoreHeatmap::kBins - bin) * binPitch);
    return {left, top, std::max(1, right - left - gap), std::max(1, bottom - top - gap)};
}

void Heatmap::redrawAll()
{
    const double ratio = devicePixelRatioF();
    const QSize size = (plot().size() * ratio).toSize();
    if (m_map.columns == 0 || size.isEmpty())
        return;
    m_image = QImage(size, QImage::Format_RGB32);
    m_image.fill(colours().panel);
    QPainter painter(&m_image);
    for (std::size_t column = 0; column < m_map.columns; ++column) {
        for (std::size_t bin = 0; bin < ScoreHeatmap::kBins; ++bin)
            painter.fillRect(
                cellRect(column, bin), QColor(colourOf(m_map.counts[column * ScoreHeatmap::kBins + bin])));
    }
    painter.end();
    m_image.setDevicePixelRatio(ratio);
    update();
}

void Heatmap::redrawChanged(const ScoreHeatmap& before)
{
    const double ratio = devicePixelRatioF();
    m_image.setDevicePixelRatio(1);
    QPainter painter(&m_image);
    QRect changed;
    for (std::size_t cell = 0; cell < m_map.counts.size(); ++cell) {
        if (m_map.counts[cell] == before.counts[cell])
            continue;
        const QRect rect = cellRect(cell / ScoreHeatmap::kBins, cell % ScoreHeatmap::kBins);
        painter.fillRect(rect, QColor(colourOf(m_map.counts[cell])));
        changed = changed.united(rect);
    }
    painter.end();
    m_image.setDevicePixelRatio(ratio);
    const QRectF logical(
        QPointF(changed.topLeft()) / ratio + plot().topLeft(), QSizeF(changed.size()) / ratio);
    update(logical.toAlignedRect());
}

void Heatmap::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), colours().panel);
    if (m_image.isNull())
        return;
    const double shift = xOf(m_map.start) - plot().left(); // while stale the picture moves left
    painter.setClipRect(plot());
    painter.drawImage(plot().topLeft() + QPointF(shift, 0), m_image);
    painter.setClipping(false);
    if (!plot().toAlignedRect().contains(event->rect())) {
        paintAxes(painter);
        paintScale(painter);
    }
    paintCrosshair(painter);
}

void Heatmap::paintAxes(QPainter& painter) const
{
    painter.setFont(uiFont(11));
    painter.setPen(colours().text2);
    for (const int score : {0, 25, 50, 75, 100}) {
        const double y = plot().bottom() - score / 100.0 * plot().height();
        painter.drawText(QRectF(0, y - 8, kMargins.left() - 8, 16), Qt::AlignRight | Qt::AlignVCenter,
            QString::number(score));
    }
    const auto range = duration_cast<seconds>(m_window.length());
    const TimeAxis axis = TimeAxis::make(plot().left(), plot().right(), 1, m_window.to, range);
    for (const auto& tick : timeTicks(axis, m_zone, 110)) {
        if (xOf(tick.time) < plot().left() + 20)
            continue; // its label would stand under the 0 of the scores
        painter.drawText(QRectF(xOf(tick.time) - 40, plot().bottom() + 6, 80, 16),
            Qt::AlignHCenter | Qt::AlignTop, tick.label);
    }
}

void Heatmap::paintScale(QPainter& painter) const
{
    const QRectF bar(width() - kScaleLeft, plot().top(), kScaleWidth, plot().height());
    QLinearGradient gradient(bar.topLeft(), bar.bottomLeft());
    for (std::size_t stop = 0; stop < colours().heat.size(); ++stop)
        gradient.setColorAt(1 - double(stop) / double(colours().heat.size() - 1), colours().heat[stop]);
    painter.fillRect(bar, gradient);
    painter.setPen(QPen(colours().control, 1));
    painter.drawRect(bar.adjusted(0, 0, -1, -1));
    painter.setFont(uiFont(11));
    painter.setPen(colours().text2);
    const auto label = [&](double count) {
        painter.drawText(QRectF(bar.right() + 8, bar.bottom() - shareOf(count) * bar.height() - 8, 44, 16),
            Qt::AlignLeft | Qt::AlignVCenter, formatSi(count));
    };
    for (const double quarter : {0.0, 0.25, 0.5, 0.75, 1.0})
        label(std::round(std::pow(quarter, 3) * m_scale.top()));
}

void Heatmap::paintCrosshair(QPainter& painter) const
{
    if (!m_bus.age())
        return;
    const engine::EventTime time = m_window.to - *m_bus.age();
    const auto column = std::int64_t((time - m_map.start) / ScoreHeatmap::kColumnLength);
    if (time < m_map.start || column >= std::int64_t(m_map.columns))
        return;
    const double x = std::floor(xOf(time)) + 0.5;
    QPen dashed(colours().text3, 1);
    dashed.setDashPattern({4, 3});
    painter.setPen(dashed);
    painter.drawLine(QPointF(x, plot().top()), QPointF(x, plot().bottom()));
    std::uint64_t all = 0;
    std::uint64_t high = 0;
    for (std::size_t bin = 0; bin < ScoreHeatmap::kBins; ++bin) {
        const auto count = m_map.counts[std::size_t(column) * ScoreHeatmap::kBins + bin];
        all += count;
        high += bin * ScoreHeatmap::kBinPoints >= 50 ? count : 0;
    }
    const ChartTooltip tooltip{
        formatLongDateClock(m_map.start + ScoreHeatmap::kColumnLength * column, m_zone),
        {{QColor(), tr("Payments in 10 s"), formatCount(std::int64_t(all))},
            {QColor(), tr("Score 50 and more"), formatCount(std::int64_t(high))}}};
    tooltip.paint(painter, tooltip.placedAt(x, plot()));
}

ValueTable Heatmap::values() const
{
    ValueTable table{{tr("Time")}, {}};
    for (std::size_t bin = 0; bin < ScoreHeatmap::kBins; ++bin)
        table.header << QString::number(int(bin) * ScoreHeatmap::kBinPoints);
    for (std::size_t column = m_map.columns; column-- > 0;) {
        QStringList row{
            formatDateClock(m_map.start + ScoreHeatmap::kColumnLength * std::int64_t(column), m_zone)};
        for (std::size_t bin = 0; bin < ScoreHeatmap::kBins; ++bin)
            row << QString::number(m_map.counts[column * ScoreHeatmap::kBins + bin]);
        table.rows << row;
    }
    return table;
}

void Heatmap::resizeEvent(QResizeEvent* event)
{
    PanelContent::resizeEvent(event);
    redrawAll();
}

void Heatmap::changeEvent(QEvent* event)
{
    PanelContent::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_ramp = makeRamp();
        redrawAll();
    }
}

void Heatmap::mouseMoveEvent(QMouseEvent* event)
{
    if (plot().contains(event->position()) && !isEmpty())
        m_bus.moveTo(floor<seconds>(m_window.to - timeAt(event->position().x())));
    else
        m_bus.leave();
}

void Heatmap::leaveEvent(QEvent* event)
{
    PanelContent::leaveEvent(event);
    m_bus.leave();
}

void Heatmap::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && plot().contains(event->position()) && !isEmpty())
        drill(event->position());
}

void Heatmap::drill(const QPointF& point)
{
    const auto column = std::int64_t((timeAt(point.x()) - m_map.start) / ScoreHeatmap::kColumnLength);
    const int bin = std::clamp(int((plot().bottom() - point.y()) / plot().height() * ScoreHeatmap::kBins), 0,
        int(ScoreHeatmap::kBins) - 1);
    const engine::EventTime from = m_map.start + ScoreHeatmap::kColumnLength * column;
    const int least = bin * ScoreHeatmap::kBinPoints;
    std::vector<engine::Filter> filters{{"score", engine::Filter::Op::AtLeast, std::to_string(least)}};
    if (bin + 1 < int(ScoreHeatmap::kBins))
        filters.push_back(
            {"score", engine::Filter::Op::AtMost, std::to_string(least + ScoreHeatmap::kBinPoints - 1)});
    const std::string title = tr("Score %1 and up").arg(least).toStdString();
    askStream(this, point.toPoint(), [this, from, filters, title](engine::StreamId stream) {
        Q_EMIT drillRequested({stream, {from, from + ScoreHeatmap::kColumnLength}, filters, title});
    });
}

} // namespace halcyon::ui
