#pragma once

#include <QStyledItemDelegate>

namespace halcyon::ui {

/// How a column draws its cells. Colours come from the model's `role::kTone`.
enum class CellKind : unsigned char {
    Text, ///< Inter
    Mono, ///< numbers, times
    Id, ///< as Mono; when it is cut, then in its middle
    Pill, ///< a severity
    Score, ///< a number with a bar of 80 px behind it
    Bar, ///< only the bar, as wide as the cell
    Tag, ///< a word on a small ground, tinted by its tone
    Sparkline,
    Check, ///< a box, ticked by Qt::CheckStateRole
};

struct TableColumn {
    int modelColumn = 0;
    CellKind kind = CellKind::Text;
    int width = 80; ///< at least, in px
    int stretch = 0; ///< share of the width left over
    Qt::Alignment alignment = Qt::AlignLeft;
};

/// Draws one column's cells: no style calls, no rich text, grid lines by itself.
class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    CellDelegate(TableColumn column, bool isFirst, bool isLast, int fontPixelSize, QObject* parent);

    void paint(
        QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// Frames the current cell, for tables whose keys act on a cell.
    void setCellMarked(bool isMarked) { m_marksCell = isMarked; }

    static constexpr int kPadding = 11;
    static constexpr int kLastPadding = 16; ///< free of the scroll bar

private:
    [[nodiscard]] QColor inkOf(const QModelIndex& index, bool isSelected) const;
    void paintContent(QPainter& painter, const QRectF& rect, const QModelIndex& index, bool isSelected) const;
    void paintText(QPainter& painter, QRectF rect, const QModelIndex& index, bool isSelected) const;
    void paintScore(QPainter& painter, const QRectF& rect, const QModelIndex& index, bool isSelected) const;
    void paintTag(QPainter& painter, const QRectF& rect, const QModelIndex& index) const;

    TableColumn m_column;
    bool m_isFirst, m_isLast;
    bool m_marksCell = false;
    QFont m_font;
};

} // namespace halcyon::ui
