#include "engine/window/distinct_pairs.h"

#include "engine/model/hashed.h"

namespace halcyon::engine {

std::uint64_t DistinctPairs::farKey(std::uint64_t pair, std::int64_t pane) noexcept
{
    return combineHashes(pair, std::uint64_t(pane));
}

bool DistinctPairs::isSeen(const Panes& panes, std::uint64_t pair, std::int64_t pane) const noexcept
{
    const std::int64_t back = panes.newest - pane;
    if (back >= 0 && back < kBits)
        return (panes.mask >> back & 1U) != 0;
    return back >= kBits && m_far.size() > 0 && m_far.find(farKey(pair, pane)) != nullptr;
}

DistinctPairs::Seen DistinctPairs::add(std::uint64_t pair, std::int64_t pane, int reach)
{
    Panes& panes = m_recent.findOrInsert(pair).first;
    if (panes.mask == 0)
        panes.newest = std::int32_t(pane);
    Seen seen{.isNew = !isSeen(panes, pair, pane)};
    if (!seen.isNew)
        return seen;
    for (int i = 0; i < reach; ++i) {
        seen.before |= std::uint32_t(isSeen(panes, pair, pane - 1 - i)) << i;
        seen.after |= std::uint32_t(isSeen(panes, pair, pane + 1 + i)) << i;
    }
    if (const std::int64_t ahead = pane - panes.newest; ahead > 0) {
        // Bits that leave the mask are needed again only by events that far behind.
        for (int i = kBits - 1; i >= 0 && i >= kBits - ahead; --i)
            if ((panes.mask >> i & 1U) != 0)
                m_far.findOrInsert(farKey(pair, panes.newest - i)).first = {pair, panes.newest - i};
        panes.mask = ahead < kBits ? panes.mask << ahead : 0;
        panes.newest = std::int32_t(pane);
        panes.mask |= 1U;
    } else if (ahead > -kBits) {
        panes.mask |= 1U << -ahead;
    } else {
        m_far.findOrInsert(farKey(pair, pane)).first = {pair, pane};
    }
    return seen;
}

void DistinctPairs::keepFrom(std::int64_t oldestPane)
{
    if (m_recent.size() > 0)
        m_recent.keepIf([&](const Panes& panes) { return panes.newest >= oldestPane; });
    if (m_far.size() > 0)
        m_far.keepIf([&](const FarPane& far) { return far.pane >= oldestPane; });
}

} // namespace halcyon::engine
