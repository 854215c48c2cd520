#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace halcyon::engine {

/// Random numbers that are the same for a seed everywhere and for ever: the
/// standard library leaves its distributions to each implementation.
/// (xoshiro256**, seeded by splitmix64.)
class TrafficRandom {
public:
    explicit TrafficRandom(std::uint64_t seed) noexcept
    {
        for (auto& word : m_state)
            word = mix(seed += 0x9e3779b97f4a7c15ULL);
    }

    /// Scrambles a number; used to give entities properties that cost no memory.
    [[nodiscard]] static constexpr std::uint64_t mix(std::uint64_t z) noexcept
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    std::uint64_t next() noexcept
    {
        const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
        const std::uint64_t shifted = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= shifted;
        m_state[3] = std::rotl(m_state[3], 45);
        return result;
    }

    /// 0 to `count` - 1. \pre count > 0
    std::uint64_t below(std::uint64_t count) noexcept
    {
        __extension__ using Wide = unsigned __int128;
        return std::uint64_t((Wide{next()} * count) >> 64);
    }
    /// `least` to `most`, both included.
    std::int64_t between(std::int64_t least, std::int64_t most) noexcept
    {
        return least + std::int64_t(below(std::uint64_t(most - least) + 1));
    }
    bool chance(std::uint64_t perMillion) noexcept { return below(1'000'000) < perMillion; }

    /// About normal, with mean 0 and the given standard deviation; never beyond 3.5 of them.
    std::int64_t bell(std::int64_t deviation) noexcept
    {
        const std::uint64_t bits = next();
        std::int64_t sum = 0;
        for (int i = 0; i < 4; ++i)
            sum += std::int64_t(bits >> (16 * i) & 0xffff);
        return (sum - 2 * 65535) * deviation / 37837; // the deviation of such a sum
    }

private:
    std::array<std::uint64_t, 4> m_state{};
};

} // namespace halcyon::engine
