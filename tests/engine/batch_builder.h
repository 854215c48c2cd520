#pragma once

#include "engine/model/decoded_batch.h"
#include "engine/model/processed_batch.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace halcyon::tests {

using namespace std::chrono_literals;

/// A moment of the test's day, 2026-11-21 12:00:00 UTC (a Saturday) plus `offset`.
inline engine::EventTime noon(std::chrono::microseconds offset = 0us)
{
    return engine::EventTime{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}} + 12h + offset;
}

struct UpiPayment {
    std::string id = "T1";
    std::string payer = "asha@oksbi";
    std::string payee = "merchant1@upi";
    std::string amount = "100";
    engine::PaymentStatus status = engine::PaymentStatus::Success;
    engine::EventTime time = noon();
    std::uint32_t partition = 0;
    std::optional<engine::EventTime> recordTime;
    std::string currency = "INR";
};

struct Transaction {
    std::string id = "t-1";
    std::string user = "7";
    std::string merchant = "Kestrel Games";
    std::string amount = "20";
    std::string method = "credit_card";
    std::string location = "Mumbai, India";
    std::string country = "India";
    std::string device = "d-1";
    bool isFraud = false;
    engine::EventTime time = noon();
    std::uint32_t partition = 0;
};

/// Builds decoded batches by hand, so that what comes after decoding is tested alone.
/// Offsets grow per partition over all batches of one builder.
class BatchBuilder {
public:
    BatchBuilder& add(const UpiPayment& upi);
    BatchBuilder& add(const Transaction& transaction);
    BatchBuilder& addDeadLetter(std::uint32_t partition = 0);

    BatchBuilder& fallSilent(std::uint32_t partition);
    BatchBuilder& await(std::uint32_t partition);

    [[nodiscard]] engine::DecodedBatch take(engine::EventTime readAt = noon());

private:
    engine::Payment& addMessage(
        engine::StreamId stream, std::uint32_t partition, std::optional<engine::EventTime> recordTime);

    engine::DecodedBatch m_batch;
    std::map<std::uint32_t, std::int64_t> m_offsets;
};

} // namespace halcyon::tests
