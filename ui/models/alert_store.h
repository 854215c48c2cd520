#pragma once

#include "engine/api/alert_log.h"
#include "engine/api/history_values.h"
#include "ui/models/text_pool.h"

#include <QObject>

#include <array>
#include <cstdint>
#include <vector>

namespace halcyon::ui {

/// What people have done about an alert so far.
enum class AlertState : std::uint8_t { New, Acknowledged, Closed };

/// One alert as lists need it: 64 bytes, so that a million are cheap. The whole
/// alert, with its factors, is in the engine's log under `sequence`.
struct AlertRow {
    std::uint64_t sequence = 0; ///< of its newest repeat
    engine::AlertId id;
    engine::EventTime eventTime{};
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

/// All alerts this console knows, in the order they were first raised, and what
/// people did about them. GUI thread only.
///
/// A repeat of a known alert changes its row in place, so that nothing moves
/// under a reader. Actions on alerts not known here yet wait until they are.
class AlertStore : public QObject {
    Q_OBJECT
public:
    explicit AlertStore(QObject* parent = nullptr);

    /// Alerts as the feed reports them, or read from history.
    void add(const std::vector<engine::LoggedAlert>& alerts);
    /// What people did, oldest first; the same action twice does no harm.
    void apply(const std::vector<engine::AlertAction>& actions);

    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    [[nodiscard]] const AlertRow& row(std::size_t number) const { return m_rows[number]; }
    /// The row of an alert, or `size()` for one not known.
    [[nodiscard]] std::size_t find(engine::AlertId id) const;
    [[nodiscard]] std::string_view text(TextPool::Place place) const { return m_texts.at(place); }
    [[nodiscard]] const std::vector<std::string>& rules() const { return m_rules; }
    [[nodiscard]] std::size_t open() const { return m_open; } ///< not closed
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
    bool applyOne(const engine::AlertAction& action, std::vector<std::uint32_t>& changed);
    void countOpen(const AlertRow& row, int by);
    std::uint16_t internRule(const std::string& rule);
    void index(std::uint32_t row);
    void growIndex();

    std::vector<AlertRow> m_rows;
    std::vector<std::uint32_t> m_index; // open addressing by alert id; kNoRow = free
    TextPool m_texts;
    std::vector<std::string> m_rules;
    std::vector<engine::AlertAction> m_waiting; // for alerts not known yet
    std::array<std::size_t, engine::kSeverityCount> m_openBy{};
    std::size_t m_open = 0;
    std::int64_t m_newestAction = 0;
};

} // namespace halcyon::ui
