#pragma once

#include <QAbstractTableModel>

#include <utility>
#include <vector>

namespace halcyon::ui {

/// A table over rows that are all in memory: what its subclasses add is how a
/// row reads.
template <typename Row>
class ListModel : public QAbstractTableModel {
public:
    using QAbstractTableModel::QAbstractTableModel;

    /// As many rows as before count as the same rows with new values: the
    /// selection stays.
    void setRows(std::vector<Row> rows)
    {
        const bool isSameShape = rows.size() == m_rows.size();
        if (!isSameShape)
            beginResetModel();
        m_rows = std::move(rows);
        if (!isSameShape)
            endResetModel();
        else
            announceAll();
    }

    void appendRows(const std::vector<Row>& rows)
    {
        if (rows.empty())
            return;
        const int first = int(m_rows.size());
        beginInsertRows({}, first, first + int(rows.size()) - 1);
        m_rows.insert(m_rows.end(), rows.begin(), rows.end());
        endInsertRows();
    }

    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    [[nodiscard]] const Row& row(int number) const { return m_rows[std::size_t(number)]; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : columns();
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
            return {};
        return cell(row(index.row()), index.column(), role);
    }
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        const bool isTitle = orientation == Qt::Horizontal && role == Qt::DisplayRole && section >= 0
            && section < columns();
        return isTitle ? QVariant(title(section)) : QAbstractTableModel::headerData(section, orientation, role);
    }

protected:
    [[nodiscard]] virtual int columns() const = 0;
    [[nodiscard]] virtual QString title(int column) const = 0;
    [[nodiscard]] virtual QVariant cell(const Row& row, int column, int role) const = 0;

    /// All cells may read differently now: the zone changed.
    void announceAll()
    {
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns() - 1));
    }

private:
    std::vector<Row> m_rows;
};

} // namespace halcyon::ui
