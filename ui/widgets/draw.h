#pragma once

#include "engine/model/score.h"
#include "ui/models/cell_roles.h"

#include <QColor>
#include <QPainter>
#include <QRectF>
#include <QString>

#include <span>

namespace halcyon::ui {

/// The small parts that many widgets share, in the colours of the theme. Each
/// leaves the painter's pen, brush and font changed, nothing else.

[[nodiscard]] QColor toneColour(Tone tone);

/// "• CRITICAL", 74 x 17, at `topLeft`.
void drawPill(QPainter& painter, const QPointF& topLeft, engine::Severity severity, const QString& text);
inline constexpr QSizeF kPillSize{74, 17};

/// A word on a rounded ground of 17 px height; returns its width.
double drawTag(
    QPainter& painter, const QPointF& topLeft, const QString& text, const QColor& ground, const QColor& ink);
struct KeyCapColours {
    QColor ground, edge, ink;
};
[[nodiscard]] KeyCapColours keyCapColours();
/// A key as on a keyboard, 16 px high; returns its width.
double drawKeyCap(QPainter& painter, const QPointF& topLeft, const QString& key,
    const KeyCapColours& with = keyCapColours());
[[nodiscard]] double keyCapWidth(const QString& key);

/// The state of a connection: 8 px with a soft ring. Always beside a word.
void drawLed(QPainter& painter, const QPointF& centre, const QColor& colour);
/// A filled dot of 7 px or an 8-px ring.
void drawMark(QPainter& painter, const QPointF& centre, Mark mark, const QColor& colour);
/// A box of 14 px, ticked or not.
void drawCheck(QPainter& painter, const QPointF& topLeft, bool isTicked);
/// A flat bar on a track, `fill` 0..1.
void drawBar(QPainter& painter, const QRectF& rect, double fill, const QColor& colour);
/// A line of values across `rect`, oldest left; NaN leaves a gap.
void drawSparkline(
    QPainter& painter, const QRectF& rect, std::span<const float> values, const QColor& colour);

/// A line in a 1-px cosmetic pen, twice, 0.3 px apart: reads as 1.5 px at the
/// price of 1 (thicker antialiased pens leave Qt's fast path).
void drawFirmPolyline(QPainter& painter, std::span<const QPointF> points, const QColor& colour);

} // namespace halcyon::ui
