#pragma once

#include "engine/model/event_time.h"
#include "engine/model/partition.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// One Kafka header; `value` may be any bytes.
struct MessageHeader {
    std::string_view name;
    std::string_view value;
};

/// One record as read, undecoded. Views into bytes its batch owns.
struct Message {
    std::string_view value;
    std::string_view key;
    std::int64_t offset = 0;
    std::optional<EventTime> recordTime; ///< the Kafka record's timestamp
    PartitionIndex partition = 0;
    std::uint32_t firstHeader = 0; ///< into the batch's `headers`
    std::uint32_t headerCount = 0;
    StreamId stream = StreamId::Upi; ///< its topic's stream
    bool isTombstone = false; ///< a null value, which is not an empty one
    bool hasKey = false;
};

/// What one poll brought: messages in reading order, which is offset order
/// within a partition.
struct MessageBatch {
    std::vector<Message> messages;
    std::vector<MessageHeader> headers;
    /// When it was polled, by the wall clock. All that processing ever knows
    /// of "now", so that a replay with the same times decides the same.
    EventTime readAt{};
    /// Partitions that fell silent before these messages: read to their end and
    /// without news for the stream's `idleAfter`. They no longer hold the
    /// watermark back. Told by whoever reads, because only reading knows.
    std::vector<PartitionIndex> silent;
    /// Keeps the bytes alive: librdkafka's messages, a file's block, a query's rows.
    std::shared_ptr<const void> bytes;

    [[nodiscard]] std::span<const MessageHeader> headersOf(const Message& message) const noexcept
    {
        return std::span(headers).subspan(message.firstHeader, message.headerCount);
    }
};

} // namespace halcyon::engine
