#include "ui/panels/stat_tile.h"

#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kSparkHeight = 36;
constexpr int kTextHeight = 70; // title and value need this
constexpr int kAreaTopAlpha = 71, kAreaBottomAlpha = 5;
constexpr double kSparkTopMargin = 4;

/// Each value becomes the mean of the last `seconds` values; gaps stay gaps.
void smooth(engine::MetricSeries& series, int seconds)
{
    const std::vector<double> values = series.values;
    double sum = 0;
    int count = 0;
    const auto take = [&](double value, int by) {
        if (std::isfinite(value)) {
            sum += by * value;
            count += by;
        }
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
        take(values[i], 1);
        if (i >= std::size_t(seconds))
            take(values[i - std::size_t(seconds)], -1);
        if (std::isfinite(values[i]))
            series.values[i] = sum / count;
    }
}

QColor moodColour(TileText::Mood mood)
{
    const Colours& c = colours();
    switch (mood) {
    case TileText::Mood::Good:
        return c.ok;
    case TileText::Mood::Bad:
        return c.high;
    case TileText::Mood::Critical:
        return c.criticalText;
    case TileText::Mood::Neutral:
        break;
    }
    return c.text2;
}

} // namespace

QString deltaText(double last, double mean, bool isRelative, int decimals)
{
    if (!std::isfinite(last) || !std::isfinite(mean) || (isRelative && mean == 0))
        return {};
    const double delta = isRelative ? (last - mean) / std::abs(mean) * 100 : last - mean;
    const QString figure
        = formatDecimal(std::abs(delta), decimals) + (isRelative ? QStringLiteral("%") : QString());
    const bool isNothing = QString::number(std::abs(delta), 'f', decimals).toDouble() == 0;
    return isNothing ? QStringLiteral("= ") + figure
                     : (delta > 0 ? QStringLiteral("▲ ") : QStringLiteral("▼ ")) + figure;
}

StatTile::StatTile(
    Spec spec, EngineFeed& feed, const ZoneChoice& zone, RefreshScheduler& scheduler, QWidget* parent)
    : QWidget(parent)
    , m_spec(std::move(spec))
    , m_feed(feed)
    , m_zone(zone)
    , m_scheduler(scheduler)
    , m_subscription(feed, {m_spec.metric})
{
    setToolTip(m_spec.explanation);
    setAccessibleName(m_spec.title);
    const auto markDirty = [this] { m_scheduler.markDirty(*this); };
    connect(&feed, &EngineFeed::snapshotChanged, this, markDirty);
    connect(&feed, &EngineFeed::stateChanged, this, markDirty);
    connect(&feed, &EngineFeed::staleClockTicked, this, markDirty);
    scheduler.add(*this);
}

StatTile::~StatTile()
{
    m_scheduler.remove(*this);
}

QRectF StatTile::sparkRect() const
{
    const int room = std::clamp(height() - kTextHeight - 2, 0, kSparkHeight);
    return QRectF(1, height() - 1 - room, width() - 2, room);
}

void StatTile::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_axis = {};
    m_scheduler.markDirty(*this);
}

void StatTile::refresh()
{
    const LiveView view = makeLiveView(m_feed, m_zone.zone());
    const engine::MetricSeries* found = view.snapshot.find(m_spec.metric);
    engine::MetricSeries series = found && view.hasMessages() ? *found : engine::MetricSeries{};
    TileText text = view.snapshot.sequence == 0 ? TileText{QString::fromUtf16(kNoValue), {}, {}, {}}
                                                : m_spec.text(view, endedValues(series, view.edge));
    const bool isRestyled = view.isStale() != m_isStale;
    m_isStale = view.isStale();
    if (text != m_text || isRestyled) {
        m_text = std::move(text);
        update(QRect(0, 0, width(), int(sparkRect().top())));
    }
    if (m_spec.smoothing > 1)
        smooth(series, m_spec.smoothing);
    const QRectF spark = sparkRect();
    const TimeAxis axis
        = TimeAxis::make(spark.left(), spark.right(), devicePixelRatioF(), view.edge, view.snapshot.range);
    const bool isSameWindow = axis.edgeColumn == m_axis.edgeColumn && axis.columns == m_axis.columns
        && axis.columnTime == m_axis.columnTime && !isRestyled;
    m_axis = axis;
    const std::int64_t changed = m_buckets.rebuild(series, axis);
    const bool isMuchNew = changed < axis.edgeColumn - axis.columns / 4;
    if (!isSameWindow || isMuchNew) {
        rescale();
        update(spark.toAlignedRect());
    } else if (changed <= axis.edgeColumn) {
        const double left = std::max(spark.left(), axis.xOfColumn(changed - 1) - 2);
        update(QRectF(QPointF(left, spark.top()), spark.bottomRight()).toAlignedRect());
    }
}

