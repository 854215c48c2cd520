#include "engine/fraud/alert_book.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace halcyon::engine {

namespace {

[[nodiscard]] std::uint64_t groupKey(std::string_view entity, std::string_view rule)
{
    return combineHashes(hashText(entity), hashText(rule));
}

[[nodiscard]] AlertId idOf(const Alert& alert)
{
    std::string cause = alert.rule + '\n' + alert.packVersion + '\n' + alert.entity + '\n' + alert.topic
        + '\n' + std::to_string(alert.partition) + '\n' + std::to_string(alert.offset);
    return {hashText(cause)};
}

} // namespace

Alert AlertBook::alertOf(const Cause& cause, const std::string& rule) const
{
    Alert alert{.stream = m_pack->stream(),
        .severity = severityOf(cause.score.points),
        .score = cause.score.points,
        .rule = rule,
        .entity = std::string(cause.text.payer),
        .payee = std::string(cause.text.payee),
        .paymentId = std::string(cause.text.id),
        .money = {cause.payment.amount, cause.payment.currency},
        .eventTime = cause.payment.time,
        .firedAt = cause.readAt,
        .lastTime = cause.payment.time,
        .topic = cause.partition.topic,
        .partition = cause.partition.number,
        .offset = cause.message.offset,
        .packVersion = m_pack->version(),
        .factors = m_pack->explain({cause.payment, cause.counts}, cause.text, cause.score.fired)};
    alert.id = idOf(alert);
    return alert;
}

AlertId AlertBook::raise(const Cause& cause)
{
    const std::string& rule = m_pack->heaviest(cause.score.fired).id();
    const std::uint64_t key = groupKey(cause.text.payer, rule);
    if (m_groups.size() >= m_forgetAt && !m_groups.contains(key))
        forgetOld(cause.reached);
    Groups& groups = m_groups[key];
    Group* const group = groupFor(groups, cause.payment.time, cause.reached);
    if (group == nullptr)
        return start(cause, rule, groups);
    join(cause, rule, *group);
    return group->alert.id;
}

AlertBook::Group* AlertBook::groupFor(Groups& groups, EventTime time, EventTime reached)
{
    const auto found = std::ranges::find_if(groups, [&](const Group& group) {
        return std::chrono::abs(time - group.firstTime) < kGrouped && isOpen(group, reached);
    });
    return found == groups.end() ? nullptr : &*found;
}

AlertId AlertBook::start(const Cause& cause, const std::string& rule, Groups& groups)
{
    forgetClosed(groups, cause.reached);
    const OpenAlert open{alertOf(cause, rule), cause.payment.time};
    Group& group = (isOpen(open, cause.reached) ? groups : m_closed).emplace_front(Group{open, true});
    m_changed.push_back(&group);
    return group.alert.id;
}

void AlertBook::join(const Cause& cause, const std::string& rule, Group& group)
{
    Alert& alert = group.alert;
    if (!group.isChanged)
        m_changed.push_back(&group);
    group.isChanged = true;
    if (cause.score.points > alert.score) {
        Alert higher = alertOf(cause, rule);
        higher.id = alert.id;
        higher.firedAt = alert.firedAt;
        higher.count = alert.count;
        higher.lastTime = alert.lastTime;
        alert = std::move(higher);
    }
    ++alert.count;
    alert.lastTime = std::max(alert.lastTime, cause.payment.time);
}

std::vector<Alert> AlertBook::takeChanged()
{
    std::vector<Alert> changed;
    changed.reserve(m_changed.size());
    for (Group* const group : m_changed) {
        group->isChanged = false;
        changed.push_back(group->alert);
    }
    m_changed.clear();
    m_closed.clear();
    return changed;
}

void AlertBook::forgetClosed(Groups& groups, EventTime reached)
{
    groups.remove_if([&](const Group& group) { return !group.isChanged && !isOpen(group, reached); });
}

void AlertBook::forgetOld(EventTime reached)
{
    for (auto& [key, groups] : m_groups)
        forgetClosed(groups, reached);
    std::erase_if(m_groups, [](const auto& entry) { return entry.second.empty(); });
    m_forgetAt = std::max<std::size_t>(1024, m_groups.size() * 2);
}

std::vector<AlertBook::OpenAlert> AlertBook::open() const
{
    std::vector<OpenAlert> all;
    for (const auto& [key, groups] : m_groups)
        all.insert(all.end(), groups.rbegin(), groups.rend());
    return all;
}

void AlertBook::restore(OpenAlert open)
{
    const std::uint64_t key = groupKey(open.alert.entity, open.alert.rule);
    m_groups[key].push_front(Group{std::move(open), false});
}

} // namespace halcyon::engine
