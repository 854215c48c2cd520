#pragma once

#include "engine/ingest/traffic_random.h"

#include <cstdint>
#include <vector>

namespace halcyon::engine {

/// Draws 0, 1, ... with given whole-number weights, in constant time (Walker's
/// alias method in integers, so that every machine draws the same).
class WeightedChoice {
public:
    /// \pre some weight is not 0; their sum times their number fits in 64 bits
    explicit WeightedChoice(const std::vector<std::uint64_t>& weights);

    [[nodiscard]] std::uint32_t draw(TrafficRandom& random) const noexcept { return at(random.next()); }
    /// The choice that 64 random or scrambled bits stand for.
    [[nodiscard]] std::uint32_t at(std::uint64_t bits) const noexcept;

    /// 1/(rank + flatten): a few that everybody goes to and a long tail.
    [[nodiscard]] static WeightedChoice longTail(std::size_t count, std::uint64_t flatten);

    /// One choice for each row of a table, with the weight that stands there.
    template <typename Rows, typename Row>
    [[nodiscard]] static WeightedChoice ofRows(const Rows& rows, std::uint64_t Row::*weight)
    {
        std::vector<std::uint64_t> weights;
        for (const Row& row : rows)
            weights.push_back(row.*weight);
        return WeightedChoice(weights);
    }

private:
    struct Slot {
        std::uint64_t limit = 0; // below it the slot's own number, else `alias`
        std::uint32_t alias = 0;
    };
    std::vector<Slot> m_slots;
    std::uint64_t m_total = 0;
};

} // namespace halcyon::engine
