#include "ui/charts/chart_tooltip.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace halcyon::ui {

namespace {

constexpr double kPadding = 10;
constexpr double kRowHeight = 18;
constexpr double kSwatchSpace = 18;
constexpr double kDistance = 12; // from the crosshair
constexpr double kNarrowest = 150;

} // namespace

QSizeF ChartTooltip::size() const
{
    const QFontMetricsF names(uiFont(11));
    const QFontMetricsF figures(monoFont(11));
    double width = std::max(kNarrowest, figures.horizontalAdvance(time) + 2 * kPadding);
    for (const auto& line : lines)
        width = std::max(width,
            2 * kPadding + kSwatchSpace + names.horizontalAdvance(line.name) + 16
                + figures.horizontalAdvance(line.value));
    return {std::ceil(width), 30 + kRowHeight * double(lines.size())};
}

QRectF ChartTooltip::placedAt(double x, const QRectF& plot) const
{
    const QSizeF box = size();
    const bool fitsRight = x + kDistance + box.width() <= plot.right();
    const double left = fitsRight ? x + kDistance : std::max(plot.left(), x - kDistance - box.width());
    const double top = plot.top() + std::max(0.0, (plot.height() - box.height()) / 2);
    return {QPointF(std::floor(left), std::floor(top)), box};
}

void ChartTooltip::paint(QPainter& painter, const QRectF& rect) const
{
    const Colours& c = colours();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.control, 1));
    painter.setBrush(c.raised);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QRectF content = rect.adjusted(kPadding, 0, -kPadding, 0);
    painter.setFont(monoFont(11));
    painter.setPen(c.text2);
    painter.drawText(QRectF(content.left(), rect.top() + 6, content.width(), kRowHeight),
        Qt::AlignLeft | Qt::AlignVCenter, time);
    double y = rect.top() + 26;
    for (const auto& line : lines) {
        const QRectF row(content.left(), y, content.width(), kRowHeight);
        if (line.swatch.isValid())
            painter.fillRect(QRectF(row.left(), std::floor(row.center().y()) - 1, 12, 3), line.swatch);
        painter.setFont(uiFont(11));
        painter.setPen(c.text);
        painter.drawText(row.adjusted(line.swatch.isValid() ? kSwatchSpace : 0, 0, 0, 0),
            Qt::AlignLeft | Qt::AlignVCenter, line.name);
        painter.setFont(monoFont(11));
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, line.value);
        y += kRowHeight;
    }
}

} // namespace halcyon::ui
