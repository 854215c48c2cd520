#include "ui/charts/live_series_item.h"

#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <cmath>

namespace halcyon::ui {

using namespace std::chrono;

namespace {

constexpr double kLineMargin = 2; // how far a line's pixels reach beyond its column
constexpr int kThresholdBandAlpha = 20;
constexpr int kStaleGapAlpha = 20;

QPen crispPen(const QColor& colour, Qt::PenStyle style = Qt::SolidLine)
{
    QPen pen(colour, 1, style);
    pen.setCosmetic(true);
    if (style == Qt::DashLine)
        pen.setDashPattern({4, 3});
    return pen;
}

void addBucket(std::vector<QPointF>& points, double x, const Bucket& bucket, const LiveSeriesItem& item)
{
    points.emplace_back(x, item.yOf(bucket.first));
    const bool isRising = bucket.last >= bucket.first;
    for (const float value : {isRising ? bucket.least : bucket.most, isRising ? bucket.most : bucket.least}) {
        if (value != bucket.first && value != bucket.last)
            points.emplace_back(x, item.yOf(value));
    }
    if (bucket.last != bucket.first)
        points.emplace_back(x, item.yOf(bucket.last));
}

} // namespace

LiveSeriesItem::LiveSeriesItem(
    QGraphicsItem* parent, std::vector<LineStyle> lines, std::optional<Threshold> threshold)
    : QGraphicsItem(parent)
    , m_lines(std::move(lines))
    , m_threshold(std::move(threshold))
    , m_series(m_lines.size())
    , m_buckets(m_lines.size())
    , m_areaTops(m_lines.size(), 0.0)
    , m_valueAxis(m_threshold ? m_threshold->value : 0)
{
    setFlag(ItemUsesExtendedStyleOption); // for the exposed rectangle
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(10); // above grid and axes
}

void LiveSeriesItem::setGeometry(const QRectF& bounds, const QRectF& plot, double devicePixelRatio)
{
    if (bounds == m_bounds && plot == m_plot && devicePixelRatio == m_devicePixelRatio)
        return;
    prepareGeometryChange();
    m_bounds = bounds;
    m_plot = plot;
    m_devicePixelRatio = devicePixelRatio;
    m_axis = {}; // the next `show` paints everything
}

void LiveSeriesItem::setZone(Zone zone)
{
    m_zone = zone;
    repaintAll();
}

void LiveSeriesItem::repaintAll()
{
    repaint(m_bounds);
}

void LiveSeriesItem::repaint(const QRectF& rect)
{
    m_lastDirty = rect;
    if (!rect.isEmpty())
        update(rect);
}

void LiveSeriesItem::show(const engine::LiveSnapshot& snapshot, engine::EventTime edge, engine::EventTime now,
    std::optional<engine::EventTime> staleSince)
{
    const TimeAxis axis
        = TimeAxis::make(m_plot.left(), m_plot.right(), m_devicePixelRatio, edge, snapshot.range);
    const bool isSameWindow = axis.edgeColumn == m_axis.edgeColumn && axis.columns == m_axis.columns
        && axis.columnTime == m_axis.columnTime && staleSince.has_value() == m_staleSince.has_value();
    m_axis = axis;
    m_staleSince = staleSince;
    std::int64_t dirtyFrom = axis.edgeColumn + 1;
    double most = m_threshold ? m_threshold->value : 0;
    for (std::size_t line = 0; line < m_lines.size(); ++line) {
        const engine::MetricSeries* series = snapshot.find(m_lines[line].metric);
        m_series[line] = series ? *series : engine::MetricSeries{};
        dirtyFrom = std::min(dirtyFrom, m_buckets[line].rebuild(m_series[line], axis));
        most = std::max(most, m_buckets[line].most());
    }
    const bool isRescaled = m_valueAxis.follow(most, now);
    const bool isMuchNew = dirtyFrom < axis.edgeColumn - axis.columns / 4;
    if (!isSameWindow || isRescaled || isMuchNew) {
        for (std::size_t line = 0; line < m_lines.size(); ++line)
            m_areaTops[line] = yOf(m_buckets[line].most());
        repaintAll();
        return;
    }
    const double left = std::max(m_plot.left(), axis.xOfColumn(dirtyFrom - 1) - kLineMargin);
    repaint(dirtyFrom > axis.edgeColumn ? QRectF()
                                        : QRectF(QPointF(std::floor(left), m_plot.top() - kLineMargin),
                                            QPointF(m_plot.right() + kLineMargin, m_plot.bottom())));
}

double LiveSeriesItem::yOf(double value) const
{
    return m_plot.bottom() - m_valueAxis.shareOf(value) * m_plot.height();
}

QColor LiveSeriesItem::colourOf(std::size_t line) const
{
    return m_staleSince ? colours().text3 : colours().series[std::size_t(m_lines[line].colour)];
}

std::vector<double> LiveSeriesItem::valuesAt(engine::EventTime time) const
{
    std::vector<double> values;
    for (const auto& series : m_series) {
        const auto place = floor<seconds>(time - series.start).count();
        const bool isInside = place >= 0 && place < std::int64_t(series.values.size());
        const bool isEnded = series.start + seconds{place + 1} <= m_axis.edge;
        values.push_back(isInside && isEnded ? series.values[std::size_t(place)] : std::nan(""));
    }
    return values;
}

int LiveSeriesItem::lineNear(const QPointF& point) const
{
    const auto values = valuesAt(m_axis.timeAt(point.x()));
    int nearest = -1;
    double distance = INFINITY;
    for (std::size_t line = 0; line < values.size(); ++line) {
        const double away = std::abs(yOf(values[line]) - point.y());
        if (std::isfinite(away) && away < distance) {
            distance = away;
            nearest = int(line);
        }
    }
    return nearest;
}

void LiveSeriesItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*)
{
    if (m_axis.columns == 0)
        return;
    const QRectF exposed = option->exposedRect;
    painter->setRenderHint(QPainter::Antialiasing, false);
    paintTicks(*painter, exposed);
    if (exposed.left() < m_plot.left())
        paintValueLabels(*painter);
    painter->save();
    painter->setClipRect(
        exposed.intersected(m_plot.adjusted(0, -kLineMargin, kLineMargin, 0)), Qt::IntersectClip);
    if (m_staleSince)
        paintStaleGap(*painter);
    if (m_threshold)
        painter->fillRect(QRectF(m_plot.topLeft(), QPointF(m_plot.right(), yOf(m_threshold->value))),
            QColor::fromRgba(
                (colours().critical.rgb() & 0x00FFFFFFU) | (unsigned(kThresholdBandAlpha) << 24U)));
    const std::int64_t from = m_axis.columnOf(m_axis.timeAt(exposed.left() - kLineMargin));
    const std::int64_t to = m_axis.columnOf(m_axis.timeAt(exposed.right() + kLineMargin)) + 1;
    for (std::size_t line = 0; line < m_lines.size(); ++line)
        paintLine(*painter, line, std::max(from, m_axis.firstColumn()), std::min(to, m_axis.edgeColumn));
    if (m_threshold)
        paintThreshold(*painter);
    painter->restore();
}

