#pragma once

#include "ui/feed/zone_choice.h"
#include "ui/models/alert_query.h"

#include <QAbstractTableModel>
#include <QThreadPool>

#include <array>
#include <memory>
#include <optional>
#include <unordered_set>

namespace halcyon::ui {

/// Which states a view of the queue shows.
using AlertStates = std::array<bool, kAlertStateCount>;

/// New alerts that match but are not shown yet.
struct WaitingAlerts {
    std::size_t count = 0;
    std::array<std::size_t, engine::kSeverityCount> bySeverity{};
    engine::EventTime newest{}; ///< when the newest of them was raised
};

/// The alerts an operator works through: those of a store that match, newest or
/// most urgent first.
///
/// Rows never move under the reader: while the queue holds, new alerts wait
/// until `takeNew`, and rows whose state changed stay where they are. Filtering
/// is done at once (10 ms a million); sorting that many happens in a worker, the
/// old order stays until it is done.
class AlertQueueModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Check, Severity, Score, Id, Entity, Payee, Rule, Amount, Age, State, Actor, Events, ColumnCount };
    enum class Order : unsigned char { Newest, Priority };

    AlertQueueModel(const AlertStore& store, engine::EventTime now, QObject* parent = nullptr);
    ~AlertQueueModel() override;

    void setQuery(AlertQuery query, engine::EventTime now);
    void setStates(const AlertStates& states, engine::EventTime now);
    void setOrder(Order order);
    [[nodiscard]] Order order() const { return m_order; }
    /// While it holds, new alerts wait; else newest-first queues show them at once.
    void setHolding(bool isHolding) { m_isHolding = isHolding; }
    /// Shows what waits, in its place.
    void takeNew(engine::EventTime now);
    /// Ages count up to here.
    void setNow(engine::EventTime now);

    [[nodiscard]] const WaitingAlerts& waiting() const { return m_waiting; }
    [[nodiscard]] bool isSorting() const { return m_sortsRunning > 0; }
    /// How long the last filtering took.
    [[nodiscard]] std::chrono::nanoseconds filterTime() const { return m_filterTime; }
    [[nodiscard]] const AlertRow& alertAt(int row) const { return m_store.row(storeRow(row)); }
    /// The row that shows the alert, or -1.
    [[nodiscard]] int rowOf(engine::AlertId id) const;

    void toggleMark(int row);
    void clearMarks();
    [[nodiscard]] std::size_t markCount() const { return m_marked.size(); }
    /// In the order of the store.
    [[nodiscard]] std::vector<engine::AlertId> markedAlerts() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void waitingChanged();
    void marksChanged();
    void sortingChanged();

private:
    struct Key {
        std::uint64_t urgency; // severity, then score
        engine::EventTime raisedAt;
        std::uint32_t row;
    };
    using Keys = std::vector<Key>;

    [[nodiscard]] std::size_t storeRow(int row) const
    {
        return m_shown[m_shown.size() - 1 - std::size_t(row)];
    }
    [[nodiscard]] bool matches(const AlertRow& row) const;
    [[nodiscard]] QString textOf(const AlertRow& row, Column column) const;
    [[nodiscard]] QVariant sortValueOf(const AlertRow& row, Column column) const;
    /// Comes later in the list, which is how `m_shown` begins.
    [[nodiscard]] static bool isBehind(Order order, const Key& a, const Key& b);
    [[nodiscard]] Key keyOf(std::uint32_t row) const;
    void rebuild();
    void sort(const std::vector<std::uint32_t>& rows);
    void sortInWorker(Keys keys);
    void show(std::vector<std::uint32_t> rows);
    void onRowsAdded(std::size_t first);
    void onRowsChanged(const std::vector<std::uint32_t>& rows);
    void holdBack(std::uint32_t row);
    void forgetWaiting();

    const AlertStore& m_store;
    AlertQuery m_query;
    AlertStates m_states{true, true, false};
    Order m_order = Order::Newest;
    engine::EventTime m_now{};
    bool m_isHolding = false;
    std::vector<std::uint32_t> m_shown; // store rows, last shown first: new ones append
    std::vector<std::uint32_t> m_places; // store row → index in m_shown + 1; 0 = not shown
    std::unordered_set<std::uint32_t> m_marked; // store rows
    WaitingAlerts m_waiting;
    std::chrono::nanoseconds m_filterTime{0};
    std::uint64_t m_sortNumber = 0; // of the newest order asked for
    int m_sortsRunning = 0;
    QThreadPool m_workers; // last: waits for its jobs before the rest dies
};

} // namespace halcyon::ui
