#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace halcyon::engine {

/// How long to wait before the next attempt: doubles up to five seconds, each
/// time between half and the whole of it, so that many clients do not come
/// back at the same moment.
class RetryPause {
public:
    [[nodiscard]] std::chrono::milliseconds next()
    {
        const auto whole = m_next;
        m_next = std::min(m_next * 2, kLongest);
        return std::chrono::milliseconds{std::uniform_int_distribution<std::chrono::milliseconds::rep>(
            whole.count() / 2, whole.count())(m_random)};
    }
    void reset() noexcept { m_next = kShortest; }

private:
    static constexpr std::chrono::milliseconds kShortest{100};
    static constexpr std::chrono::milliseconds kLongest{5000};
    std::chrono::milliseconds m_next = kShortest;
    std::minstd_rand m_random{std::random_device{}()};
};

} // namespace halcyon::engine
