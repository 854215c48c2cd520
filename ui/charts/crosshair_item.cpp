#include "ui/charts/crosshair_item.h"

#include "ui/format/numbers.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <cmath>

namespace halcyon::ui {

CrosshairItem::CrosshairItem(QGraphicsItem* parent, const LiveSeriesItem& series)
    : QGraphicsItem(parent)
    , m_series(series)
{
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(20); // above the lines
}

void CrosshairItem::geometryChanged()
{
    prepareGeometryChange();
}

void CrosshairItem::setAge(std::optional<std::chrono::microseconds> age)
{
    if (age == m_age)
        return;
    if (m_age)
        update(occupied());
    m_age = age;
    rebuild();
    if (m_age)
        update(occupied());
}

void CrosshairItem::refreshValues()
{
    if (!m_age)
        return;
    const QRectF before = occupied();
    const auto valuesBefore = m_values;
    rebuild();
    const bool isSame = std::ranges::equal(valuesBefore, m_values,
        [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); });
    if (!isSame)
        update(before.united(occupied()));
}

void CrosshairItem::setBand(std::optional<std::pair<double, double>> fromTo)
{
    const auto rectOf = [this](const std::pair<double, double>& band) {
        const QRectF& plot = m_series.plot();
        return QRectF(QPointF(std::min(band.first, band.second) - 1, plot.top()),
            QPointF(std::max(band.first, band.second) + 1, plot.bottom()));
    };
    if (m_band)
        update(rectOf(*m_band));
    m_band = fromTo;
    if (m_band)
        update(rectOf(*m_band));
}

void CrosshairItem::rebuild()
{
    if (!m_age)
        return;
    const TimeAxis& axis = m_series.timeAxis();
    const engine::EventTime time = axis.edge - *m_age;
    m_x = axis.xOf(time);
    m_values = m_series.valuesAt(time);
    m_tooltip.time = formatLongDateClock(time, m_zone);
    m_tooltip.lines.clear();
    for (std::size_t line = 0; line < m_values.size(); ++line) {
        const LineStyle& style = m_series.lines()[line];
        m_tooltip.lines.push_back({colours().series[std::size_t(style.colour)], style.name,
            formatDecimal(m_values[line], style.decimals)});
    }
    m_tooltipRect = m_tooltip.placedAt(m_x, m_series.plot());
}

QRectF CrosshairItem::occupied() const
{
    const QRectF& plot = m_series.plot();
    return QRectF(m_x - 7, plot.top() - 7, 14, plot.height() + 14)
        .united(m_tooltipRect.adjusted(-1, -1, 1, 1));
}

void CrosshairItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    const QRectF& plot = m_series.plot();
    const Colours& c = colours();
    if (m_band) {
        QColor shade = c.accent;
        shade.setAlpha(40);
        const QRectF band(QPointF(m_band->first, plot.top()), QPointF(m_band->second, plot.bottom()));
        painter->fillRect(band.normalized(), shade);
        for (const double x : {m_band->first, m_band->second})
            painter->fillRect(QRectF(std::floor(x), plot.top(), 1, plot.height()), c.accent);
    }
    if (!m_age || m_x < plot.left() || m_x > plot.right())
        return;
    QPen dashed(c.text3, 1);
    dashed.setCosmetic(true);
    dashed.setDashPattern({4, 3});
    painter->setPen(dashed);
    painter->drawLine(QPointF(m_x, plot.top()), QPointF(m_x, plot.bottom()));
    painter->setRenderHint(QPainter::Antialiasing);
    for (std::size_t line = 0; line < m_values.size(); ++line) {
        if (!std::isfinite(m_values[line]))
            continue;
        painter->setPen(QPen(c.panel, 2));
        painter->setBrush(c.series[std::size_t(m_series.lines()[line].colour)]);
        painter->drawEllipse(QPointF(m_x, m_series.yOf(m_values[line])), 4, 4);
    }
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (!m_band)
        m_tooltip.paint(*painter, m_tooltipRect);
}

} // namespace halcyon::ui