void LiveSeriesItem::paintTicks(QPainter& painter, const QRectF& exposed) const
{
    constexpr double kHalfLabel = 40;
    painter.fillRect(QRectF(m_plot.left(), m_plot.bottom(), m_plot.width(), 1), colours().control);
    painter.setFont(uiFont(11));
    for (const auto& tick : timeTicks(m_axis, m_zone)) {
        const double x = std::floor(m_axis.xOf(tick.time));
        if (x + kHalfLabel < exposed.left() || x - kHalfLabel > exposed.right())
            continue;
        painter.fillRect(QRectF(x, m_plot.top(), m_axis.columnWidth, m_plot.height()), colours().grid);
        painter.fillRect(QRectF(x, m_plot.bottom(), m_axis.columnWidth, 4), colours().control);
        painter.setPen(colours().text2);
        painter.drawText(QRectF(x - kHalfLabel, m_plot.bottom() + 6, 2 * kHalfLabel, 16),
            Qt::AlignHCenter | Qt::AlignTop, tick.label);
    }
}

void LiveSeriesItem::paintValueLabels(QPainter& painter) const
{
    painter.setFont(uiFont(11));
    painter.setPen(colours().text2);
    for (int step = 0; step <= m_valueAxis.steps(); ++step) {
        const double value = m_valueAxis.valueAt(step);
        painter.drawText(QRectF(0, yOf(value) - 8, m_plot.left() - 8, 16), Qt::AlignRight | Qt::AlignVCenter,
            formatSi(value));
    }
}

