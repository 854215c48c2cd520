#include "engine/ingest/weighted_choice.h"

#include <cassert>
#include <numeric>

namespace halcyon::engine {

namespace {

__extension__ using Wide = unsigned __int128;

} // namespace

WeightedChoice::WeightedChoice(const std::vector<std::uint64_t>& weights)
    : m_slots(weights.size())
    , m_total(std::accumulate(weights.begin(), weights.end(), std::uint64_t{0}))
{
    assert(m_total > 0);
    std::vector<std::uint64_t> share; // of a slot, whose size is m_total
    std::vector<std::uint32_t> poor;
    std::vector<std::uint32_t> rich;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
        share.push_back(weights[i] * weights.size());
        (share[i] < m_total ? poor : rich).push_back(i);
    }
    while (!poor.empty() && !rich.empty()) {
        const std::uint32_t small = poor.back();
        const std::uint32_t large = rich.back();
        poor.pop_back();
        m_slots[small] = {share[small], large};
        share[large] -= m_total - share[small];
        if (share[large] < m_total) {
            rich.pop_back();
            poor.push_back(large);
        }
    }
    for (const auto* left : {&poor, &rich}) {
        for (const std::uint32_t i : *left)
            m_slots[i] = {m_total, i};
    }
}

std::uint32_t WeightedChoice::at(std::uint64_t bits) const noexcept
{
    const Wide spread = Wide{bits} * m_slots.size();
    const auto slot = std::uint32_t(spread >> 64);
    const auto within = std::uint64_t((Wide{std::uint64_t(spread)} * m_total) >> 64);
    return within < m_slots[slot].limit ? slot : m_slots[slot].alias;
}

WeightedChoice WeightedChoice::longTail(std::size_t count, std::uint64_t flatten)
{
    constexpr std::uint64_t kScale = 1'000'000'000;
    std::vector<std::uint64_t> weights;
    weights.reserve(count);
    for (std::size_t rank = 1; rank <= count; ++rank)
        weights.push_back(kScale / (rank + flatten));
    return WeightedChoice(weights);
}

} // namespace halcyon::engine
