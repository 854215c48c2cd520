#pragma once

#include "engine/model/message.h"
#include "engine/model/result.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace halcyon::engine {

/// Where one partition stands, for status displays; cheap, from cached figures.
struct SourcePosition {
    PartitionIndex partition = 0;
    std::int64_t firstOffset = 0; ///< where the log starts; -1 while unknown
    std::int64_t startedAt = 0; ///< where reading started
    std::int64_t position = 0; ///< next offset to read
    std::int64_t endOffset = -1; ///< the next offset to be written; -1 while unknown
    std::string trouble; ///< why this partition stopped, in one sentence; empty while it runs
};

/// How the source's connection is.
struct SourceState {
    enum class Link : std::uint8_t { Connecting, Up, Down };
    Link link = Link::Connecting;
    std::string detail; ///< one sentence when not Up: what, why, what to do; empty at the very start
};

/// A stream of message batches: Kafka, a file, recorded history.
///
/// Threads: `poll` from one thread at a time; the other calls from any thread.
/// Order: within a partition, offsets only grow. A source never skips a
/// message silently: what it cannot read stops that partition with a `trouble`.
class MessageSource {
public:
    virtual ~MessageSource() = default;

    /// The next messages, at most `mostMessages`; waits up to `timeout` for the
    /// first one. An empty batch means none came. An error is final: the source
    /// cannot go on (no such topic, not authorised); a lost connection is not an
    /// error but a `state`.
    [[nodiscard]] virtual Result<MessageBatch> poll(
        std::size_t mostMessages, std::chrono::milliseconds timeout)
        = 0;

    /// All that there will ever be has been handed out (end of a file, `untilEnd` reached).
    [[nodiscard]] virtual bool isExhausted() const = 0;

    /// Messages before these offsets are safe in history; a source that can tell
    /// others (a Kafka group's lag display) does. On `poll`'s thread; returns at once.
    virtual void committed(const std::map<PartitionIndex, std::int64_t>& /*nextOffsets*/) { }

    [[nodiscard]] virtual std::vector<SourcePosition> positions() const = 0;
    [[nodiscard]] virtual SourceState state() const = 0;
};

} // namespace halcyon::engine
