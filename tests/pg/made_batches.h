#pragma once

#include "engine/model/processed_batch.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace halcyon::tests {

/// One message of a made-up batch, with what processing said about it.
struct MadeMessage {
    std::string topic = "upi_transactions";
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    engine::StreamId stream = engine::StreamId::Upi;
    std::optional<std::string> value = "{\"made\":true}";
    std::optional<std::string> key;
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<engine::EventTime> recordTime;

    std::optional<engine::Rejection> rejection; ///< makes it a dead letter
    engine::EventTime eventTime{};
    std::string id = "T1";
    std::string payer = "asha@okaxis"; ///< transactions: a user id
    std::string payee = "merchant7@ybl";
    std::optional<std::string> bank; ///< default: what follows the @
    std::string method, location, city, country, device, channel, errorCode;
    engine::Amount amount = engine::wholeAmount(100);
    std::string currency = "INR";
    engine::PaymentStatus status = engine::PaymentStatus::Success;
    bool isFraud = false;
    std::uint8_t hour = 10;
    std::uint8_t dayOfWeek = 3;
    engine::Outcome outcome;
};

/// A moment of 2026-11-21, UTC: where most tests play.
[[nodiscard]] engine::EventTime at(int hour, int minute, int second = 0, int micros = 0);

/// Owns all bytes of its messages, as a real batch does.
[[nodiscard]] engine::ProcessedBatch makeBatch(
    const std::vector<MadeMessage>& messages, engine::PartitionTable& partitions, engine::EventTime readAt);

/// The same as the only batch of a commit.
[[nodiscard]] std::vector<engine::ProcessedBatch> oneBatch(
    const std::vector<MadeMessage>& messages, engine::PartitionTable& partitions, engine::EventTime readAt);

/// `count` clean UPI payments of one partition, a millisecond apart, offsets from `firstOffset`.
[[nodiscard]] std::vector<MadeMessage> upiRun(
    std::int64_t firstOffset, int count, std::int32_t partition = 0, engine::EventTime from = at(10, 0));

/// A transactions message with all its fields.
[[nodiscard]] MadeMessage transactionMessage(std::int64_t offset, const std::string& id);

} // namespace halcyon::tests
