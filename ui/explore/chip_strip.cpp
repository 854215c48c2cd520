#include "ui/explore/chip_strip.h"

#include "ui/format/names.h"
#include "ui/models/drill_filter.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kHeight = 28;
constexpr int kPadding = 10;
constexpr int kGap = 8;
constexpr int kCross = 12;
constexpr int kWidestValue = 220;
constexpr int kMoreWidth = 76;

int advance(const QString& text)
{
    return int(std::ceil(QFontMetricsF(monoFont()).horizontalAdvance(text)));
}

} // namespace

ChipStrip::ChipStrip(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(kHeight);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ChipStrip::setDrill(const engine::Drill& drill, Zone zone)
{
    m_chips = {{QStringLiteral("event_time"), QStringLiteral("in"), rangeText(drill.range, zone), true}};
    for (const auto& filter : drill.filters)
        m_chips.append({toText(filter.field), opText(filter.op), feedText(filter.value), false});
    m_hovered = -1;
    setAccessibleName(texts().join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QStringList ChipStrip::texts() const
{
    QStringList texts;
    for (const auto& chip : m_chips)
        texts << chip.field + u' ' + chip.op + u' ' + chip.value;
    return texts;
}

int ChipStrip::widthOf(const Chip& chip) const
{
    const int value = chip.isTime ? advance(chip.value) : std::min(kWidestValue, advance(chip.value));
    return 2 * kPadding + advance(chip.field + u' ' + chip.op + u' ') + value + kGap + kCross;
}

QSize ChipStrip::sizeHint() const
{
    int width = 0;
    for (const auto& chip : m_chips)
        width += widthOf(chip) + kGap;
    return {std::max(0, width - kGap), kHeight};
}

QRect ChipStrip::chipRect(int number) const
{
    int left = 0;
    for (int before = 0; before < number; ++before)
        left += widthOf(m_chips[before]) + kGap;
    return {left, 0, widthOf(m_chips[number]), kHeight};
}

int ChipStrip::shownChips() const
{
    int shown = int(m_chips.size());
    while (shown > 1) {
        const int right = chipRect(shown - 1).right();
        const bool needsMore = shown < m_chips.size();
        if (right + (needsMore ? kGap + kMoreWidth : 0) < width())
            break;
        --shown;
    }
    return shown;
}

QRect ChipStrip::hotRect(int chip) const
{
    const QRect rect = chipRect(chip);
    return m_chips[chip].isTime ? rect : QRect(rect.right() - kPadding - kCross - 4, 0, kCross + kPadding + 4, kHeight);
}

int ChipStrip::hotAt(const QPoint& point) const
{
    for (int chip = 0; chip < shownChips(); ++chip) {
        if (hotRect(chip).contains(point))
            return chip;
    }
    return -1;
}

void ChipStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const int shown = shownChips();
    for (int chip = 0; chip < shown; ++chip)
        paintChip(painter, chip);
    if (shown < m_chips.size()) {
        painter.setFont(uiFont());
        painter.setPen(colours().text2);
        painter.drawText(QRect(chipRect(shown - 1).right() + kGap + 4, 0, kMoreWidth, kHeight),
            Qt::AlignLeft | Qt::AlignVCenter, tr("+%1 more").arg(m_chips.size() - shown));
    }
}

void ChipStrip::paintChip(QPainter& painter, int number) const
{
    const Colours& c = colours();
    const Chip& chip = m_chips[number];
    const QRect rect = chipRect(number);
    const bool isHot = number == m_hovered;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.control, 1));
    painter.setBrush(isHot && chip.isTime ? c.hover : c.raised);
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setFont(monoFont());
    int x = rect.left() + kPadding;
    const auto write = [&](const QString& text, const QColor& ink) {
        painter.setPen(ink);
        painter.drawText(QRect(x, 0, rect.right() - x, kHeight), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += advance(text);
    };
    write(chip.field, c.info);
    write(u' ' + chip.op + u' ', c.text);
    const int room = rect.right() - kPadding - kCross - kGap - x + 1;
    write(QFontMetricsF(monoFont()).elidedText(chip.value, Qt::ElideMiddle, room + 1), c.ok);
    const QRectF cross(rect.right() - kPadding - kCross + 1, (kHeight - kCross) / 2, kCross, kCross);
    drawIcon(painter, chip.isTime ? QStringLiteral("chevron-down") : QStringLiteral("close"), isHot ? c.text : c.text2, cross);
}

void ChipStrip::mouseReleaseEvent(QMouseEvent* event)
{
    const int chip = hotAt(event->position().toPoint());
    if (chip < 0 || event->button() != Qt::LeftButton)
        return;
    if (m_chips[chip].isTime)
        Q_EMIT timeClicked();
    else
        Q_EMIT filterRemoved(chip - 1);
}

void ChipStrip::mouseMoveEvent(QMouseEvent* event)
{
    const int chip = hotAt(event->position().toPoint());
    if (chip == m_hovered)
        return;
    m_hovered = chip;
    setCursor(chip >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void ChipStrip::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

bool ChipStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (int chip = 0; chip < shownChips(); ++chip) {
        if (chipRect(chip).contains(help->pos()))
            QToolTip::showText(help->globalPos(), texts()[chip].toHtmlEscaped(), this);
    }
    return true;
}

} // namespace halcyon::ui
