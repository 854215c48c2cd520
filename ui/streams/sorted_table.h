#pragma once

#include "ui/widgets/table_view.h"

#include <QSortFilterProxyModel>

namespace halcyon::ui {

/// A table whose rows can be sorted by any column and narrowed by a text: for
/// hundreds of rows, not for millions.
///
/// Sorts by `role::kSort`. A click on a header sorts, a second one turns the
/// order round, a third gives the model's own order back. The current row is
/// the same thing wherever the order moves it.
class SortedTable : public TableView {
    Q_OBJECT
public:
    explicit SortedTable(QWidget* parent = nullptr);

    /// Call once.
    void setRows(QAbstractItemModel& rows);

    /// Shows rows that contain the text, or match it as a regular expression, in
    /// `column` (-1: any). False, and nothing changes, when it is neither.
    bool setFilter(const QString& text, int column);
    [[nodiscard]] int shownRows() const { return m_view.rowCount(); }

    /// The current row as the model counts, or -1.
    [[nodiscard]] int currentModelRow() const;
    void setCurrentModelRow(int row);
    void sortBy(int modelColumn);

    /// The selected rows as tab-separated values under their titles: raw values
    /// where there are any, not the grouped figures of the screen.
    [[nodiscard]] QString selectedText() const;
    [[nodiscard]] int selectedCount() const;

Q_SIGNALS:
    void currentModelRowChanged(int row);

private:
    QSortFilterProxyModel m_view;
    int m_sortColumn = -1;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

/// The selected rows of any table of ours as `SortedTable::selectedText` gives them.
[[nodiscard]] QString selectedRowsText(const QTableView& table);

} // namespace halcyon::ui
