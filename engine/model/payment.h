#pragma once

#include "engine/model/event_time.h"
#include "engine/model/hashed.h"
#include "engine/model/money.h"
#include "engine/model/stream.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace halcyon::engine {

/// `None` for e-commerce transactions, which carry no status.
enum class PaymentStatus : std::uint8_t { None, Success, Failed, Pending };

/// "SUCCESS", "FAILED", "PENDING"; empty for `None`.
[[nodiscard]] std::string_view statusName(PaymentStatus status) noexcept;
[[nodiscard]] std::optional<PaymentStatus> parseStatusName(std::string_view name) noexcept;

/// One decoded and valid payment of the `upi` or `transactions` stream, as the
/// hot path carries it: numbers and hashes only, no text.
///
/// The two streams share the shape: a `payer` is a UPI payer's VPA or an
/// e-commerce user, a `payee` a UPI payee's VPA or a merchant.
struct Payment {
    EventTime time{};
    Amount amount;
    EventIdHash id;
    PayerHash payer;
    PayeeHash payee;
    BankHash bank; ///< upi: the payer's bank (the VPA's handle)
    MethodHash method; ///< transactions: payment_method
    CountryHash country; ///< transactions: derived from location
    DeviceHash device; ///< 0 when a upi event names none
    Currency currency;
    std::uint32_t message = 0; ///< index of its message in the batch
    std::uint32_t contentTag = 0; ///< of all that it says (see `contentTagOf`)
    StreamId stream = StreamId::Upi;
    PaymentStatus status = PaymentStatus::None;
    std::uint8_t hour = 0; ///< 0..23 in the stream's time zone
    std::uint8_t dayOfWeek = 0; ///< 1 = Sunday .. 7 = Saturday, same zone
    bool isFraud = false; ///< transactions: the producer's own flag
    bool amountRounded = false; ///< had more than four decimals

    [[nodiscard]] bool isWeekend() const noexcept { return dayOfWeek == 1 || dayOfWeek == 7; }
    [[nodiscard]] bool isHighValue() const noexcept { return amount > wholeAmount(1000); }
};

/// The names behind a payment's hashes. Views into the bytes its batch owns.
struct PaymentText {
    std::string_view id;
    std::string_view payer; ///< transactions: user_id as decimal digits
    std::string_view payee;
    std::string_view bank;
    std::string_view method;
    std::string_view location; ///< as sent
    std::string_view city;
    std::string_view country; ///< "unknown" when the location names none
    std::string_view device;
    std::string_view channel;
    std::string_view errorCode;
};

/// What makes two events with the same id and time the same payment: a tag of
/// all that they say, however it was written.
[[nodiscard]] std::uint32_t contentTagOf(const Payment& payment, const PaymentText& text) noexcept;

/// micro < 10 <= small < 100 <= medium < 1000 <= large < 10000 <= enterprise.
[[nodiscard]] std::string_view amountCategory(Amount amount) noexcept;

} // namespace halcyon::engine
