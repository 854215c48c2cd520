#pragma once

#include "ui/widgets/cell_delegate.h"

#include <QHeaderView>
#include <QList>
#include <QTableView>

namespace halcyon::ui {

enum class RowDensity : unsigned char { Normal, Dense, Compact }; ///< rows 28, 24, 22 px; header 26, 26, 24

/// The header of a `TableView`: plain words over a line, an arrow at the sorted column.
class TableHeader : public QHeaderView {
    Q_OBJECT
public:
    TableHeader(const QList<TableColumn>& columns, QWidget* parent);

    /// -1: no arrow.
    void setSortColumn(int modelColumn, Qt::SortOrder order);

protected:
    void paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const override;
    void paintEvent(QPaintEvent* event) override;

private:
    const QList<TableColumn>& m_columns;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

/// The table of the console: one row selected at a time, no grid, one delegate
/// a column, columns that share the width left over.
///
/// Rows inserted above the first visible one do not move what is being read,
/// unless the view stands at its top.
class TableView : public QTableView {
    Q_OBJECT
public:
    explicit TableView(QWidget* parent = nullptr);

    /// Which columns of the model are shown, in this order. Call before `setModel`.
    void setColumns(const QList<TableColumn>& columns);
    void setModel(QAbstractItemModel* model) override;
    void setDensity(RowDensity density);
    /// Frames the current cell: left and right move it, keys of the page act on it.
    void setCellMarked(bool isMarked);
    [[nodiscard]] TableHeader* header() const { return m_header; }

    /// Moves the current row by `step` rows, stopping at the ends.
    void moveCurrentRow(int step);
    [[nodiscard]] int currentRow() const { return currentIndex().isValid() ? currentIndex().row() : -1; }

Q_SIGNALS:
    /// The selected row, or -1.
    void currentRowChanged(int row);
    /// Enter or a double click.
    void rowActivated(int row);
    void headerClicked(int modelColumn);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void applyColumns();
    void layOutColumns();
    void holdAnchor(const QModelIndex& parent, int first, int last);

    QList<TableColumn> m_columns;
    TableHeader* m_header;
    RowDensity m_density = RowDensity::Normal;
    bool m_marksCell = false;
};

} // namespace halcyon::ui
