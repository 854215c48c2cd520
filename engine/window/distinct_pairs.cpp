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

void DistinctPairs::addFar(std::uint64_t pair, std::int64_t pane, std::int64_t oldestPane)
{
    m_far.findOrInsert(farKey(pair, pane), [=](const FarPane& far) { return far.pane >= oldestPane; }).first
        = {pair, pane};
}

DistinctPairs::Seen DistinctPairs::add(
    std::uint64_t pair, std::int64_t pane, int reach, std::int64_t oldestPane)
{
    Panes& panes
        = m_recent.findOrInsert(pair, [=](const Panes& old) { return old.newest >= oldestPane; }).first;
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
                addFar(pair, panes.newest - i, oldestPane);
        panes.mask = ahead < kBits ? panes.mask << ahead : 0;
        panes.newest = std::int32_t(pane);
        panes.mask |= 1U;
    } else if (ahead > -kBits) {
        panes.mask |= 1U << -ahead;
    } else {
        addFar(pair, pane, oldestPane);
    }
    return seen;
}

} // namespace halcyon::engine
