#pragma once

#include "engine/ingest/traffic_options.h"
#include "engine/ingest/traffic_random.h"

#include <chrono>
#include <cstdint>
#include <vector>

namespace halcyon::engine {

/// Decides for one stream which payments come late. Those drawn before a reader's watermark is sure to stand
/// are owed, and come when it does.
class TrafficLateness {
public:
    void begin(const TrafficTopic& topic, const TrafficOptions& options)
    {
        m_isMet.assign(std::size_t(topic.partitions), false);
        m_unmet = topic.partitions;
        m_isReadInOrder = options.isReadInOrder;
        m_quietUntil = options.start + kQuietStart;
    }

    /// A partition has a payment on time.
    void noteOnTime(std::int32_t partition)
    {
        auto isMet = m_isMet[std::size_t(partition)];
        m_unmet -= isMet ? 0 : 1;
        isMet = true;
    }

    [[nodiscard]] bool isNextLate(bool isDrawn, EventTime now, TrafficRandom& random)
    {
        const bool canBe = now > m_quietUntil || (m_isReadInOrder && m_unmet == 0);
        if (isDrawn && !canBe)
            ++m_owed;
        if (isDrawn || !canBe || m_owed == 0 || !random.chance(kCatchesUp))
            return isDrawn && canBe;
        --m_owed;
        return true;
    }

private:
    static constexpr std::chrono::seconds kQuietStart{10};
    static constexpr std::uint64_t kCatchesUp = 250'000; ///< of a million payments, while some are owed

    std::vector<bool> m_isMet; // by partition
    std::int32_t m_unmet = 0;
    bool m_isReadInOrder = false;
    EventTime m_quietUntil{};
    std::uint64_t m_owed = 0;
};

} // namespace halcyon::engine
