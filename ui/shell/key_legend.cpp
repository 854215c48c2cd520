#include "ui/shell/key_legend.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr double kLeft = 8;
constexpr double kTop = 12; // of the caps: 8 px of air above a line of 24
constexpr double kCapGap = 6;
constexpr double kHintGap = 18;

double hintWidth(const KeyHint& hint)
{
    double width = 0;
    for (const auto& cap : keyCaps(hint.keys))
        width += keyCapWidth(cap) + kCapGap;
    return width + QFontMetricsF(uiFont(11)).horizontalAdvance(hint.text);
}

} // namespace

KeyLegend::KeyLegend(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(36);
}

void KeyLegend::setHints(const QList<KeyHint>& hints)
{
    m_hints = hints;
    update();
}

void KeyLegend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    double x = kLeft;
    for (const auto& hint : m_hints) {
        if (x + hintWidth(hint) > width() - kLeft)
            return;
        for (const auto& cap : keyCaps(hint.keys))
            x += drawKeyCap(painter, {x, kTop}, cap) + kCapGap;
        painter.setFont(uiFont(11));
        painter.setPen(colours().text2);
        const double textWidth = std::ceil(QFontMetricsF(painter.font()).horizontalAdvance(hint.text));
        painter.drawText(QRectF(x, kTop, textWidth + 1, 16), Qt::AlignLeft | Qt::AlignVCenter, hint.text);
        x += textWidth + kHintGap;
    }
}

} // namespace halcyon::ui
