#pragma once

#include "engine/ingest/traffic_generator.h"
#include "engine/ingest/traffic_stories.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace halcyon::engine {

/// Something that was decided before its time.
struct ScheduledMessage {
    struct Resend {
        TrafficMessage message;
    };
    struct Settle {
        PaymentDraft draft;
        std::int32_t partition = 0;
    };
    struct Tell {
        StoryPayment payment;
        std::optional<std::size_t> story; ///< in the truth
        std::int32_t partition = 0;
    };

    EventTime at{};
    std::uint64_t order = 0; ///< of two at the same time, the one scheduled first comes first
    std::variant<Resend, Settle, Tell> what;
};

/// Scheduled messages by their time.
class TrafficSchedule {
public:
    void add(EventTime at,
        std::variant<ScheduledMessage::Resend, ScheduledMessage::Settle, ScheduledMessage::Tell> what)
    {
        m_heap.push_back({at, m_order++, std::move(what)});
        m_repeats += isRepeat(m_heap.back());
        std::push_heap(m_heap.begin(), m_heap.end(), isLater);
    }
    [[nodiscard]] bool hasUntil(EventTime time) const noexcept
    {
        return !m_heap.empty() && m_heap.front().at <= time;
    }
    [[nodiscard]] EventTime firstTime() const noexcept { return m_heap.front().at; }
    /// How many of them are repeats.
    [[nodiscard]] std::size_t repeats() const noexcept { return m_repeats; }
    /// Forgets all that is no repeat.
    void keepRepeats()
    {
        if (m_heap.size() == m_repeats)
            return;
        std::erase_if(m_heap, [](const ScheduledMessage& message) { return !isRepeat(message); });
        std::make_heap(m_heap.begin(), m_heap.end(), isLater);
    }
    [[nodiscard]] ScheduledMessage take()
    {
        std::pop_heap(m_heap.begin(), m_heap.end(), isLater);
        ScheduledMessage first = std::move(m_heap.back());
        m_heap.pop_back();
        m_repeats -= isRepeat(first);
        return first;
    }

private:
    static bool isRepeat(const ScheduledMessage& message) noexcept
    {
        return std::holds_alternative<ScheduledMessage::Resend>(message.what);
    }
    static bool isLater(const ScheduledMessage& a, const ScheduledMessage& b) noexcept
    {
        return a.at != b.at ? a.at > b.at : a.order > b.order;
    }

    std::vector<ScheduledMessage> m_heap;
    std::uint64_t m_order = 0;
    std::size_t m_repeats = 0; // in m_heap
};

} // namespace halcyon::engine
