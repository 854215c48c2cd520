#include "engine/api/alert_log.h"

#include <algorithm>

namespace halcyon::engine {

void AlertLog::append(const std::vector<Alert>& alerts)
{
    const std::scoped_lock lock(m_mutex);
    for (const Alert& alert : alerts)
        m_entries.push_back({++m_newest, alert});
    while (m_entries.size() > m_capacity)
        m_entries.pop_front();
}

std::vector<LoggedAlert> AlertLog::after(std::uint64_t sequence, std::size_t most) const
{
    const std::scoped_lock lock(m_mutex);
    const auto first = std::ranges::upper_bound(m_entries, sequence, {}, &LoggedAlert::sequence);
    const auto count = std::min(most, std::size_t(m_entries.end() - first));
    return {first, first + std::ptrdiff_t(count)};
}

std::uint64_t AlertLog::newest() const
{
    const std::scoped_lock lock(m_mutex);
    return m_newest;
}

} // namespace halcyon::engine
