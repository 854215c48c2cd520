#include "ui/widgets/cell_delegate.h"

#include "ui/models/cell_roles.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr double kBarHeight = 5;

Tone toneOf(const QModelIndex& index)
{
    return Tone(index.data(role::kTone).toInt());
}

QColor barColour(const QModelIndex& index)
{
    const QVariant severity = index.data(role::kSeverity);
    return severity.isValid() ? colours().severityFill[std::size_t(severity.toInt())]
                              : toneColour(toneOf(index));
}

QColor tagGround(Tone tone)
{
    const Colours& c = colours();
    switch (tone) {
    case Tone::Ok:
        return c.okGround;
    case Tone::Warn:
        return c.warnGround;
    case Tone::High:
        return c.highGround;
    case Tone::Critical:
        return c.criticalGround;
    case Tone::Info:
        return c.infoGround;
    case Tone::Accent:
        return c.selected;
    default:
        return c.hover;
    }
}

QColor tagInk(Tone tone)
{
    if (tone == Tone::Plain || tone == Tone::Secondary || tone == Tone::Tertiary)
        return colours().text;
    return tone == Tone::Accent ? colours().selectedText : toneColour(tone);
}

} // namespace

CellDelegate::CellDelegate(TableColumn column, bool isFirst, bool isLast, int fontPixelSize, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_column(column)
    , m_isFirst(isFirst)
    , m_isLast(isLast)
    , m_font(column.kind == CellKind::Mono || column.kind == CellKind::Id || column.kind == CellKind::Score
              ? monoFont(fontPixelSize)
              : uiFont(fontPixelSize))
{
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {m_column.width, option.rect.height()};
}

void CellDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Colours& c = colours();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QRect cell = option.rect;
    if (isSelected)
        painter->fillRect(cell, c.selected);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(cell, c.raised);
    painter->fillRect(cell.left(), cell.bottom(), cell.width(), 1, c.row);
    if (isSelected && m_isFirst)
        painter->fillRect(cell.left(), cell.top(), 3, cell.height(), c.accent);
    const QRectF content = QRectF(cell).adjusted(kPadding, 0, m_isLast ? -kLastPadding : -kPadding, -1);
    paintContent(*painter, content, index, isSelected);
    if (m_marksCell && option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(c.accent, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(cell.adjusted(m_isFirst ? 4 : 1, 1, -2, -3));
    }
}

void CellDelegate::paintContent(
    QPainter& painter, const QRectF& rect, const QModelIndex& index, bool isSelected) const
{
    switch (m_column.kind) {
    case CellKind::Text:
    case CellKind::Mono:
    case CellKind::Id:
        paintText(painter, rect, index, isSelected);
        break;
    case CellKind::Pill:
        drawPill(painter, {rect.left(), std::floor(rect.center().y() - kPillSize.height() / 2 + 0.5)},
            engine::Severity(index.data(role::kSeverity).toInt()), index.data().toString());
        break;
    case CellKind::Score:
        paintScore(painter, rect, index, isSelected);
        break;
    case CellKind::Bar:
        drawBar(painter, QRectF(rect.left(), std::floor(rect.center().y()) - 2, rect.width(), kBarHeight),
            index.data(role::kFill).toDouble(), barColour(index));
        break;
    case CellKind::Tag:
        paintTag(painter, rect, index);
        break;
    case CellKind::Check:
        drawCheck(painter, {rect.left(), std::floor(rect.center().y()) - 7},
            index.data(Qt::CheckStateRole).toInt() == Qt::Checked);
        break;
    case CellKind::Sparkline: {
        const auto values = index.data(role::kSpark).value<QList<float>>();
        drawSparkline(painter, rect.adjusted(0, 6, 0, -6), values, toneColour(toneOf(index)));
        break;
    }
    }
}

QColor CellDelegate::inkOf(const QModelIndex& index, bool isSelected) const
{
    const Tone tone = toneOf(index);
    const bool isQuiet = tone == Tone::Plain || tone == Tone::Secondary || tone == Tone::Tertiary;
    return isSelected && isQuiet ? colours().selectedText : toneColour(tone);
}

void CellDelegate::paintText(QPainter& painter, QRectF rect, const QModelIndex& index, bool isSelected) const
{
    const auto mark = Mark(index.data(role::kMark).toInt());
    QColor ink = inkOf(index, isSelected);
    if (mark != Mark::None) {
        drawMark(painter, {rect.left() + 4, rect.center().y() + 0.5}, mark, toneColour(toneOf(index)));
        rect.setLeft(rect.left() + 14);
        const bool isFaint = toneOf(index) == Tone::Tertiary && !isSelected;
        ink = isSelected ? colours().selectedText : isFaint ? colours().text2 : colours().text;
    }
    painter.setFont(m_font);
    painter.setPen(ink);
    const QString text = QFontMetricsF(m_font).elidedText(index.data().toString(),
        m_column.kind == CellKind::Id ? Qt::ElideMiddle : Qt::ElideRight, rect.width());
    painter.drawText(rect, int(m_column.alignment | Qt::AlignVCenter) | Qt::TextSingleLine, text);
}

void CellDelegate::paintScore(
    QPainter& painter, const QRectF& rect, const QModelIndex& index, bool isSelected) const
{
    constexpr double kNumberWidth = 26;
    paintText(painter, QRectF(rect.left(), rect.top(), kNumberWidth, rect.height()), index, isSelected);
    const double width = std::min(80.0, rect.width() - kNumberWidth);
    if (width > 10)
        drawBar(painter,
            QRectF(rect.left() + kNumberWidth, std::floor(rect.center().y()) - 2, width, kBarHeight),
            index.data(role::kFill).toDouble(), barColour(index));
}

void CellDelegate::paintTag(QPainter& painter, const QRectF& rect, const QModelIndex& index) const
{
    const QString text = index.data().toString();
    if (text.isEmpty())
        return;
    const Tone tone = toneOf(index);
    drawTag(painter, {rect.left(), std::floor(rect.center().y() - 8)}, text, tagGround(tone), tagInk(tone));
}

} // namespace halcyon::ui