/// The line fills its height; the scale stays while only the head changes.
void StatTile::rescale()
{
    m_least = INFINITY;
    m_most = -INFINITY;
    for (std::int64_t column = m_buckets.firstColumn(); column <= m_buckets.lastColumn(); ++column) {
        const Bucket* bucket = m_buckets.at(column);
        if (bucket && bucket->hasValue) {
            m_least = std::min(m_least, bucket->last);
            m_most = std::max(m_most, bucket->last);
        }
    }
    if (!(m_least < m_most)) { // flat or nothing: in the middle
        const float middle = std::isfinite(m_least) ? m_least : 0;
        m_least = middle - 1;
        m_most = middle + 1;
    }
}

void StatTile::paintEvent(QPaintEvent* event)
{
    const Colours& c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.border, 1));
    painter.setBrush(c.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (event->rect().top() < sparkRect().top())
        paintText(painter);
    if (event->rect().bottom() >= sparkRect().top())
        paintSpark(painter);
}

/// The arrow stands beside the title; in a narrow tile it steps down to the value.
void StatTile::paintTitle(QPainter& painter) const
{
    const Colours& c = colours();
    const QFontMetricsF metrics(uiFont(12, QFont::DemiBold));
    const double delta = QFontMetricsF(monoFont(11)).horizontalAdvance(m_text.delta);
    const double room = width() - 26;
    const bool isLong = metrics.horizontalAdvance(m_spec.title) > room && !m_spec.shortTitle.isEmpty();
    const QString& title = isLong ? m_spec.shortTitle : m_spec.title;
    const bool isBeside = metrics.horizontalAdvance(title) + 8 + delta <= room;
    painter.setFont(uiFont(12, QFont::DemiBold));
    painter.setPen(c.text2);
    painter.drawText(QRectF(13, 12, room, 16), Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(title, Qt::ElideRight, room));
    painter.setFont(monoFont(11));
    painter.setPen(m_isStale ? c.text3 : moodColour(m_text.mood));
    painter.drawText(
        QRectF(13, isBeside ? 12 : 48, room, 16), Qt::AlignRight | Qt::AlignVCenter, m_text.delta);
}

void StatTile::paintText(QPainter& painter) const
{
    const Colours& c = colours();
    paintTitle(painter);
    painter.setFont(uiFont(28, QFont::DemiBold));
    painter.setPen(m_isStale ? c.text2 : c.text);
    constexpr double kBaseline = 62;
    const double width = drawTabular(painter, QPointF(13, kBaseline), m_text.value);
    painter.setFont(uiFont(14, QFont::DemiBold));
    painter.setPen(c.text2);
    painter.drawText(QPointF(13 + width + 6, kBaseline), m_text.unit);
}

void StatTile::paintSpark(QPainter& painter) const
{
    const QRectF spark = sparkRect();
    if (spark.height() < 12)
        return;
    std::vector<QPointF> points;
    for (std::int64_t column = m_axis.firstColumn(); column <= m_axis.edgeColumn; ++column) {
        const Bucket* bucket = m_buckets.at(column);
        if (!bucket || !bucket->hasValue)
            continue;
        const double share = std::clamp(double(bucket->last - m_least) / double(m_most - m_least), 0.0, 1.0);
        points.emplace_back(
            m_axis.xOfColumn(column), spark.bottom() - 2 - share * (spark.height() - 2 - kSparkTopMargin));
    }
    if (points.size() < 2)
        return;
    const QColor colour = m_isStale ? colours().text3 : colours().series[std::size_t(m_spec.colour)];
    QLinearGradient gradient(0, spark.top() + kSparkTopMargin, 0, spark.bottom());
    QColor shade = colour;
    shade.setAlpha(kAreaTopAlpha);
    gradient.setColorAt(0, shade);
    shade.setAlpha(kAreaBottomAlpha);
    gradient.setColorAt(1, shade);
    std::vector<QPointF> area = points;
    area.emplace_back(points.back().x(), spark.bottom());
    area.emplace_back(points.front().x(), spark.bottom());
    painter.setPen(Qt::NoPen);
    painter.setBrush(gradient);
    painter.drawPolygon(area.data(), int(area.size()));
    painter.setClipRect(spark);
    drawFirmPolyline(painter, points, colour);
}

void StatTile::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT clicked();
}

} // namespace halcyon::ui
