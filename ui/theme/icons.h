#pragma once

#include <QColor>
#include <QPixmap>
#include <QString>

class QPainter;
class QRectF;

namespace halcyon::ui {

/// The icon `name` (a file in resources/icons) in one colour, `size` logical
/// px square, rendered at `devicePixelRatio`. Cached; an unknown name asserts.
[[nodiscard]] QPixmap iconPixmap(
    const QString& name, const QColor& colour, int size, double devicePixelRatio);

/// Draws it at the painter's own pixel ratio.
void drawIcon(QPainter& painter, const QString& name, const QColor& colour, const QRectF& rect);

/// The two-coloured mark, 30 x 26 at scale 1.
void drawLogo(QPainter& painter, const QRectF& rect);

} // namespace halcyon::ui
