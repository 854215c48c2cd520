#pragma once

#include "engine/ingest/message_source.h"
#include "engine/model/event_time.h"
#include "engine/model/result.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

namespace halcyon::engine {

/// How a source's brokers are, as its threads see them. Safe from any thread.
class KafkaLink {
public:
    explicit KafkaLink(std::string brokers)
        : m_brokers(std::move(brokers))
    {
    }

    /// The brokers answered; `note` is what an operator should still know ("waiting for topic x"), or empty.
    void up(std::string note);
    /// The first messages came.
    void flowing();
    /// No topic to read yet: connected, but nothing can flow.
    void waiting(std::string why);
    /// They do not answer. Keeps the time of the first call since they last did, and says whether there was
    /// ever a message.
    void down(EventTime now);
    /// The newest complaint of the client library: the reason that `down` names.
    void complain(std::string reason);
    /// None of the brokers we know can be reached, says the client library.
    void allUnreachable();
    /// The source cannot go on; the first error stays.
    void fail(Error error);

    [[nodiscard]] SourceState state() const;
    [[nodiscard]] std::optional<Error> finalError() const;
    /// The newest complaint, empty when there was none since all was well.
    [[nodiscard]] std::string reason() const;
    [[nodiscard]] bool areAllUnreachable() const;
    [[nodiscard]] const std::string& brokers() const noexcept { return m_brokers; }

private:
    const std::string m_brokers;
    mutable std::mutex m_mutex; // guards everything below
    SourceState m_state;
    std::string m_reason;
    bool m_hasFlowed = false;
    bool m_areAllUnreachable = false;
    std::optional<Error> m_final;
};

/// Wakes the polling thread when some queue has something.
///
/// `clear`, look everywhere, then `waitUntil`: what arrives after `clear` is not missed.
class PollSignal {
public:
    void raise();
    void clear();
    void waitUntil(std::chrono::steady_clock::time_point deadline);

private:
    std::mutex m_mutex; // guards m_raised
    std::condition_variable m_changed;
    bool m_raised = false;
};

} // namespace halcyon::engine
