#include "ui/widgets/segments.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kPadding = 11;
constexpr int kGap = 6;

int advance(const QFont& font, const QString& text)
{
    return text.isEmpty() ? 0 : int(std::ceil(QFontMetricsF(font).horizontalAdvance(text)));
}

} // namespace

Segments::Segments(const QStringList& texts, QWidget* parent)
    : QWidget(parent)
{
    for (const auto& text : texts)
        m_parts.append({text, {}, {}});
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(texts.join(QStringLiteral(", ")));
}

void Segments::setText(int part, const QString& text)
{
    m_parts[part].text = text;
    updateGeometry();
    update();
}

void Segments::setFigure(int part, const QString& figure)
{
    if (m_parts[part].figure == figure)
        return;
    m_parts[part].figure = figure;
    updateGeometry();
    update();
}

void Segments::setKeyCaps(const QStringList& caps)
{
    for (int part = 0; part < m_parts.size(); ++part)
        m_parts[part].cap = caps.value(part);
    updateGeometry();
    update();
}

void Segments::setSmall(bool isSmall)
{
    m_isSmall = isSmall;
    updateGeometry();
}

void Segments::setCurrent(int part)
{
    m_current = part;
    update();
}

int Segments::widthOf(const Part& part) const
{
    const int size = m_isSmall ? 11 : 12;
    int width = 2 * kPadding + advance(uiFont(size, QFont::DemiBold), part.text);
    if (!part.figure.isEmpty())
        width += kGap + advance(uiFont(size), part.figure);
    if (!part.cap.isEmpty())
        width += kGap + int(keyCapWidth(part.cap));
    return width;
}

QSize Segments::sizeHint() const
{
    int width = 1;
    for (const auto& part : m_parts)
        width += widthOf(part);
    return {width, m_isSmall ? 22 : 28};
}

QRect Segments::partRect(int part) const
{
    int left = 0;
    for (int before = 0; before < part; ++before)
        left += widthOf(m_parts[before]);
    return {left, 0, widthOf(m_parts[part]) + (part == m_parts.size() - 1 ? 1 : 0), sizeHint().height()};
}

int Segments::partAt(const QPoint& point) const
{
    for (int part = 0; part < m_parts.size(); ++part) {
        if (partRect(part).contains(point))
            return part;
    }
    return -1;
}

void Segments::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? c.accent : c.control, 1));
    painter.setBrush(c.raised);
    const QRectF frame = QRectF(QPointF(0, 0), sizeHint()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(frame, 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int part = 0; part < m_parts.size(); ++part)
        paintPart(painter, part);
}

void Segments::paintPart(QPainter& painter, int number) const
{
    const Colours& c = colours();
    const Part& part = m_parts[number];
    const QRect rect = partRect(number);
    const bool isCurrent = number == m_current;
    const bool isLast = number == m_parts.size() - 1;
    if (isCurrent || number == m_hovered)
        painter.fillRect(rect.adjusted(1, 1, -1, -1), isCurrent ? c.selected : c.hover);
    if (!isLast)
        painter.fillRect(rect.right(), 1, 1, rect.height() - 2, c.control);
    const QColor ink = isCurrent ? c.selectedText : number == m_hovered && isEnabled() ? c.text : c.text2;
    const int size = m_isSmall ? 11 : 12;
    int x = rect.left() + kPadding;
    if (!part.cap.isEmpty())
        x += int(drawKeyCap(painter, QPointF(x, (rect.height() - 16) / 2), part.cap)) + kGap;
    painter.setPen(isEnabled() ? ink : c.text3);
    painter.setFont(uiFont(size, isCurrent ? QFont::DemiBold : QFont::Medium));
    painter.drawText(QRect(x, 0, rect.width(), rect.height()), Qt::AlignLeft | Qt::AlignVCenter, part.text);
    if (part.figure.isEmpty())
        return;
    x += advance(painter.font(), part.text) + kGap;
    painter.setFont(uiFont(size));
    painter.drawText(QRect(x, 0, rect.width(), rect.height()), Qt::AlignLeft | Qt::AlignVCenter, part.figure);
}

void Segments::choose(int part)
{
    if (part < 0 || part >= m_parts.size() || !isEnabled())
        return;
    setCurrent(part);
    Q_EMIT chosen(part);
}

void Segments::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        choose(partAt(event->position().toPoint()));
}

void Segments::mouseMoveEvent(QMouseEvent* event)
{
    const int part = partAt(event->position().toPoint());
    if (part == m_hovered)
        return;
    m_hovered = part;
    update();
}

void Segments::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

void Segments::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left)
        choose(std::max(0, m_current - 1));
    else if (event->key() == Qt::Key_Right)
        choose(std::min(int(m_parts.size()) - 1, m_current + 1));
    else
        QWidget::keyPressEvent(event);
}

} // namespace halcyon::ui
