#include "ui/widgets/draw.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>

#include <cmath>

namespace halcyon::ui {

namespace {

void drawGround(QPainter& painter, const QRectF& rect, double radius, const QColor& ground)
{
    const bool wasSmooth = painter.testRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(rect, radius, radius);
    painter.setRenderHint(QPainter::Antialiasing, wasSmooth);
}

void drawDisc(QPainter& painter, const QPointF& centre, double radius, const QPen& pen, const QBrush& brush)
{
    const bool wasSmooth = painter.testRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    painter.setBrush(brush);
    painter.drawEllipse(centre, radius, radius);
    painter.setRenderHint(QPainter::Antialiasing, wasSmooth);
}

} // namespace

QColor toneColour(Tone tone)
{
    const Colours& c = colours();
    switch (tone) {
    case Tone::Plain:
        return c.text;
    case Tone::Secondary:
        return c.text2;
    case Tone::Tertiary:
        return c.text3;
    case Tone::Link:
        return c.link;
    case Tone::Ok:
        return c.ok;
    case Tone::Warn:
        return c.warn;
    case Tone::High:
        return c.high;
    case Tone::Critical:
        return c.criticalText;
    case Tone::Info:
        return c.info;
    case Tone::Accent:
        break;
    }
    return c.accent;
}

void drawPill(QPainter& painter, const QPointF& topLeft, engine::Severity severity, const QString& text)
{
    const QColor ink = colours().severityText(severity);
    const QRectF rect(topLeft, kPillSize);
    drawGround(painter, rect, 3, colours().severityGround(severity));
    drawDisc(painter, {rect.left() + 9.5, rect.center().y()}, 2.5, Qt::NoPen, ink);
    painter.setFont(uiFont(10, QFont::DemiBold));
    painter.setPen(ink);
    painter.drawText(rect.adjusted(18, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
}

double drawTag(
    QPainter& painter, const QPointF& topLeft, const QString& text, const QColor& ground, const QColor& ink)
{
    painter.setFont(uiFont(10, QFont::DemiBold));
    const double width = std::ceil(QFontMetricsF(painter.font()).horizontalAdvance(text)) + 12;
    const QRectF rect(topLeft, QSizeF(width, 17));
    drawGround(painter, rect, 3, ground);
    painter.setPen(ink);
    painter.drawText(rect, Qt::AlignCenter, text);
    return width;
}

double keyCapWidth(const QString& key)
{
    return std::max(18.0, std::ceil(QFontMetricsF(monoFont(10, QFont::Medium)).horizontalAdvance(key)) + 10);
}

KeyCapColours keyCapColours()
{
    return {colours().raised, colours().control, colours().text};
}

double drawKeyCap(QPainter& painter, const QPointF& topLeft, const QString& key, const KeyCapColours& with)
{
    const QRectF rect(topLeft, QSizeF(keyCapWidth(key), 16));
    const bool wasSmooth = painter.testRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(with.edge, 1));
    painter.setBrush(with.ground);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, wasSmooth);
    painter.setFont(monoFont(10, QFont::Medium));
    painter.setPen(with.ink);
    painter.drawText(rect, Qt::AlignCenter, key);
    return rect.width();
}

void drawLed(QPainter& painter, const QPointF& centre, const QColor& colour)
{
    QColor halo = colour;
    halo.setAlphaF(0.25F);
    drawDisc(painter, centre, 6, Qt::NoPen, halo);
    drawDisc(painter, centre, 4, Qt::NoPen, colour);
}

void drawMark(QPainter& painter, const QPointF& centre, Mark mark, const QColor& colour)
{
    if (mark == Mark::Dot)
        drawDisc(painter, centre, 3.5, Qt::NoPen, colour);
    else if (mark == Mark::Ring)
        drawDisc(painter, centre, 3.2, QPen(colour, 1.6), Qt::NoBrush);
}

void drawCheck(QPainter& painter, const QPointF& topLeft, bool isTicked)
{
    const Colours& c = colours();
    const bool wasSmooth = painter.testRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(isTicked ? c.accent : c.control, 1));
    painter.setBrush(isTicked ? c.accent : c.raised);
    painter.drawRoundedRect(QRectF(topLeft, QSizeF(13, 13)).translated(0.5, 0.5), 3, 3);
    if (isTicked) {
        painter.setPen(QPen(c.onAccent, 2));
        const QPointF tick[] = {topLeft + QPointF(3.5, 7), topLeft + QPointF(6, 9.5), topLeft + QPointF(10.5, 4.5)};
        painter.drawPolyline(tick, 3);
    }
    painter.setRenderHint(QPainter::Antialiasing, wasSmooth);
}

void drawBar(QPainter& painter, const QRectF& rect, double fill, const QColor& colour)
{
    painter.fillRect(rect, colours().track);
    painter.fillRect(
        QRectF(rect.topLeft(), QSizeF(rect.width() * std::clamp(fill, 0.0, 1.0), rect.height())), colour);
}

void drawSparkline(QPainter& painter, const QRectF& rect, std::span<const float> values, const QColor& colour)
{
    float low = INFINITY;
    float high = -INFINITY;
    for (const float value : values) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (!(low <= high) || values.size() < 2)
        return;
    const double span = high > low ? double(high - low) : 1.0;
    const double step = rect.width() / double(values.size() - 1);
    std::vector<QPointF> points;
    points.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isfinite(values[i])) {
            const double share = high > low ? double(values[i] - low) / span : 0.0;
            points.emplace_back(rect.left() + step * double(i), rect.bottom() - share * rect.height());
        } else {
            drawFirmPolyline(painter, points, colour);
            points.clear();
        }
    }
    drawFirmPolyline(painter, points, colour);
}

void drawFirmPolyline(QPainter& painter, std::span<const QPointF> points, const QColor& colour)
{
    if (points.size() < 2)
        return;
    QPen pen(colour, 1);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const double shift : {-0.3, 0.6}) { // relative: -0.3, then +0.3
        painter.translate(0, shift);
        painter.drawPolyline(points.data(), int(points.size()));
    }
    painter.translate(0, -0.3);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace halcyon::ui
