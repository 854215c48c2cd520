#pragma once

#include "engine/model/event_time.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace halcyon::engine {

/// What is remembered of a payment: one number that sorts by time, microseconds * 2 + failed.
class PaymentMark {
public:
    PaymentMark(EventTime time, bool failed) noexcept
        : m_bits(time.time_since_epoch().count() * 2 + (failed ? 1 : 0))
    {
    }
    [[nodiscard]] EventTime time() const noexcept
    {
        return EventTime{std::chrono::microseconds{m_bits >> 1}};
    }
    [[nodiscard]] bool failed() const noexcept { return (m_bits & 1) != 0; }
    friend auto operator<=>(PaymentMark, PaymentMark) = default;

private:
    std::int64_t m_bits;
};

/// Up to `kMost` payments of one payer in order of time, 32 bits each.
///
/// Times are exact: all but the first are microseconds since it, so what lies
/// in one line spans 71 minutes at most. The owner keeps elsewhere what does
/// not fit.
template <std::size_t kMost>
class MarkLine {
public:
    static_assert(kMost <= std::numeric_limits<std::uint16_t>::digits);

    MarkLine() = default;
    /// The same payments with room for more.
    template <std::size_t kLess>
    explicit MarkLine(const MarkLine<kLess>& other) noexcept
    {
        static_assert(kLess < kMost);
        other.forEach([this](PaymentMark mark) { insert(mark); });
    }

    /// Forgets what is older than `forgottenBefore` when that makes the room it needs. False, and the payment
    /// not taken, when there are too many others or they are too far from it.
    [[nodiscard]] bool add(PaymentMark mark, EventTime forgottenBefore)
    {
        if (mark.time() < forgottenBefore)
            return true; // nobody will ask for it
        if (!fits(mark.time())) {
            forget(forgottenBefore);
            if (!fits(mark.time()))
                return false;
        }
        insert(mark);
        return true;
    }

    [[nodiscard]] bool isEmpty() const noexcept { return m_size == 0; }
    [[nodiscard]] EventTime newest() const noexcept { return timeAt(m_size < 2 ? 0 : m_size - 1U); }
    /// Whether there is one that is not older than `forgottenBefore`.
    [[nodiscard]] bool remembers(EventTime forgottenBefore) const noexcept
    {
        return !isEmpty() && newest() >= forgottenBefore;
    }

    /// `visit(mark)` in order of time.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        for (std::size_t i = 0; i < m_size; ++i)
            visit(PaymentMark(timeAt(i), (m_failed >> i & 1U) != 0));
    }

    /// For an owner that keeps the payments elsewhere: the newest one's time stays here, and `place`.
    void leave(EventTime newest, std::uintptr_t place) noexcept
    {
        static_assert(sizeof place <= sizeof m_after);
        m_first = newest;
        std::memcpy(m_after.data(), &place, sizeof place);
        m_size = 1;
    }
    [[nodiscard]] std::uintptr_t place() const noexcept
    {
        std::uintptr_t place = 0;
        std::memcpy(&place, m_after.data(), sizeof place);
        return place;
    }

private:
    using Distance = std::uint32_t;

    [[nodiscard]] EventTime timeAt(std::size_t i) const noexcept
    {
        return i == 0 ? m_first : m_first + std::chrono::microseconds{m_after[i - 1]};
    }
    [[nodiscard]] bool fits(EventTime time) const noexcept
    {
        return isEmpty()
            || (m_size < kMost
                && std::max(time, newest()) - std::min(time, m_first)
                    <= std::chrono::microseconds{std::numeric_limits<Distance>::max()});
    }

    /// \pre `fits(mark.time())`
    void insert(PaymentMark mark) noexcept
    {
        if (isEmpty())
            m_first = mark.time();
        else if (mark.time() < m_first)
            return insertFirst(mark);
        std::size_t at = m_size++;
        const auto distance = Distance((mark.time() - m_first).count());
        for (; at > 1 && m_after[at - 2] > distance; --at)
            m_after[at - 1] = m_after[at - 2];
        if (at > 0)
            m_after[at - 1] = distance;
        insertFailed(at, mark.failed());
    }
    void insertFirst(PaymentMark mark) noexcept
    {
        const auto shift = Distance((m_first - mark.time()).count());
        for (std::size_t i = m_size++; i > 1; --i)
            m_after[i - 1] = m_after[i - 2] + shift;
        m_after.front() = shift;
        m_first = mark.time();
        insertFailed(0, mark.failed());
    }
    void insertFailed(std::size_t at, bool failed) noexcept
    {
        const std::uint32_t below = (1U << at) - 1;
        m_failed
            = std::uint16_t((m_failed & below) | std::uint32_t{failed} << at | (m_failed & ~below) << 1U);
    }

    void forget(EventTime before) noexcept
    {
        std::size_t gone = 0;
        while (gone < m_size && timeAt(gone) < before)
            ++gone;
        if (gone == 0)
            return;
        const EventTime first = gone < m_size ? timeAt(gone) : EventTime{};
        for (std::size_t i = gone + 1; i < m_size; ++i)
            m_after[i - gone - 1] = Distance((timeAt(i) - first).count());
        m_first = first;
        m_failed = std::uint16_t(m_failed >> gone);
        m_size = std::uint8_t(m_size - gone);
    }

    EventTime m_first{};
    std::array<Distance, kMost - 1> m_after{};
    std::uint16_t m_failed = 0; // bit n = the one at n
    std::uint8_t m_size = 0;
};

} // namespace halcyon::engine
