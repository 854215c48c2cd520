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

/// What reading knows of a partition and the watermark has to (see `Watermark`).
struct PartitionMark {
    enum class Kind : std::uint8_t {
        Waiting, ///< it has messages that were not read yet
        Silent, ///< read to its end, and nothing new for the stream's `idleAfter`
    };
    PartitionIndex partition = 0;
    Kind kind = Kind::Waiting;

    friend bool operator==(const PartitionMark&, const PartitionMark&) = default;
};

/// What one poll brought: messages in reading order, which is offset order
/// within a partition.
struct MessageBatch {
    std::vector<Message> messages;
    std::vector<MessageHeader> headers;
    /// When it was polled, by the wall clock. All that processing ever knows
    /// of "now", so that a replay with the same times decides the same.
    EventTime readAt{};
    /// What became known of partitions before these messages, in order. Told by
    /// whoever reads, because only reading knows.
    std::vector<PartitionMark> marks;
    /// Keeps the bytes alive: librdkafka's messages, a file's block, a query's rows.
    std::shared_ptr<const void> bytes;

    [[nodiscard]] std::span<const MessageHeader> headersOf(const Message& message) const noexcept
    {
        return std::span(headers).subspan(message.firstHeader, message.headerCount);
    }
};

} // namespace halcyon::engine
