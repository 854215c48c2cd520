#pragma once

#include "ui/feed/zone_choice.h"
#include "ui/models/alert_store.h"

#include <QAbstractTableModel>

#include <functional>

namespace halcyon::ui {

/// Which alerts a list shows.
struct AlertFilter {
    std::array<bool, engine::kSeverityCount> severities{true, true, true, true, true};
    std::string rule; ///< empty = every rule
    std::string text; ///< in entity or payee, ASCII letters of either case; empty = all
    bool hidesClosed = false;

    friend bool operator==(const AlertFilter&, const AlertFilter&) = default;
};

/// The alerts of a store that match a filter, newest first.
///
/// Keeps one 4-byte index a shown row, oldest first, so that new alerts append
/// and appear at row 0 without moving anything in memory. Older ones, which
/// only history tells of, make it sort anew.
class AlertTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Severity, Score, Id, Rule, Entity, Amount, Stream, State, Payee, Count, ColumnCount };

    AlertTableModel(const AlertStore& store, const ZoneChoice& zone, QObject* parent = nullptr);

    void setFilter(const AlertFilter& filter);
    [[nodiscard]] const AlertFilter& filter() const { return m_filter; }

    [[nodiscard]] const AlertRow& alertAt(int row) const { return m_store.row(storeRow(row)); }
    /// The row that shows the alert, or -1.
    [[nodiscard]] int rowOf(engine::AlertId id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] std::size_t storeRow(int row) const
    {
        return m_shown[m_shown.size() - 1 - std::size_t(row)];
    }
    [[nodiscard]] bool matches(const AlertRow& row) const;
    [[nodiscard]] bool isOlder(std::uint32_t a, std::uint32_t b) const; // store rows
    [[nodiscard]] int shownRow(std::uint32_t row) const; // -1: not shown
    [[nodiscard]] QString textOf(const AlertRow& row, Column column) const;
    [[nodiscard]] QVariant sortValueOf(const AlertRow& row, Column column) const;
    void onRowsAdded(std::size_t first);
    void onRowsChanged(const std::vector<std::uint32_t>& rows);
    void rebuild();

    const AlertStore& m_store;
    const ZoneChoice& m_zone;
    AlertFilter m_filter;
    std::vector<std::uint32_t> m_shown; // store rows, oldest first; shown from the back
};

} // namespace halcyon::ui
