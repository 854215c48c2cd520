#include "ui/models/alert_table_model.h"

#include "ui/format/money.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/format/times.h"
#include "ui/models/cell_roles.h"

#include <algorithm>

namespace halcyon::ui {

namespace {

bool containsText(std::string_view text, std::string_view lowered)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; };
    return std::search(text.begin(), text.end(), lowered.begin(), lowered.end(), [&](char a, char b) {
        return lower(a) == b;
    }) != text.end();
}

QString stateText(AlertState state)
{
    switch (state) {
    case AlertState::New:
        return AlertTableModel::tr("New");
    case AlertState::Acknowledged:
        return AlertTableModel::tr("Acknowledged");
    case AlertState::Closed:
        break;
    }
    return AlertTableModel::tr("Closed");
}

QVariant markOf(AlertState state)
{
    return toVariant(state == AlertState::New ? Mark::Dot : Mark::Ring);
}

Tone toneOf(const AlertRow& row, AlertTableModel::Column column)
{
    switch (column) {
    case AlertTableModel::Time:
        return Tone::Secondary;
    case AlertTableModel::Id:
        return Tone::Link;
    case AlertTableModel::State:
        return row.state == AlertState::New         ? Tone::Accent
            : row.state == AlertState::Acknowledged ? Tone::Warn
                                                    : Tone::Tertiary;
    default:
        return Tone::Plain;
    }
}

} // namespace

AlertTableModel::AlertTableModel(const AlertStore& store, const ZoneChoice& zone, QObject* parent)
    : QAbstractTableModel(parent)
    , m_store(store)
    , m_zone(zone)
{
    connect(&store, &AlertStore::rowsAdded, this, &AlertTableModel::onRowsAdded);
    connect(&store, &AlertStore::rowsChanged, this, &AlertTableModel::onRowsChanged);
    connect(&zone, &ZoneChoice::zoneChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, Time), index(rowCount() - 1, Time));
    });
    rebuild();
}

void AlertTableModel::setFilter(const AlertFilter& filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    std::ranges::transform(m_filter.text, m_filter.text.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; });
    beginResetModel();
    rebuild();
    endResetModel();
}

int AlertTableModel::rowOf(engine::AlertId id) const
{
    const std::size_t row = m_store.find(id);
    const auto found = std::ranges::lower_bound(m_shown, row);
    if (found == m_shown.end() || *found != row)
        return -1;
    return int(m_shown.end() - found) - 1;
}

int AlertTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int AlertTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant AlertTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const AlertRow& row = alertAt(index.row());
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(row, column);
    case role::kSort:
        return sortValueOf(row, column);
    case role::kTone:
        return toVariant(toneOf(row, column));
    case role::kSeverity:
        return int(row.severity);
    case role::kFill:
        return column == Score ? QVariant(std::min(1.0, row.score / 100.0)) : QVariant();
    case role::kMark:
        return column == State ? markOf(row.state) : QVariant();
    default:
        return {};
    }
}

QVariant AlertTableModel::sortValueOf(const AlertRow& row, Column column) const
{
    switch (column) {
    case Time:
        return qlonglong(row.eventTime.time_since_epoch().count());
    case Severity:
        return int(row.severity);
    case Score:
        return int(row.score);
    case Amount:
        return qlonglong(row.money.amount.steps);
    case Count:
        return row.count;
    default:
        return textOf(row, column);
    }
}

QString AlertTableModel::textOf(const AlertRow& row, Column column) const
{
    switch (column) {
    case Time:
        return formatClock(row.eventTime, m_zone.zone());
    case Severity:
        return severityLabel(row.severity).toUpper();
    case Score:
        return QString::number(row.score);
    case Id:
        return alertIdLabel(row.id);
    case Rule: {
        const QString rule = toText(m_store.rules()[row.rule]);
        return row.factors > 1 ? tr("%1 +%2").arg(rule).arg(row.factors - 1) : rule;
    }
    case Entity:
        return toText(m_store.text(row.entity));
    case Amount:
        return formatMoney(row.money.amount, row.money.currency);
    case Stream:
        return streamShortLabel(row.stream);
    case State:
        return stateText(row.state);
    case Payee:
        return toText(m_store.text(row.payee));
    case Count:
        return formatCount(row.count);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant AlertTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    const std::array<QString, ColumnCount> titles{tr("Time"), tr("Severity"), tr("Score"), tr("Alert"),
        tr("Rule"), tr("Entity"), tr("Amount"), tr("Stream"), tr("Status"), tr("Payee"), tr("Count")};
    return section >= 0 && section < ColumnCount ? titles[std::size_t(section)] : QVariant();
}

bool AlertTableModel::matches(const AlertRow& row) const
{
    if (!m_filter.severities[std::size_t(row.severity)])
        return false;
    if (m_filter.hidesClosed && row.state == AlertState::Closed)
        return false;
    if (!m_filter.rule.empty() && m_store.rules()[row.rule] != m_filter.rule)
        return false;
    return m_filter.text.empty() || containsText(m_store.text(row.entity), m_filter.text)
        || containsText(m_store.text(row.payee), m_filter.text);
}

void AlertTableModel::onRowsAdded(std::size_t first)
{
    std::vector<std::uint32_t> added;
    for (std::size_t row = first; row < m_store.size(); ++row) {
        if (matches(m_store.row(row)))
            added.push_back(std::uint32_t(row));
    }
    if (added.empty())
        return;
    beginInsertRows({}, 0, int(added.size()) - 1);
    m_shown.insert(m_shown.end(), added.begin(), added.end());
    endInsertRows();
}

/// Rows stay where they are, even when a filter no longer matches them: nothing
/// moves under a reader until the filter is set again.
void AlertTableModel::onRowsChanged(const std::vector<std::uint32_t>& rows)
{
    int top = rowCount();
    int bottom = -1;
    for (const auto row : rows) {
        const auto found = std::ranges::lower_bound(m_shown, row);
        if (found == m_shown.end() || *found != row)
            continue;
        const int shown = int(m_shown.end() - found) - 1;
        top = std::min(top, shown);
        bottom = std::max(bottom, shown);
    }
    if (bottom >= 0)
        Q_EMIT dataChanged(index(top, 0), index(bottom, ColumnCount - 1));
}

void AlertTableModel::rebuild()
{
    m_shown.clear();
    for (std::size_t row = 0; row < m_store.size(); ++row) {
        if (matches(m_store.row(row)))
            m_shown.push_back(std::uint32_t(row));
    }
}

} // namespace halcyon::ui