void LiveSeriesItem::paintThreshold(QPainter& painter) const
{
    const double y = std::floor(yOf(m_threshold->value)) + 0.5;
    painter.setPen(crispPen(colours().critical, Qt::DashLine));
    painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
    painter.setFont(uiFont(10, QFont::DemiBold));
    painter.setPen(colours().criticalText);
    painter.drawText(QPointF(m_plot.left() + 6, y - 6), m_threshold->label);
}

void LiveSeriesItem::paintStaleGap(QPainter& painter) const
{
    const double x = std::max(m_plot.left(), std::floor(m_axis.xOf(*m_staleSince)));
    QColor shade = colours().warn;
    shade.setAlpha(kStaleGapAlpha);
    painter.fillRect(QRectF(QPointF(x, m_plot.top()), m_plot.bottomRight()), shade);
    painter.setPen(crispPen(colours().warn, Qt::DashLine));
    painter.drawLine(QPointF(x + 0.5, m_plot.top()), QPointF(x + 0.5, m_plot.bottom()));
    painter.setFont(uiFont(10));
    const QString text = QCoreApplication::translate("LiveSeriesItem", "nothing since");
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text);
    const bool fitsRight = x + 6 + width < m_plot.right();
    painter.drawText(QPointF(fitsRight ? x + 6 : x - 6 - width, m_plot.top() + 14), text);
}

void LiveSeriesItem::paintLine(QPainter& painter, std::size_t line, std::int64_t from, std::int64_t to) const
{
    const ColumnBuckets& buckets = m_buckets[line];
    while (from > m_axis.firstColumn()) { // the line enters from the last value left of what is painted
        const Bucket* before = buckets.at(--from);
        if (before && before->hasValue)
            break;
    }
    while (to < m_axis.edgeColumn) {
        const Bucket* after = buckets.at(++to);
        if (after && after->hasValue)
            break;
    }
    std::vector<QPointF> points;
    points.reserve(std::size_t(std::max<std::int64_t>(to - from + 1, 0)) * 2);
    for (std::int64_t column = from; column <= to; ++column) {
        const Bucket* bucket = buckets.at(column);
        if (!bucket || !bucket->hasValue)
            continue;
        if (bucket->isAfterGap) {
            paintRun(painter, line, points);
            points.clear();
        }
        addBucket(points, m_axis.xOfColumn(column), *bucket, *this);
    }
    paintRun(painter, line, points);
}

void LiveSeriesItem::paintRun(QPainter& painter, std::size_t line, std::span<const QPointF> points) const
{
    if (points.empty())
        return;
    const QColor colour = colourOf(line);
    if (m_lines[line].hasArea && points.size() > 1) {
        QLinearGradient gradient(0, m_areaTops[line], 0, m_plot.bottom());
        QColor shade = colour;
        shade.setAlpha(colours().areaTopAlpha);
        gradient.setColorAt(0, shade);
        shade.setAlpha(colours().areaBottomAlpha);
        gradient.setColorAt(1, shade);
        std::vector<QPointF> area(points.begin(), points.end());
        area.emplace_back(points.back().x(), m_plot.bottom());
        area.emplace_back(points.front().x(), m_plot.bottom());
        painter.setPen(Qt::NoPen);
        painter.setBrush(gradient);
        painter.drawPolygon(area.data(), int(area.size())); // not antialiased: the line hides its edge
    }
    if (points.size() == 1)
        painter.fillRect(QRectF(points[0].x() - 0.5, points[0].y() - 0.5, 1.5, 1.5), colour);
    drawFirmPolyline(painter, points, colour);
}

} // namespace halcyon::ui
