#include "ui/shell/breadcrumb.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr double kSeparatorWidth = 15; // the slash with 5 px on both sides

QFont partFont(bool isLast)
{
    return uiFont(14, isLast ? QFont::DemiBold : QFont::Medium);
}

} // namespace

Breadcrumb::Breadcrumb(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void Breadcrumb::setParts(const QStringList& parts)
{
    if (parts == m_parts)
        return;
    m_parts = parts;
    m_hovered = -1;
    setAccessibleName(parts.join(QStringLiteral(" / ")));
    updateGeometry();
    update();
}

double Breadcrumb::widthOf(int part) const
{
    return QFontMetricsF(partFont(part == m_parts.size() - 1)).horizontalAdvance(m_parts[part]);
}

QSize Breadcrumb::sizeHint() const
{
    double width = 0;
    for (int part = 0; part < m_parts.size(); ++part)
        width += widthOf(part) + (part > 0 ? kSeparatorWidth : 0);
    return {int(std::ceil(width)) + 1, 20};
}

void Breadcrumb::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    double x = 0;
    for (int part = 0; part < m_parts.size(); ++part) {
        const bool isLast = part == m_parts.size() - 1;
        painter.setFont(partFont(isLast));
        painter.setPen(isLast || part == m_hovered ? colours().strong : colours().text2);
        const double room = std::min(widthOf(part) + 1, width() - x);
        const QString text = QFontMetricsF(painter.font()).elidedText(m_parts[part], Qt::ElideRight, room);
        painter.drawText(QRectF(x, 0, room, height()), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += widthOf(part);
        if (isLast)
            break;
        painter.setFont(partFont(false));
        painter.setPen(colours().text3);
        painter.drawText(QRectF(x, 0, kSeparatorWidth, height()), Qt::AlignCenter, QStringLiteral("/"));
        x += kSeparatorWidth;
    }
}

int Breadcrumb::partAt(double x) const
{
    double left = 0;
    for (int part = 0; part + 1 < m_parts.size(); ++part) {
        const double right = left + widthOf(part);
        if (x >= left && x <= right)
            return part;
        left = right + kSeparatorWidth;
    }
    return -1;
}

void Breadcrumb::mouseMoveEvent(QMouseEvent* event)
{
    const int part = partAt(event->position().x());
    if (part == m_hovered)
        return;
    m_hovered = part;
    setCursor(part >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void Breadcrumb::mouseReleaseEvent(QMouseEvent* event)
{
    const int part = partAt(event->position().x());
    if (part >= 0)
        Q_EMIT partClicked(part);
}

void Breadcrumb::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

} // namespace halcyon::ui
