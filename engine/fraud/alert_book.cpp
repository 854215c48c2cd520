#include "engine/fraud/alert_book.h"

#include <algorithm>

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
    const EventTime time = cause.payment.time;
    const auto found = m_groups.find(key);
    if (found == m_groups.end() || time >= found->second.firstTime + kGrouped
        || !isOpen(found->second, cause.newest)) {
        if (m_groups.size() >= m_forgetAt)
            forgetOld(cause.newest);
        Group& group = m_groups[key];
        if (group.isChanged) // its last state must not be lost with the group
            m_loners.push_back(std::move(group.alert));
        else
            m_changed.push_back(key);
        group = {{alertOf(cause, rule), time}, true};
        return group.alert.id;
    }
    Group& group = found->second;
    if (time <= group.firstTime - kGrouped)
        return m_loners.emplace_back(alertOf(cause, rule)).id;

    Alert& alert = group.alert;
    if (!group.isChanged)
        m_changed.push_back(key);
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
    alert.lastTime = std::max(alert.lastTime, time);
    return alert.id;
}

std::vector<Alert> AlertBook::takeChanged()
{
    std::vector<Alert> changed;
    changed.swap(m_loners);
    for (const std::uint64_t key : m_changed) {
        Group& group = m_groups.at(key);
        group.isChanged = false;
        changed.push_back(group.alert);
    }
    m_changed.clear();
    return changed;
}

void AlertBook::forgetOld(EventTime newest)
{
    std::erase_if(m_groups,
        [&](const auto& entry) { return !entry.second.isChanged && !isOpen(entry.second, newest); });
    m_forgetAt = std::max<std::size_t>(1024, m_groups.size() * 2);
}

std::vector<AlertBook::OpenAlert> AlertBook::open() const
{
    std::vector<OpenAlert> all;
    for (const auto& [key, group] : m_groups)
        all.push_back(group);
    return all;
}

void AlertBook::restore(OpenAlert open)
{
    const std::uint64_t key = groupKey(open.alert.entity, open.alert.rule);
    m_groups.insert_or_assign(key, Group{std::move(open), false});
}

} // namespace halcyon::engine
