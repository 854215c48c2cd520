#include "engine/window/log_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace halcyon::engine {

LogHistogram::Octave& LogHistogram::octaveOf(int number)
{
    const auto at = std::ranges::lower_bound(m_octaves, number, {}, &Octave::number);
    if (at != m_octaves.end() && at->number == number)
        return *at;
    return *m_octaves.insert(at, Octave{.number = number});
}

void LogHistogram::add(std::int64_t value, std::uint64_t times)
{
    const std::uint64_t size = value < 0 ? std::uint64_t(-(value + 1)) : std::uint64_t(value); // -1 mirrors 0
    const int top = int(std::bit_width(size)); // bits in use
    const int octave = top <= kBits ? 0 : top - kBits;
    const std::size_t slot
        = octave == 0 ? std::size_t(size) : std::size_t(size >> (octave - 1)) & (kSteps - 1);
    octaveOf(value < 0 ? -1 - octave : octave).counts[slot] += times;
    m_count += times;
}

double LogHistogram::middle(int number, std::size_t slot) noexcept
{
    const int octave = number < 0 ? -1 - number : number;
    double low = double(slot);
    double width = 1;
    if (octave > 0) {
        width = std::ldexp(1.0, octave - 1);
        low = std::ldexp(1.0, octave + kBits - 1) + low * width;
    }
    const double value = low + std::floor((width - 1) / 2); // the middle whole number of the bucket
    return number < 0 ? -value - 1 : value;
}

void LogHistogram::merge(const LogHistogram& other)
{
    for (const Octave& octave : other.m_octaves) {
        Octave& mine = octaveOf(octave.number);
        for (std::size_t i = 0; i < kSteps; ++i)
            mine.counts[i] += octave.counts[i];
    }
    m_count += other.m_count;
}

std::optional<double> LogHistogram::percentile(unsigned percent) const
{
    if (m_count == 0)
        return std::nullopt;
    const std::uint64_t rank = (m_count * percent + 99) / 100;
    std::uint64_t seen = 0;
    std::optional<double> answer;
    forEach([&](double value, std::uint64_t count) {
        seen += count;
        if (!answer && seen >= rank)
            answer = value;
    });
    return answer;
}

} // namespace halcyon::engine
