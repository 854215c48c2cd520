#include "ui/shell/rail.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace halcyon::ui {

namespace {

constexpr int kFirstTop = 64;
constexpr int kPitch = 46;
constexpr int kSize = 40;
constexpr int kBottomMargin = 21;

} // namespace

Rail::Rail(QWidget* parent)
    : QWidget(parent)
{
    setFixedWidth(kWidth);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void Rail::addEntry(const QString& icon, const QString& name, const QString& key)
{
    m_entries.append({icon, name, key, 0});
    update();
}

void Rail::addAction(const QString& icon, const QString& name, const QString& key)
{
    m_actions.append({icon, name, key, 0});
    update();
}

void Rail::setCurrent(int entry)
{
    m_current = entry;
    update();
}

void Rail::setBadge(int entry, int count)
{
    if (entry < 0 || entry >= m_entries.size() || m_entries[entry].badge == count)
        return;
    m_entries[entry].badge = count;
    update(entryRect(entry));
}

QRect Rail::entryRect(int entry) const
{
    return {8, kFirstTop + entry * kPitch, kSize, kSize};
}

QRect Rail::actionRect(int action) const
{
    const int fromBottom = int(m_actions.size()) - action;
    return {8, height() - kBottomMargin - fromBottom * kPitch + kPitch - kSize, kSize, kSize};
}

int Rail::itemAt(const QPoint& point) const
{
    for (int entry = 0; entry < m_entries.size(); ++entry) {
        if (entryRect(entry).contains(point))
            return entry;
    }
    for (int action = 0; action < m_actions.size(); ++action) {
        if (actionRect(action).contains(point))
            return int(m_entries.size()) + action;
    }
    return -1;
}

void Rail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().bar);
    painter.fillRect(width() - 1, 0, 1, height(), colours().border);
    drawLogo(painter, QRectF(13, 12, 30, 26));
    for (int entry = 0; entry < m_entries.size(); ++entry)
        paintItem(painter, entryRect(entry), m_entries[entry], entry == m_current, entry == m_hovered);
    for (int action = 0; action < m_actions.size(); ++action)
        paintItem(
            painter, actionRect(action), m_actions[action], false, action + m_entries.size() == m_hovered);
}

void Rail::paintItem(
    QPainter& painter, const QRect& rect, const Entry& entry, bool isCurrent, bool isHovered) const
{
    const Colours& c = colours();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    if (isCurrent || isHovered) {
        painter.setBrush(c.hover);
        painter.drawRoundedRect(rect, 8, 8);
    }
    if (isCurrent) {
        painter.setBrush(c.accent);
        painter.drawRoundedRect(QRectF(-3, rect.top() + 8, 6, 24), 2, 2);
    }
    const QColor ink = isCurrent || isHovered ? c.text : c.text2;
    drawIcon(painter, entry.icon, ink, QRectF(rect.left() + 9, rect.top() + 9, 22, 22));
    if (entry.badge <= 0)
        return;
    const QRectF badge(rect.left() + 22, rect.top() + 4, 18, 13);
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.critical);
    painter.drawRoundedRect(badge, 6.5, 6.5);
    painter.setFont(uiFont(9, QFont::Bold));
    painter.setPen(c.kind == ThemeKind::Dark ? QColor(0x1A, 0x05, 0x08) : QColor(Qt::white));
    painter.drawText(badge, Qt::AlignCenter, QString::number(std::min(entry.badge, 99)));
}

void Rail::mouseMoveEvent(QMouseEvent* event)
{
    const int item = itemAt(event->position().toPoint());
    if (item == m_hovered)
        return;
    m_hovered = item;
    update();
}

void Rail::mouseReleaseEvent(QMouseEvent* event)
{
    const int item = itemAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || item < 0)
        return;
    if (item < m_entries.size())
        Q_EMIT entryClicked(item);
    else
        Q_EMIT actionClicked(item - int(m_entries.size()));
}

void Rail::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

bool Rail::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int item = itemAt(help->pos());
    if (item < 0) {
        QToolTip::hideText();
        return true;
    }
    const Entry& entry = item < m_entries.size() ? m_entries[item] : m_actions[item - m_entries.size()];
    QToolTip::showText(help->globalPos(), entry.name + QStringLiteral("   ") + entry.key, this);
    return true;
}

} // namespace halcyon::ui
