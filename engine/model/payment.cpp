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
