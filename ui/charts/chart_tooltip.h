#pragma once

#include <QColor>
#include <QPainter>
#include <QString>
#include <QStringList>

#include <vector>

namespace halcyon::ui {

/// One line of a chart's tooltip.
struct TooltipLine {
    QColor swatch; ///< invalid: none
    QString name, value;
};

/// A time and what the chart shows there: raised, 4-px corners, mono figures.
struct ChartTooltip {
    QString time;
    std::vector<TooltipLine> lines;

    [[nodiscard]] QSizeF size() const;
    /// Right of `x` where there is room within `plot`, else left of it.
    [[nodiscard]] QRectF placedAt(double x, const QRectF& plot) const;
    void paint(QPainter& painter, const QRectF& rect) const;
};

} // namespace halcyon::ui
