#include "ui/streams/sorted_table.h"

#include "ui/models/cell_roles.h"

#include <QRegularExpression>

#include <algorithm>

namespace halcyon::ui {

namespace {

QString rawText(const QModelIndex& index)
{
    const QVariant raw = index.data(role::kSort);
    QString text = (raw.isValid() ? raw : index.data()).toString();
    return text.replace(u'\t', u' ').replace(u'\n', u' ');
}

/// Columns on screen that say something in words or figures, as they are drawn from left to right.
QList<int> columnsWithText(const QTableView& table, int row)
{
    QList<int> columns;
    const QHeaderView* header = table.horizontalHeader();
    for (int place = 0; place < header->count(); ++place) {
        const int column = header->logicalIndex(place);
        const QModelIndex index = table.model()->index(row, column);
        if (!header->isSectionHidden(column) && !index.data().toString().isEmpty())
            columns << column;
    }
    return columns;
}

} // namespace

QString selectedRowsText(const QTableView& table)
{
    QModelIndexList selected = table.selectionModel()->selectedRows();
    if (selected.isEmpty())
        return {};
    std::ranges::sort(selected, {}, &QModelIndex::row);
    const QList<int> columns = columnsWithText(table, selected.first().row());
    QStringList line;
    for (const int column : columns)
        line << table.model()->headerData(column, Qt::Horizontal).toString();
    QString text = line.join(u'\t') + u'\n';
    for (const auto& index : selected) {
        line.clear();
        for (const int column : columns)
            line << rawText(index.siblingAtColumn(column));
        text += line.join(u'\t') + u'\n';
    }
    return text;
}

SortedTable::SortedTable(QWidget* parent)
    : TableView(parent)
{
    m_view.setSortRole(role::kSort);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    connect(header(), &QHeaderView::sectionClicked, this, &SortedTable::sortBy);
    connect(this, &TableView::currentRowChanged, this,
        [this] { Q_EMIT currentModelRowChanged(currentModelRow()); });
}

void SortedTable::setRows(QAbstractItemModel& rows)
{
    m_view.setSourceModel(&rows);
    setModel(&m_view);
}

bool SortedTable::setFilter(const QString& text, int column)
{
    QRegularExpression pattern(text, QRegularExpression::CaseInsensitiveOption);
    if (!pattern.isValid())
        return false;
    m_view.setFilterKeyColumn(column);
    m_view.setFilterRegularExpression(pattern);
    return true;
}

int SortedTable::currentModelRow() const
{
    return currentIndex().isValid() ? m_view.mapToSource(currentIndex()).row() : -1;
}

void SortedTable::setCurrentModelRow(int row)
{
    const QModelIndex index
        = row < 0 ? QModelIndex() : m_view.mapFromSource(m_view.sourceModel()->index(row, 0));
    if (!index.isValid())
        clearSelection();
    setCurrentIndex(index);
}

void SortedTable::sortBy(int modelColumn)
{
    const QVariant sample = m_view.sourceModel()->index(0, modelColumn).data(role::kSort);
    if (!sample.isValid() && m_view.sourceModel()->rowCount() > 0)
        return; // a column of pictures
    const bool isText = sample.typeId() == QMetaType::QString;
    const Qt::SortOrder first = isText ? Qt::AscendingOrder : Qt::DescendingOrder;
    if (modelColumn != m_sortColumn) {
        m_sortColumn = modelColumn;
        m_order = first;
    } else if (m_order == first) {
        m_order = isText ? Qt::DescendingOrder : Qt::AscendingOrder;
    } else {
        m_sortColumn = -1;
    }
    header()->setSortColumn(m_sortColumn, m_order);
    m_view.sort(m_sortColumn, m_order);
}

QString SortedTable::selectedText() const
{
    return selectedRowsText(*this);
}

int SortedTable::selectedCount() const
{
    return int(selectionModel()->selectedRows().size());
}

} // namespace halcyon::ui
