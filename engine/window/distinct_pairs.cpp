#include "engine/window/distinct_pairs.h"

#include "engine/model/hashed.h"

namespace halcyon::engine {

std::uint64_t DistinctPairs::farKey(std::uint64_t pair, std::int64_t pane) noexcept
{
    return combineHashes(pair, std::uint64_t(pane));
}

bool DistinctPairs::isSeen(Panes panes, std::uint64_t pair, std::int64_t pane) const noexcept
{
    const std::int64_t back = panes.newest() - pane;
    if (panes.mask() != 0 && back >= 0 && back < kBits)
        return (panes.mask() >> back & 1U) != 0;
    return m_far.size() > 0 && m_far.find(farKey(pair, pane)) != nullptr;
}

void DistinctPairs::addFar(std::uint64_t pair, std::int64_t pane, std::int64_t oldestPane)
{
    m_far.findOrInsert(farKey(pair, pane), [=](const FarPane& far) { return far.pane >= oldestPane; }).first
        = {pair, pane};
}

DistinctPairs::Seen DistinctPairs::add(
    std::uint64_t pair, std::int64_t pane, int reach, std::int64_t oldestPane)
{
    Panes& panes = m_recent.findOrInsert(pair, [=](Panes old) { return old.newest() >= oldestPane; }).first;
    Seen seen{.isNew = !isSeen(panes, pair, pane)};
    if (!seen.isNew)
        return seen;
    for (int i = 0; i < reach; ++i) {
        seen.before |= std::uint32_t(isSeen(panes, pair, pane - 1 - i)) << i;
        seen.after |= std::uint32_t(isSeen(panes, pair, pane + 1 + i)) << i;
    }
    const std::int64_t ahead = pane - panes.newest();
    if (pane < 0 || pane > kMostPane) {
        addFar(pair, pane, oldestPane);
    } else if (panes.mask() == 0) {
        panes = Panes(pane, 1);
    } else if (ahead > 0) {
        // Bits that leave the mask are needed again only by events that far behind.
        for (int i = kBits - 1; i >= 0 && i >= kBits - ahead; --i)
            if ((panes.mask() >> i & 1U) != 0)
                addFar(pair, panes.newest() - i, oldestPane);
        const std::uint32_t kept = ahead < kBits ? panes.mask() << ahead & kMask : 0;
        panes = Panes(pane, kept | 1U);
    } else if (ahead > -kBits) {
        panes = Panes(panes.newest(), panes.mask() | 1U << -ahead);
    } else {
        addFar(pair, pane, oldestPane);
    }
    return seen;
}

} // namespace halcyon::engine
