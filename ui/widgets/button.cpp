#include "ui/widgets/button.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QFontMetricsF>
#include <QMenu>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr double kGap = 8;
constexpr double kPadding = 12;
constexpr double kTightPadding = 7;
constexpr double kIconSize = 14;
constexpr double kArrowSize = 12;

double textWidth(const QString& text)
{
    return text.isEmpty() ? 0 : std::ceil(QFontMetricsF(uiFont(12, QFont::DemiBold)).horizontalAdvance(text));
}

} // namespace

Button::Button(const QString& text, QWidget* parent)
    : QPushButton(text, parent)
{
    setFixedHeight(28);
    setFocusPolicy(Qt::TabFocus); // a click leaves no ring behind
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Button::setLook(Look look)
{
    m_look = look;
    update();
}

void Button::setIconName(const QString& name)
{
    m_iconName = name;
    updateGeometry();
    update();
}

void Button::setKeyCap(const QString& key)
{
    m_keyCap = key;
    updateGeometry();
    update();
}

void Button::setSuffix(const QString& text)
{
    m_suffix = text;
    updateGeometry();
    update();
}

void Button::setSmall(bool isSmall)
{
    setFixedHeight(isSmall ? 24 : 28);
}

void Button::setTight(bool isTight)
{
    m_isTight = isTight;
    updateGeometry();
}

double Button::contentWidth() const
{
    double width = 0;
    const auto add = [&width](double part) {
        if (part > 0)
            width += width > 0 ? kGap + part : part;
    };
    add(m_iconName.isEmpty() ? 0 : kIconSize);
    add(textWidth(text()));
    add(textWidth(m_suffix));
    add(m_keyCap.isEmpty() ? 0 : keyCapWidth(m_keyCap));
    add(menu() ? kArrowSize : 0);
    return width;
}

QSize Button::sizeHint() const
{
    const bool isIconOnly = text().isEmpty();
    return {int(contentWidth() + (isIconOnly ? 14 : 2 * (m_isTight ? kTightPadding : kPadding))), height()};
}

QColor Button::ink() const
{
    const Colours& c = colours();
    if (!isEnabled())
        return c.text3;
    switch (m_look) {
    case Look::Primary:
        return c.onAccent;
    case Look::Dangerous:
        return c.criticalText;
    case Look::Quiet:
        return underMouse() ? c.text : c.text2;
    case Look::Plain:
        break;
    }
    return isChecked() ? c.selectedText : c.text;
}

QColor Button::ground() const
{
    const Colours& c = colours();
    if (!isEnabled())
        return c.panel;
    const bool isActive = underMouse() || isDown();
    if (m_look == Look::Primary)
        return isActive ? c.accent.lighter(112) : c.accent;
    if (isChecked())
        return c.selected;
    if (isActive)
        return c.hover;
    return m_look == Look::Plain ? c.raised : QColor(Qt::transparent);
}

void Button::paintGround(QPainter& painter) const
{
    const Colours& c = colours();
    QColor edge = m_look == Look::Dangerous ? c.critical : c.control;
    if (m_look == Look::Primary && isEnabled())
        edge = ground();
    if (m_look == Look::Quiet)
        edge = Qt::transparent;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(edge, 1));
    painter.setBrush(ground());
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_look == Look::Primary ? c.strong : c.accent, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void Button::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintGround(painter);
    const QColor colour = ink();
    const double middle = height() / 2.0;
    double x = std::floor((width() - contentWidth()) / 2);
    if (!m_iconName.isEmpty()) {
        drawIcon(
            painter, m_iconName, colour, QRectF(x, std::floor(middle - kIconSize / 2), kIconSize, kIconSize));
        x += kIconSize + kGap;
    }
    painter.setFont(uiFont(12, QFont::DemiBold));
    painter.setPen(colour);
    for (const QString& part : {text(), m_suffix}) {
        if (part.isEmpty())
            continue;
        painter.drawText(QRectF(x, 0, textWidth(part) + 1, height()), Qt::AlignLeft | Qt::AlignVCenter, part);
        x += textWidth(part) + kGap;
    }
    if (!m_keyCap.isEmpty()) {
        KeyCapColours cap = keyCapColours();
        if (m_look == Look::Primary && isEnabled()) {
            cap = {Qt::transparent, colour, colour};
            cap.edge.setAlphaF(0.45F);
        }
        x += drawKeyCap(painter, QPointF(x, std::floor(middle - 8)), m_keyCap, cap) + kGap;
    }
    if (menu())
        drawIcon(painter, QStringLiteral("chevron-down"), colour,
            QRectF(x, std::floor(middle - kArrowSize / 2), kArrowSize, kArrowSize));
}

} // namespace halcyon::ui
