#pragma once

#include <QAbstractTableModel>
#include <QList>
#include <QStringList>

namespace halcyon::ui {

/// A panel's figures as a table: its twin for reading, copying and export.
struct ValueTable {
    QStringList header;
    QList<QStringList> rows;

    /// RFC 4180, a header line first.
    [[nodiscard]] QString toCsv() const;
};

/// Shows a `ValueTable`.
class ValuesModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setTable(ValueTable table);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ValueTable m_table;
};

} // namespace halcyon::ui
