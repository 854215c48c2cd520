#include "ui/models/alert_table_model.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/models/alert_cells.h"

#include <algorithm>

namespace halcyon::ui {

namespace {

Tone toneOf(const AlertRow& row, AlertTableModel::Column column)
{
    switch (column) {
    case AlertTableModel::Time:
        return Tone::Secondary;
    case AlertTableModel::Id:
        return Tone::Link;
    case AlertTableModel::State:
        return alert_cells::stateTone(row.state);
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
    m_filter.text = lowerText(m_filter.text);
    beginResetModel();
    rebuild();
    endResetModel();
}

int AlertTableModel::rowOf(engine::AlertId id) const
{
    const std::size_t row = m_store.find(id);
    return row < m_store.size() ? shownRow(std::uint32_t(row)) : -1;
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
        return column == Score ? QVariant(alert_cells::scoreFill(row)) : QVariant();
    case role::kMark:
        return column == State ? toVariant(alert_cells::stateMark(row.state)) : QVariant();
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
        return alert_cells::severity(row);
    case Score:
        return QString::number(row.score);
    case Id:
        return alertIdLabel(row.id);
    case Rule:
        return alert_cells::rule(m_store, row);
    case Entity:
        return feedText(m_store.text(row.entity));
    case Amount:
        return alert_cells::amount(row);
    case Stream:
        return streamShortLabel(row.stream);
    case State:
        return alert_cells::state(row.state);
    case Payee:
        return feedText(m_store.text(row.payee));
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

bool AlertTableModel::isOlder(std::uint32_t a, std::uint32_t b) const
{
    const auto timeA = m_store.row(a).raisedAt;
    const auto timeB = m_store.row(b).raisedAt;
    return timeA != timeB ? timeA < timeB : a < b;
}

int AlertTableModel::shownRow(std::uint32_t row) const
{
    const auto found = std::ranges::lower_bound(
        m_shown, row, [this](std::uint32_t a, std::uint32_t b) { return isOlder(a, b); });
    return found == m_shown.end() || *found != row ? -1 : int(m_shown.end() - found) - 1;
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
    const auto older = [this](std::uint32_t a, std::uint32_t b) { return isOlder(a, b); };
    std::ranges::sort(added, older);
    if (!m_shown.empty() && older(added.front(), m_shown.back())) { // history told of older ones
        beginResetModel();
        rebuild();
        endResetModel();
        return;
    }
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
        const int shown = shownRow(row);
        if (shown < 0)
            continue;
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
    const auto older = [this](std::uint32_t a, std::uint32_t b) { return isOlder(a, b); };
    if (!std::ranges::is_sorted(m_shown, older)) // live alerts come in order, those of history do not
        std::ranges::sort(m_shown, older);
}

} // namespace halcyon::ui
