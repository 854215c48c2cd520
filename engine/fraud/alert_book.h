#pragma once

#include "engine/fraud/rule_pack.h"
#include "engine/model/alert.h"
#include "engine/model/message.h"
#include "engine/model/payment.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace halcyon::engine {

/// Turns high scores of one stream into alerts, and repeats into counts.
///
/// An event joins the alert of the same entity and rule when its time is less
/// than ten minutes from that alert's first event; otherwise it raises a new
/// one, whose id is made from what caused it. An alert is open to joiners until
/// the stream's largest event time has passed its first event by an hour.
///
/// Threads: none of its own; the pipeline's serial stage owns it.
class AlertBook {
public:
    static constexpr std::chrono::microseconds kGrouped = std::chrono::minutes{10};

    /// What raised or repeats an alert.
    struct Cause {
        const Payment& payment;
        const PaymentText& text;
        const Message& message;
        const Partition& partition;
        EventTime readAt{};
        EventTime newest{}; ///< the stream's largest event time before this event
        RulePack::Score score;
        PayerHistory::Counts counts;
    };
    struct OpenAlert {
        Alert alert;
        EventTime firstTime{}; ///< event time of its first event
    };

    explicit AlertBook(const RulePack& pack)
        : m_pack(&pack)
    {
    }

    /// The id of the alert the event raised or joined.
    AlertId raise(const Cause& cause);

    /// The alerts that `raise` made or changed since the last call, each once,
    /// in the order they were first touched.
    [[nodiscard]] std::vector<Alert> takeChanged();

    /// Alerts that a later event can still join. For checkpoints.
    [[nodiscard]] std::vector<OpenAlert> open() const;
    void restore(OpenAlert open);

private:
    struct Group : OpenAlert {
        bool isChanged = false;
    };
    [[nodiscard]] Alert alertOf(const Cause& cause, const std::string& rule) const;
    [[nodiscard]] static bool isOpen(const Group& group, EventTime newest) noexcept
    {
        return newest <= group.firstTime + PayerHistory::kRemembered;
    }
    void forgetOld(EventTime newest);

    const RulePack* m_pack;
    std::unordered_map<std::uint64_t, Group> m_groups; // by entity and rule
    std::vector<std::uint64_t> m_changed;
    std::vector<Alert> m_loners; // alerts too far in the past of their group to open one
    std::size_t m_forgetAt = 1024;
};

} // namespace halcyon::engine
