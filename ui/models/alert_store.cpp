#include "ui/models/alert_store.h"

#include <algorithm>
#include <limits>

namespace halcyon::ui {

using namespace halcyon::engine;

namespace {

constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kFirstIndexSize = 1024;

AlertState stateAfter(AlertState before, AlertAction::Kind kind)
{
    switch (kind) {
    case AlertAction::Kind::Acknowledge:
        return before == AlertState::Closed ? before : AlertState::Acknowledged;
    case AlertAction::Kind::Close:
        return AlertState::Closed;
    case AlertAction::Kind::Reopen:
        return AlertState::New;
    case AlertAction::Kind::Note:
        break;
    }
    return before;
}

} // namespace

AlertStore::AlertStore(QObject* parent)
    : QObject(parent)
    , m_index(kFirstIndexSize, kNoRow)
{
    m_texts.add({}); // place 0 is the empty text
}

void AlertStore::add(const std::vector<LoggedAlert>& alerts)
{
    const std::size_t first = m_rows.size();
    std::vector<std::uint32_t> changed;
    for (const auto& logged : alerts)
        addOne(logged, changed);
    announce(first, changed);
}

void AlertStore::addRecorded(const std::vector<Alert>& alerts)
{
    const std::size_t first = m_rows.size();
    std::vector<std::uint32_t> changed;
    for (const auto& alert : alerts) {
        if (find(alert.id) < m_rows.size())
            continue; // the live engine, or an earlier answer, knows it already
        addOne({0, alert}, changed);
        m_recorded.emplace(alert.id.value, alert);
    }
    announce(first, changed);
}

void AlertStore::announce(std::size_t first, const std::vector<std::uint32_t>& changed)
{
    if (m_rows.size() > first)
        Q_EMIT rowsAdded(first);
    if (!changed.empty())
        Q_EMIT rowsChanged(changed);
}

bool AlertStore::addOne(const LoggedAlert& logged, std::vector<std::uint32_t>& changed)
{
    const Alert& alert = logged.alert;
    const std::size_t known = find(alert.id);
    if (known < m_rows.size() && m_rows[known].sequence >= logged.sequence)
        return false; // already have this or a newer repeat of it
    AlertRow row = known < m_rows.size() ? m_rows[known] : AlertRow{};
    const bool isNew = known == m_rows.size();
    if (isNew) {
        row.id = alert.id;
        row.raisedAt = alert.firedAt;
        if (logged.sequence > 0) // workers finish their batches in any order, lists want one
            row.raisedAt = m_newestRaised = std::max(m_newestRaised, alert.firedAt);
        row.entity = m_texts.add(alert.entity);
        row.payee = m_texts.add(alert.payee);
        takeOver(actionsOn(alert.id), row);
    } else {
        count(row, -1);
        m_recorded.erase(alert.id.value);
        if (m_texts.at(row.payee) != alert.payee)
            row.payee = m_texts.add(alert.payee);
    }
    row.sequence = logged.sequence;
    row.eventTime = alert.eventTime;
    row.money = alert.money;
    row.count = alert.count;
    row.rule = internRule(alert.rule);
    row.score = std::int16_t(alert.score);
    row.severity = alert.severity;
    row.stream = alert.stream;
    row.factors = std::uint8_t(std::min<std::size_t>(alert.factors.size(), 255));
    count(row, +1);
    if (isNew) {
        m_rows.push_back(row);
        index(std::uint32_t(known));
    } else {
        m_rows[known] = row;
        changed.push_back(std::uint32_t(known));
    }
    return isNew;
}

void AlertStore::apply(const std::vector<AlertAction>& actions)
{
    for (const auto& action : actions)
        m_newestAction = std::max(m_newestAction, action.sequence);
    applyAll(actions);
}

void AlertStore::applyOwn(const std::vector<AlertAction>& actions)
{
    applyAll(actions);
}

void AlertStore::applyAll(const std::vector<AlertAction>& actions)
{
    std::vector<std::uint32_t> changed;
    for (const auto& action : actions)
        applyOne(action, changed);
    if (!changed.empty())
        Q_EMIT rowsChanged(changed);
}

void AlertStore::applyOne(const AlertAction& action, std::vector<std::uint32_t>& changed)
{
    auto& known = m_actions[action.alert.value];
    const auto place = std::ranges::lower_bound(known, action.sequence, {}, &AlertAction::sequence);
    if (place != known.end() && place->sequence == action.sequence)
        return;
    known.insert(place, action);
    const std::size_t number = find(action.alert);
    if (number == m_rows.size())
        return;
    count(m_rows[number], -1);
    takeOver(known, m_rows[number]);
    count(m_rows[number], +1);
    changed.push_back(std::uint32_t(number));
}

/// The state that a row's actions, in their order, lead to.
void AlertStore::takeOver(const std::vector<AlertAction>& actions, AlertRow& row)
{
    row.state = AlertState::New;
    for (const auto& action : actions)
        row.state = stateAfter(row.state, action.kind);
    if (!actions.empty() && m_texts.at(row.actor) != actions.back().actor)
        row.actor = m_texts.add(actions.back().actor);
}

const Alert* AlertStore::recorded(AlertId id) const
{
    const auto found = m_recorded.find(id.value);
    return found == m_recorded.end() ? nullptr : &found->second;
}

const std::vector<AlertAction>& AlertStore::actionsOn(AlertId id) const
{
    static const std::vector<AlertAction> kNone;
    const auto found = m_actions.find(id.value);
    return found == m_actions.end() ? kNone : found->second;
}

std::size_t AlertStore::find(AlertId id) const
{
    const std::size_t mask = m_index.size() - 1;
    for (std::size_t slot = id.value & mask;; slot = (slot + 1) & mask) {
        const std::uint32_t row = m_index[slot];
        if (row == kNoRow)
            return m_rows.size();
        if (m_rows[row].id == id)
            return row;
    }
}

void AlertStore::count(const AlertRow& row, int by)
{
    m_states[std::size_t(row.state)] += std::size_t(by); // by is +1 or -1; unsigned arithmetic wraps back
    if (row.state != AlertState::Closed)
        m_openBy[std::size_t(row.severity)] += std::size_t(by);
}

std::uint16_t AlertStore::internRule(const std::string& rule)
{
    const auto found = std::ranges::find(m_rules, rule);
    if (found != m_rules.end())
        return std::uint16_t(found - m_rules.begin());
    m_rules.push_back(rule);
    return std::uint16_t(m_rules.size() - 1);
}

void AlertStore::index(std::uint32_t row)
{
    if (m_rows.size() * 2 > m_index.size()) {
        growIndex(); // puts all rows in, this one too
        return;
    }
    const std::size_t mask = m_index.size() - 1;
    std::size_t slot = m_rows[row].id.value & mask; // ids are hashes already
    while (m_index[slot] != kNoRow)
        slot = (slot + 1) & mask;
    m_index[slot] = row;
}

void AlertStore::growIndex()
{
    m_index.assign(m_index.size() * 2, kNoRow);
    const std::size_t mask = m_index.size() - 1;
    for (std::uint32_t row = 0; row < m_rows.size(); ++row) {
        std::size_t slot = m_rows[row].id.value & mask;
        while (m_index[slot] != kNoRow)
            slot = (slot + 1) & mask;
        m_index[slot] = row;
    }
}

} // namespace halcyon::ui
