#pragma once

#include "engine/model/flat_table.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace halcyon::engine {

/// Exact distinct counting over sliding windows: in which panes a pair (key,
/// value) was seen. A window's distinct count grows by one exactly when a pair
/// is seen in one of its panes and was in none of the others before.
///
/// A pair is one slot of 12 bytes: its newest pane and a bit for each of the 8
/// panes up to it. Panes further back, met when one partition lags far behind
/// another, and numbers of panes that 24 bits cannot hold (five-minute panes of
/// the year 2129) go to a set of (pair, pane); the answer is exact either way.
class DistinctPairs {
public:
    /// Panes around the one asked about: bit i of `before` is pane - 1 - i, of `after` pane + 1 + i.
    struct Seen {
        bool isNew = false; ///< not seen in this pane before
        std::uint32_t before = 0;
        std::uint32_t after = 0;
    };

    void prefetch(std::uint64_t pair) const noexcept { m_recent.prefetch(pair); }

    /// Notes the pair in `pane`; looks up to `reach` (< 8) panes to each side. Pairs that were not seen in
    /// `oldestPane` or later may be forgotten.
    [[nodiscard]] Seen add(std::uint64_t pair, std::int64_t pane, int reach, std::int64_t oldestPane);

    [[nodiscard]] std::size_t size() const noexcept { return m_recent.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return m_recent.bytes() + m_far.bytes(); }

    /// `visit(pair, pane)` for all noted. For checkpoints.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        m_recent.forEach([&](std::uint64_t pair, Panes panes) {
            for (int i = 0; i < kBits; ++i)
                if ((panes.mask() >> i & 1U) != 0)
                    visit(pair, panes.newest() - i);
        });
        m_far.forEach([&](std::uint64_t, const FarPane& far) { visit(far.pair, far.pane); });
    }

private:
    static constexpr int kBits = 8;
    static constexpr std::uint32_t kMask = (1U << kBits) - 1;
    static constexpr std::int64_t kMostPane = (1 << 24) - 1;
    class Panes {
    public:
        Panes() = default; ///< none
        Panes(std::int64_t newest, std::uint32_t mask) noexcept
            : m_bits(std::uint32_t(newest) << kBits | mask)
        {
        }
        [[nodiscard]] std::int64_t newest() const noexcept { return m_bits >> kBits; }
        /// Bit i = pane newest - i.
        [[nodiscard]] std::uint32_t mask() const noexcept { return m_bits & kMask; }

    private:
        std::uint32_t m_bits = 0;
    };
    struct FarPane {
        std::uint64_t pair = 0;
        std::int64_t pane = 0;
    };
    void addFar(std::uint64_t pair, std::int64_t pane, std::int64_t oldestPane);
    [[nodiscard]] static std::uint64_t farKey(std::uint64_t pair, std::int64_t pane) noexcept;
    [[nodiscard]] bool isSeen(Panes panes, std::uint64_t pair, std::int64_t pane) const noexcept;

    FlatTable<Panes> m_recent;
    FlatTable<FarPane> m_far;
};

} // namespace halcyon::engine
