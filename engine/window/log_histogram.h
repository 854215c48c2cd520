#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace halcyon::engine {

/// Counts of integers (microseconds, money steps) in logarithmic buckets, for
/// percentiles: every power of two is split into 64 equal buckets, the numbers
/// below 64 are exact. A percentile is the middle of its bucket, so it is off by
/// at most 1/128 of the value (0.8 %). After HdrHistogram's index.
///
/// `merge` is associative and commutative; a default-made value is its identity.
class LogHistogram {
public:
    void add(std::int64_t value, std::uint64_t times = 1);
    void merge(const LogHistogram& other);

    [[nodiscard]] std::uint64_t count() const noexcept { return m_count; }
    /// Nearest rank: the smallest value with at least `percent` of all at or
    /// below it, 1 to 100. Nothing when empty.
    [[nodiscard]] std::optional<double> percentile(unsigned percent) const;

    /// `visit(value, count)` with each bucket's middle, ascending; adding the
    /// rounded middles back gives an equal histogram.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        for (const Octave& octave : m_octaves)
            for (std::size_t step = 0; step < kSteps; ++step) {
                const std::size_t slot = octave.number < 0 ? kSteps - 1 - step : step;
                if (octave.counts[slot] != 0)
                    visit(middle(octave.number, slot), octave.counts[slot]);
            }
    }

    friend bool operator==(const LogHistogram&, const LogHistogram&) = default;

private:
    static constexpr int kBits = 6;
    static constexpr std::size_t kSteps = std::size_t{1} << kBits;

    /// Octave 0 holds 0..63, octave n > 0 holds 2^(n+5) .. 2^(n+6)-1; octave -1-n mirrors n for negative
    /// values.
    struct Octave {
        int number = 0;
        std::array<std::uint64_t, kSteps> counts{};
        friend bool operator==(const Octave&, const Octave&) = default;
    };

    [[nodiscard]] static double middle(int octave, std::size_t slot) noexcept;
    [[nodiscard]] Octave& octaveOf(int number);

    std::vector<Octave> m_octaves; // sorted by number; a handful for real latencies
    std::uint64_t m_count = 0;
};

} // namespace halcyon::engine
