#pragma once

#include "engine/api/alert_log.h"
#include "engine/api/history_values.h"
#include "ui/models/text_pool.h"

#include <QObject>

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace halcyon::ui {

/// What people have done about an alert so far.
enum class AlertState : std::uint8_t { New, Acknowledged, Closed };

inline constexpr std::size_t kAlertStateCount = 3;

/// One alert as lists need it: 72 bytes, so that a million are cheap. The whole
/// alert, with its factors, is in the engine's log under `sequence`, or in
/// `AlertStore::recorded` when history told of it.
struct AlertRow {
    std::uint64_t sequence = 0; ///< of its newest repeat; 0 = known from history only
    engine::AlertId id;
    engine::EventTime eventTime{};
    engine::EventTime raisedAt{}; ///< wall clock of its first payment; never changes, grows with live rows
    engine::Money money;
    TextPool::Place entity = 0, payee = 0, actor = 0; ///< actor: who acted last; 0 = nobody
    std::uint32_t count = 1;
    std::uint16_t rule = 0; ///< into `AlertStore::rules()`
    std::int16_t score = 0;
    engine::Severity severity = engine::Severity::Medium;
    engine::StreamId stream = engine::StreamId::Upi;
    AlertState state = AlertState::New;
    std::uint8_t factors = 0; ///< how many rules fired
};

/// All alerts this console knows, in the order it heard of them, and what
/// people did about them. GUI thread only.
///
/// A repeat of a known alert changes its row in place, so that nothing moves
/// under a reader. Actions on alerts not known here yet count once they are.
class AlertStore : public QObject {
    Q_OBJECT
public:
    explicit AlertStore(QObject* parent = nullptr);

    /// Alerts as the feed reports them.
    void add(const std::vector<engine::LoggedAlert>& alerts);
    /// Alerts read from history, in any order; those already known stay as they are.
    void addRecorded(const std::vector<engine::Alert>& alerts);
    /// What people did, as history tells it: all actions up to the newest of these.
    void apply(const std::vector<engine::AlertAction>& actions);
    /// What was just stored from here. Others may have acted in between, so this
    /// does not move `newestAction`. The same action twice does no harm.
    void applyOwn(const std::vector<engine::AlertAction>& actions);

    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    [[nodiscard]] const AlertRow& row(std::size_t number) const { return m_rows[number]; }
    /// The row of an alert, or `size()` for one not known.
    [[nodiscard]] std::size_t find(engine::AlertId id) const;
    [[nodiscard]] std::string_view text(TextPool::Place place) const { return m_texts.at(place); }
    [[nodiscard]] const std::vector<std::string>& rules() const { return m_rules; }
    /// The whole alert, if history told of it and the live engine did not since.
    [[nodiscard]] const engine::Alert* recorded(engine::AlertId id) const;
    /// What people did about an alert, oldest first.
    [[nodiscard]] const std::vector<engine::AlertAction>& actionsOn(engine::AlertId id) const;
    [[nodiscard]] std::size_t countOf(AlertState state) const { return m_states[std::size_t(state)]; }
    [[nodiscard]] std::size_t open() const { return size() - countOf(AlertState::Closed); }
    [[nodiscard]] std::size_t openOf(engine::Severity severity) const
    {
        return m_openBy[std::size_t(severity)];
    }
    [[nodiscard]] std::int64_t newestAction() const { return m_newestAction; }

Q_SIGNALS:
    /// Rows [first, size()) are new.
    void rowsAdded(std::size_t first);
    /// These rows changed in place, in no order.
    void rowsChanged(const std::vector<std::uint32_t>& rows);

private:
    bool addOne(const engine::LoggedAlert& logged, std::vector<std::uint32_t>& changed);
    void announce(std::size_t first, const std::vector<std::uint32_t>& changed);
    void applyOne(const engine::AlertAction& action, std::vector<std::uint32_t>& changed);
    void applyAll(const std::vector<engine::AlertAction>& actions);
    void takeOver(const std::vector<engine::AlertAction>& actions, AlertRow& row);
    void count(const AlertRow& row, int by);
    std::uint16_t internRule(const std::string& rule);
    void index(std::uint32_t row);
    void growIndex();

    std::vector<AlertRow> m_rows;
    std::vector<std::uint32_t> m_index; // open addressing by alert id; kNoRow = free
    TextPool m_texts;
    std::vector<std::string> m_rules;
    std::unordered_map<std::uint64_t, engine::Alert> m_recorded; // by alert id
    std::unordered_map<std::uint64_t, std::vector<engine::AlertAction>> m_actions; // by alert id, by sequence
    std::array<std::size_t, engine::kSeverityCount> m_openBy{};
    std::array<std::size_t, kAlertStateCount> m_states{};
    std::int64_t m_newestAction = 0;
    engine::EventTime m_newestRaised{}; // of the live ones
};

} // namespace halcyon::ui
