#include "engine/runtime/live_minutes.h"

#include <algorithm>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes kKept{62};
constexpr std::size_t kMostShares = 6;

/// Forgets what no range reaches any more.
template <typename Minutes>
void forgetOld(Minutes& minutes)
{
    while (minutes.size() > 1 && minutes.begin()->first + kKept < minutes.rbegin()->first)
        minutes.erase(minutes.begin());
}

[[nodiscard]] bool isTooOld(EventTime minute, EventTime newest) noexcept
{
    return minute + kKept < newest;
}

} // namespace

void MinuteShares::add(std::uint64_t key, std::string_view name, const Payment& payment)
{
    const EventTime minute = floorTo(payment.time, 1min);
    if (m_last == nullptr || minute != m_lastMinute) {
        if (!m_minutes.empty() && isTooOld(minute, m_minutes.rbegin()->first))
            return;
        m_last = &m_minutes[minute];
        m_lastMinute = minute;
        forgetOld(m_minutes);
    }
    const auto [slot, isNew] = m_last->findOrInsert(combineHashes(key, hashText(payment.currency.code())));
    if (isNew) {
        slot.name = name;
        slot.currency = payment.currency;
    }
    slot.amount.add(payment.amount);
    ++slot.payments;
}

std::vector<Share> MinuteShares::largest(EventTime edge, std::chrono::seconds range) const
{
    std::map<std::pair<std::string_view, std::string_view>, Share> sums;
    for (auto minute = m_minutes.lower_bound(floorTo(edge - range, 1min));
         minute != m_minutes.end() && minute->first <= edge; ++minute)
        minute->second.forEach([&](std::uint64_t, const Slot& slot) {
            Share& share = sums[{slot.name, slot.currency.code()}];
            share.currency = slot.currency;
            share.amount.merge(slot.amount);
            share.payments += slot.payments;
        });
    std::vector<Share> all;
    for (auto& [name, share] : sums) {
        share.name = name.first;
        all.push_back(std::move(share));
    }
    std::ranges::stable_sort(
        all, [](const Share& a, const Share& b) { return a.amount.steps() > b.amount.steps(); });
    const std::size_t kept = all.size() <= kMostShares ? all.size() : kMostShares - 1;
    std::map<std::string_view, Share> others; // one a currency
    for (std::size_t i = kept; i < all.size(); ++i) {
        Share& other = others[all[i].currency.code()];
        other.name = "Other";
        other.currency = all[i].currency;
        other.amount.merge(all[i].amount);
        other.payments += all[i].payments;
    }
    std::vector<Share> largest(all.begin(), all.begin() + std::ptrdiff_t(kept));
    for (const auto& [currency, other] : others)
        largest.push_back(other);
    return largest;
}

void SeverityMinutes::add(EventTime time, Severity severity)
{
    const EventTime minute = floorTo(time, 1min);
    if (!m_minutes.empty() && isTooOld(minute, m_minutes.rbegin()->first))
        return;
    SeverityMinute& counts = m_minutes[minute];
    counts.minute = minute;
    ++counts.counts[std::size_t(severity)];
    forgetOld(m_minutes);
}

std::vector<SeverityMinute> SeverityMinutes::minutes(EventTime edge, std::chrono::seconds range) const
{
    std::vector<SeverityMinute> all;
    for (EventTime minute = floorTo(edge - range, 1min) + 1min; minute <= edge; minute += 1min) {
        const auto found = m_minutes.find(minute);
        all.push_back(found == m_minutes.end() ? SeverityMinute{.minute = minute} : found->second);
    }
    return all;
}

void PayeeRisks::addTo(Table& table, std::uint64_t key, Slot more)
{
    Slot& slot = table.findOrInsert(key, [](const Slot& old) { return old.payments > 0; }).first;
    slot.payments += more.payments;
    slot.score += more.score;
}

void PayeeRisks::add(const Payment& payment, std::string_view payee, int score)
{
    const EventTime minute = floorTo(payment.time, 1min);
    if (m_last == nullptr || minute != m_lastMinute) {
        if (!m_minutes.empty() && isTooOld(minute, m_minutes.rbegin()->first))
            return;
        m_last = &m_minutes[minute];
        m_lastMinute = minute;
        while (m_minutes.begin()->first + kKept < m_minutes.rbegin()->first)
            forgetOldest();
    }
    const std::uint64_t key = payment.payee.value + std::uint64_t(payment.stream);
    const Slot more{1, score};
    addTo(*m_last, key, more);
    if (minute >= m_first)
        addTo(m_running, key, more);
    if (score > 0) {
        const EventTime oldest = m_minutes.begin()->first;
        const auto [name, isNew]
            = m_names.findOrInsert(key, [=](const Name& old) { return old.newest >= oldest; });
        if (isNew)
            name = {std::string(payee), payment.stream, minute};
        name.newest = std::max(name.newest, minute);
    }
}

void PayeeRisks::forgetOldest()
{
    const EventTime oldest = m_minutes.begin()->first;
    if (oldest >= m_first)
        moveRange(oldest + 1min);
    m_minutes.erase(m_minutes.begin());
}

void PayeeRisks::moveRange(EventTime first)
{
    if (first < m_first) { // a longer range: sum up again
        m_running = {};
        for (auto minute = m_minutes.lower_bound(first); minute != m_minutes.end(); ++minute)
            minute->second.forEach([&](std::uint64_t key, Slot slot) { addTo(m_running, key, slot); });
    } else {
        for (auto minute = m_minutes.lower_bound(m_first); minute != m_minutes.end() && minute->first < first;
             ++minute)
            minute->second.forEach([&](std::uint64_t key, Slot slot) {
                Slot& sum = m_running.findOrInsert(key).first;
                sum.payments -= slot.payments;
                sum.score -= slot.score;
            });
    }
    m_first = first;
}

std::vector<PayeeRisk> PayeeRisks::riskiest(EventTime edge, std::chrono::seconds range, std::size_t most)
{
    const EventTime first = floorTo(edge - range, 1min);
    if (first != m_first)
        moveRange(first);
    std::vector<PayeeRisk> risks;
    m_names.forEach([&](std::uint64_t key, const Name& name) {
        const Slot* const slot = m_running.find(key);
        if (slot != nullptr && slot->payments >= kFewest && slot->score > 0)
            risks.push_back(
                {name.payee, name.stream, double(slot->score) / double(slot->payments), slot->payments});
    });
    const auto count = std::min(most, risks.size());
    std::ranges::partial_sort(
        risks, risks.begin() + std::ptrdiff_t(count), [](const PayeeRisk& a, const PayeeRisk& b) {
            return a.meanScore != b.meanScore ? a.meanScore > b.meanScore : a.payee < b.payee;
        });
    risks.resize(count);
    return risks;
}

} // namespace halcyon::engine
