#include "engine/model/payment.h"

#include <array>

namespace halcyon::engine {

namespace {
constexpr std::array<std::string_view, 4> kStatusNames{"", "SUCCESS", "FAILED", "PENDING"};
}

std::string_view statusName(PaymentStatus status) noexcept
{
    return kStatusNames[std::size_t(status)];
}

std::optional<PaymentStatus> parseStatusName(std::string_view name) noexcept
{
    for (std::size_t i = 1; i < kStatusNames.size(); ++i)
        if (kStatusNames[i] == name)
            return PaymentStatus(i);
    return std::nullopt;
}

std::uint32_t contentTagOf(const Payment& payment, const PaymentText& text) noexcept
{
    const std::uint64_t parties = combineHashes(payment.payer.value, payment.payee.value);
    const std::uint64_t kind = payment.currency.number() + (std::uint64_t(payment.status) << 32)
        + (std::uint64_t(payment.isFraud) << 40);
    const std::uint64_t what
        = combineHashes(std::uint64_t(payment.amount.steps), payment.method.value + kind);
    std::uint64_t hash = combineHashes(combineHashes(parties, what), payment.device.value);
    for (const std::string_view rest : {text.location, text.channel, text.errorCode})
        hash = combineHashes(hash, rest.empty() ? 0 : hashText(rest));
    return std::uint32_t(hash);
}

std::string_view amountCategory(Amount amount) noexcept
{
    if (amount < wholeAmount(10))
        return "micro";
    if (amount < wholeAmount(100))
        return "small";
    if (amount < wholeAmount(1000))
        return "medium";
    if (amount < wholeAmount(10000))
        return "large";
    return "enterprise";
}

} // namespace halcyon::engine
