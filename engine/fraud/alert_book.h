#pragma once

#include "engine/fraud/rule_pack.h"
#include "engine/model/alert.h"
#include "engine/model/message.h"
#include "engine/model/payment.h"

#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

namespace halcyon::engine {

/// Turns high scores of one stream into alerts, and repeats into counts.
///
/// An event joins an alert of the same entity and rule when its time is less
/// than ten minutes from that alert's first event, and of several such alerts
/// the one raised last; otherwise it raises a new one, whose id is made from
/// what caused it. An alert is open to joiners until the stream's largest event
/// time has passed its first event by an hour: partitions that are read at
/// different places share alerts as long as they are no further apart.
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
        EventTime reached{}; ///< as far as all partitions had come before this event
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

    /// Alerts that a later event can still join, those of one entity and rule in
    /// the order they were raised, in which `restore` wants them. For checkpoints.
    [[nodiscard]] std::vector<OpenAlert> open() const;
    void restore(OpenAlert open);

private:
    struct Group : OpenAlert {
        bool isChanged = false;
    };
    using Groups = std::list<Group>; // the one raised last first; a list, so that m_changed may point into it

    [[nodiscard]] Alert alertOf(const Cause& cause, const std::string& rule) const;
    [[nodiscard]] static bool isOpen(const OpenAlert& open, EventTime reached) noexcept
    {
        return reached <= open.firstTime + PayerHistory::kRemembered;
    }
    [[nodiscard]] static Group* groupFor(Groups& groups, EventTime time, EventTime reached);
    AlertId start(const Cause& cause, const std::string& rule, Groups& groups);
    void join(const Cause& cause, const std::string& rule, Group& group);
    static void forgetClosed(Groups& groups, EventTime reached);
    void forgetOld(EventTime reached);

    const RulePack* m_pack;
    std::unordered_map<std::uint64_t, Groups> m_groups; // by entity and rule
    Groups m_closed; // raised by events too late for others to join them
    std::vector<Group*> m_changed; // in the order they were first touched
    std::size_t m_forgetAt = 1024;
};

} // namespace halcyon::engine
