#include "ui/panels/gauge.h"

#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr double kFirstAngle = 210; // degrees, counted as Qt does: from three o'clock, against the clock
constexpr double kSweep = 240;

void drawArc(QPainter& painter, const QPointF& centre, double radius, double thickness, double from,
    double to, const QColor& colour)
{
    QPen pen(colour, thickness);
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    const QRectF box(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius);
    painter.drawArc(box, int(std::lround((kFirstAngle - from / 100 * kSweep) * 16)),
        -int(std::lround((to - from) / 100 * kSweep * 16)));
}

} // namespace

Gauge::Gauge(Spec spec, EngineFeed& feed, QWidget* parent)
    : PanelContent(parent)
    , m_spec(std::move(spec))
    , m_subscription(feed, {m_spec.metric})
{
}

void Gauge::showLive(const LiveView& view)
{
    m_drill = m_spec.drill(view);
    const std::optional<double> value = m_spec.value(view.snapshot);
    const auto shown
        = [](const std::optional<double>& percent) { return percent ? std::lround(*percent * 10) : -1; };
    const bool isSame = shown(value) == shown(m_value) && view.isStale() == m_isStale;
    m_value = value;
    m_isStale = view.isStale();
    if (!isSame)
        update();
}

ValueTable Gauge::values() const
{
    return {{tr("Measure"), tr("Percent")},
        {{tr("now"), m_value ? QString::number(*m_value, 'f', 2) : QString()},
            {tr("target"), QString::number(m_spec.goodFrom)}}};
}

QColor Gauge::colourOf(double percent) const
{
    const Colours& c = colours();
    return percent < m_spec.warnFrom ? c.critical : percent < m_spec.goodFrom ? c.warn : c.ok;
}

void Gauge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().panel);
    if (!m_value)
        return;
    const double radius = std::min({112.0, (height() - 42) / 1.98, (width() - 40) / 2.3});
    const QPointF centre(width() / 2.0, std::max(radius + 18, (height() - 1.74 * radius) / 2 + radius));
    painter.setRenderHint(QPainter::Antialiasing);
    paintArcs(painter, centre, radius);
    paintTexts(painter, centre, radius);
}

void Gauge::paintArcs(QPainter& painter, const QPointF& centre, double radius) const
{
    const Colours& c = colours();
    const double thickness = radius * 0.17;
    const double percent = std::clamp(*m_value, 0.0, 100.0);
    drawArc(painter, centre, radius, thickness, 0, 100, c.track);
    drawArc(painter, centre, radius, thickness, 0, percent, m_isStale ? c.text3 : colourOf(percent));
    const double rim = radius * 1.125;
    drawArc(painter, centre, rim, 3, 0, m_spec.warnFrom, c.critical);
    drawArc(painter, centre, rim, 3, m_spec.warnFrom, m_spec.goodFrom, c.warn);
    drawArc(painter, centre, rim, 3, m_spec.goodFrom, 100, c.ok);
}

void Gauge::paintTexts(QPainter& painter, const QPointF& centre, double radius) const
{
    const Colours& c = colours();
    const QString figure = formatDecimal(*m_value, 1);
    const QFont large = uiFont(int(radius * 0.39), QFont::DemiBold);
    const QFont unit = uiFont(int(radius * 0.18), QFont::Medium);
    const double figureWidth = QFontMetricsF(large).horizontalAdvance(figure);
    const double unitWidth = QFontMetricsF(unit).horizontalAdvance(u'%');
    const double left = centre.x() - (figureWidth + 8 + unitWidth) / 2;
    painter.setFont(large);
    painter.setPen(m_isStale ? c.text2 : c.text);
    painter.drawText(QPointF(left, centre.y() + radius * 0.16), figure);
    painter.setFont(unit);
    painter.setPen(c.text2);
    painter.drawText(QPointF(left + figureWidth + 8, centre.y() + radius * 0.16), QStringLiteral("%"));
    painter.setFont(uiFont(11));
    const auto centred = [&](double x, double y, const QString& text) {
        painter.drawText(QRectF(x - 80, y - 8, 160, 16), Qt::AlignCenter, text);
    };
    centred(centre.x(), centre.y() + radius * 0.375, tr("target ≥ %1 %").arg(m_spec.goodFrom));
    centred(centre.x() - radius, centre.y() + radius * 0.83, QStringLiteral("0"));
    centred(centre.x() + radius, centre.y() + radius * 0.83, QStringLiteral("100"));
}

void Gauge::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && m_value)
        Q_EMIT drillRequested(m_drill);
}

} // namespace halcyon::ui
