#pragma once

#include "engine/model/event_time.h"
#include "engine/model/payment.h"

#include <cstdint>
#include <variant>

namespace halcyon::engine {

/// A UPI user; their number decides the rest: bank, devices.
struct UpiAccount {
    std::uint64_t user = 0;
    std::uint8_t bank = 0;

    friend bool operator==(const UpiAccount&, const UpiAccount&) = default;
};

/// A payment of the `upi` stream before it is text.
struct UpiDraft {
    std::uint64_t id = 0;
    UpiAccount payer;
    bool isToMerchant = true;
    std::uint32_t merchant = 0;
    UpiAccount payee; ///< when it is not to a merchant
    std::int64_t paise = 0;
    PaymentStatus status = PaymentStatus::Success;
    std::uint8_t errorCode = 0; ///< of the failure; 0 for none
    bool tellsDevice = false; ///< sent by an app that adds device_id and channel
};

/// A payment of the `transactions` stream before it is text.
struct ShopDraft {
    std::uint64_t id = 0;
    std::uint64_t user = 0;
    std::int64_t cents = 0;
    std::uint32_t merchant = 0;
    std::uint32_t place = 0;
    std::uint8_t device = 0;
    std::uint8_t method = 0;
    bool isFraud = false;
    bool leavesCountryOut = false;
};

/// A payment and its event time, before it is text.
struct PaymentDraft {
    EventTime time{};
    std::variant<UpiDraft, ShopDraft> payment;

    [[nodiscard]] StreamId stream() const noexcept
    {
        return std::holds_alternative<UpiDraft>(payment) ? StreamId::Upi : StreamId::Transactions;
    }
    [[nodiscard]] std::uint64_t id() const noexcept
    {
        return std::visit([](const auto& draft) { return draft.id; }, payment);
    }
    /// In hundredths, both streams alike.
    [[nodiscard]] std::int64_t hundredths() const noexcept
    {
        const auto* upi = std::get_if<UpiDraft>(&payment);
        return upi != nullptr ? upi->paise : std::get<ShopDraft>(payment).cents;
    }
};

} // namespace halcyon::engine
