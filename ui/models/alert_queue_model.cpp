#include "ui/models/alert_queue_model.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/models/alert_cells.h"

#include <QElapsedTimer>

#include <algorithm>

namespace halcyon::ui {

namespace {

constexpr std::size_t kSortedAtOnce = 20'000; // takes about 2 ms; more goes to a worker

Tone toneOf(const AlertRow& row, AlertQueueModel::Column column)
{
    switch (column) {
    case AlertQueueModel::Entity:
    case AlertQueueModel::Id:
        return Tone::Link;
    case AlertQueueModel::Age:
    case AlertQueueModel::Actor:
        return Tone::Secondary;
    case AlertQueueModel::State:
        return alert_cells::stateTone(row.state);
    default:
        return Tone::Plain;
    }
}

} // namespace

AlertQueueModel::AlertQueueModel(const AlertStore& store, engine::EventTime now, QObject* parent)
    : QAbstractTableModel(parent)
    , m_store(store)
    , m_now(now)
{
    m_workers.setMaxThreadCount(1);
    connect(&store, &AlertStore::rowsAdded, this, &AlertQueueModel::onRowsAdded);
    connect(&store, &AlertStore::rowsChanged, this, &AlertQueueModel::onRowsChanged);
    rebuild();
}

AlertQueueModel::~AlertQueueModel()
{
    m_workers.waitForDone();
}

void AlertQueueModel::setQuery(AlertQuery query, engine::EventTime now)
{
    m_query = std::move(query);
    m_now = now;
    rebuild();
}

void AlertQueueModel::setStates(const AlertStates& states, engine::EventTime now)
{
    m_states = states;
    m_now = now;
    rebuild();
}

void AlertQueueModel::setOrder(Order order)
{
    if (order == m_order)
        return;
    m_order = order;
    rebuild();
}

void AlertQueueModel::takeNew(engine::EventTime now)
{
    m_now = now;
    rebuild();
}

void AlertQueueModel::setNow(engine::EventTime now)
{
    m_now = now;
    if (!m_shown.empty())
        Q_EMIT dataChanged(index(0, Age), index(rowCount() - 1, Age), {Qt::DisplayRole, role::kSort});
}

bool AlertQueueModel::matches(const AlertRow& row) const
{
    return m_states[std::size_t(row.state)] && m_query.matches(m_store, row, m_now);
}

AlertQueueModel::Key AlertQueueModel::keyOf(std::uint32_t row) const
{
    const AlertRow& alert = m_store.row(row);
    const auto score = std::uint64_t(std::int64_t(alert.score) + 0x8000);
    return {std::uint64_t(alert.severity) << 32 | score, alert.raisedAt, row};
}

bool AlertQueueModel::isBehind(Order order, const Key& a, const Key& b)
{
    if (order == Order::Priority && a.urgency != b.urgency)
        return a.urgency < b.urgency;
    return a.raisedAt != b.raisedAt ? a.raisedAt < b.raisedAt : a.row < b.row;
}

void AlertQueueModel::rebuild()
{
    QElapsedTimer timer;
    timer.start();
    std::vector<std::uint32_t> rows;
    bool isInOrder = true; // of time, as live alerts come
    engine::EventTime newest{};
    for (std::size_t number = 0; number < m_store.size(); ++number) {
        const AlertRow& row = m_store.row(number);
        if (!matches(row))
            continue;
        rows.push_back(std::uint32_t(number));
        isInOrder = isInOrder && row.raisedAt >= newest;
        newest = row.raisedAt;
    }
    m_filterTime = std::chrono::nanoseconds{timer.nsecsElapsed()};
    forgetWaiting();
    ++m_sortNumber;
    if (isInOrder && m_order == Order::Newest)
        show(std::move(rows));
    else
        sort(rows);
}

void AlertQueueModel::sort(const std::vector<std::uint32_t>& rows)
{
    Keys keys;
    keys.reserve(rows.size());
    for (const auto row : rows)
        keys.push_back(keyOf(row));
    if (keys.size() > kSortedAtOnce) {
        sortInWorker(std::move(keys));
        return;
    }
    std::ranges::sort(keys, [this](const Key& a, const Key& b) { return isBehind(m_order, a, b); });
    std::vector<std::uint32_t> sorted;
    for (const Key& key : keys)
        sorted.push_back(key.row);
    show(std::move(sorted));
}

void AlertQueueModel::sortInWorker(Keys keys)
{
    ++m_sortsRunning;
    Q_EMIT sortingChanged();
    auto shared = std::make_shared<Keys>(std::move(keys));
    m_workers.start([this, shared, number = m_sortNumber, order = m_order] {
        std::ranges::sort(*shared, [order](const Key& a, const Key& b) { return isBehind(order, a, b); });
        auto sorted = std::make_shared<std::vector<std::uint32_t>>();
        sorted->reserve(shared->size());
        for (const Key& key : *shared)
            sorted->push_back(key.row);
        const auto finish = [this, sorted, number] {
            --m_sortsRunning;
            if (number == m_sortNumber) // else another order or filter has been asked for since
                show(std::move(*sorted));
            Q_EMIT sortingChanged();
        };
        QMetaObject::invokeMethod(this, finish, Qt::QueuedConnection);
    });
}

void AlertQueueModel::show(std::vector<std::uint32_t> rows)
{
    beginResetModel();
    m_shown = std::move(rows);
    m_places.assign(m_store.size(), 0);
    for (std::size_t place = 0; place < m_shown.size(); ++place)
        m_places[m_shown[place]] = std::uint32_t(place + 1);
    const auto unseen = std::erase_if(m_marked, [this](std::uint32_t row) { return m_places[row] == 0; });
    endResetModel();
    if (unseen > 0) // nobody acts on rows that are not on screen
        Q_EMIT marksChanged();
}

void AlertQueueModel::onRowsAdded(std::size_t first)
{
    m_places.resize(m_store.size(), 0);
    std::vector<std::uint32_t> added;
    engine::EventTime newest = m_shown.empty() ? engine::EventTime{} : m_store.row(m_shown.back()).raisedAt;
    bool isInOrder = m_order == Order::Newest;
    for (std::size_t number = first; number < m_store.size(); ++number) {
        const AlertRow& row = m_store.row(number);
        if (!matches(row))
            continue;
        added.push_back(std::uint32_t(number));
        isInOrder = isInOrder && row.raisedAt >= newest;
        newest = row.raisedAt;
    }
    if (added.empty())
        return;
    if (isSorting() || (m_isHolding && !m_shown.empty())) {
        for (const auto row : added)
            holdBack(row);
        Q_EMIT waitingChanged();
    } else if (!isInOrder) {
        rebuild();
    } else {
        beginInsertRows({}, 0, int(added.size()) - 1);
        for (const auto row : added) {
            m_shown.push_back(row);
            m_places[row] = std::uint32_t(m_shown.size());
        }
        endInsertRows();
    }
}

void AlertQueueModel::holdBack(std::uint32_t row)
{
    const AlertRow& alert = m_store.row(row);
    ++m_waiting.count;
    ++m_waiting.bySeverity[std::size_t(alert.severity)];
    m_waiting.newest = std::max(m_waiting.newest, alert.raisedAt);
}

void AlertQueueModel::forgetWaiting()
{
    if (m_waiting.count == 0)
        return;
    m_waiting = {};
    Q_EMIT waitingChanged();
}

void AlertQueueModel::onRowsChanged(const std::vector<std::uint32_t>& rows)
{
    int top = rowCount();
    int bottom = -1;
    for (const auto row : rows) {
        if (row >= m_places.size() || m_places[row] == 0)
            continue;
        const int shown = int(m_shown.size() - m_places[row]);
        top = std::min(top, shown);
        bottom = std::max(bottom, shown);
    }
    if (bottom >= 0)
        Q_EMIT dataChanged(index(top, 0), index(bottom, ColumnCount - 1));
}

int AlertQueueModel::rowOf(engine::AlertId id) const
{
    const std::size_t row = m_store.find(id);
    if (row >= m_places.size() || m_places[row] == 0)
        return -1;
    return int(m_shown.size() - m_places[row]);
}

void AlertQueueModel::toggleMark(int row)
{
    const auto marked = std::uint32_t(storeRow(row));
    if (m_marked.erase(marked) == 0)
        m_marked.insert(marked);
    Q_EMIT dataChanged(index(row, Check), index(row, Check), {Qt::CheckStateRole});
    Q_EMIT marksChanged();
}

void AlertQueueModel::clearMarks()
{
    if (m_marked.empty())
        return;
    m_marked.clear();
    if (!m_shown.empty())
        Q_EMIT dataChanged(index(0, Check), index(rowCount() - 1, Check), {Qt::CheckStateRole});
    Q_EMIT marksChanged();
}

std::vector<engine::AlertId> AlertQueueModel::markedAlerts() const
{
    std::vector<std::uint32_t> rows(m_marked.begin(), m_marked.end());
    std::ranges::sort(rows);
    std::vector<engine::AlertId> alerts;
    for (const auto row : rows)
        alerts.push_back(m_store.row(row).id);
    return alerts;
}

int AlertQueueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int AlertQueueModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant AlertQueueModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const AlertRow& row = alertAt(index.row());
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(row, column);
    case Qt::CheckStateRole:
        if (column != Check)
            return {};
        return int(m_marked.contains(std::uint32_t(storeRow(index.row()))) ? Qt::Checked : Qt::Unchecked);
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

QVariant AlertQueueModel::sortValueOf(const AlertRow& row, Column column) const
{
    switch (column) {
    case Severity:
        return int(row.severity);
    case Score:
        return int(row.score);
    case Amount:
        return qlonglong(row.money.amount.steps);
    case Age:
        return qlonglong((m_now - row.raisedAt).count());
    case Events:
        return row.count;
    default:
        return textOf(row, column);
    }
}

QString AlertQueueModel::textOf(const AlertRow& row, Column column) const
{
    switch (column) {
    case Severity:
        return alert_cells::severity(row);
    case Score:
        return QString::number(row.score);
    case Id:
        return alertIdLabel(row.id);
    case Entity:
        return feedText(m_store.text(row.entity));
    case Payee:
        return feedText(m_store.text(row.payee));
    case Rule:
        return alert_cells::rule(m_store, row);
    case Amount:
        return alert_cells::amount(row);
    case Age:
        return formatAge(m_now - row.raisedAt);
    case State:
        return alert_cells::state(row.state);
    case Actor:
        return row.actor == 0 ? QString::fromUtf16(kNoValue) : feedText(m_store.text(row.actor));
    case Events:
        return formatCount(row.count);
    case Check:
    case ColumnCount:
        break;
    }
    return {};
}

QVariant AlertQueueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    const std::array<QString, ColumnCount> titles{QString(), tr("Severity"), tr("Score"), tr("Alert"), tr("Entity"),
        tr("Payee"), tr("Rule"), tr("Amount"), tr("Age"), tr("State"), tr("By"), tr("Events")};
    return section >= 0 && section < ColumnCount ? titles[std::size_t(section)] : QVariant();
}

} // namespace halcyon::ui
