#include "engine/model/stream_settings.h"

#include <algorithm>

namespace halcyon::engine {

namespace {
constexpr std::array<std::string_view, 3> kEncodings{"auto", "json", "avro"};
}

std::string_view encodingName(Encoding encoding) noexcept
{
    return kEncodings[std::size_t(encoding)];
}

std::optional<Encoding> parseEncodingName(std::string_view name) noexcept
{
    const auto* const found = std::ranges::find(kEncodings, name);
    return found == kEncodings.end() ? std::nullopt : std::optional(Encoding(found - kEncodings.begin()));
}

AllStreamSettings defaultStreamSettings()
{
    AllStreamSettings all;
    all[indexOf(StreamId::Upi)].topics = {"upi_transactions"};
    all[indexOf(StreamId::Transactions)].topics
        = {"ecommerce.transactions", "transactions", "transaction-events"};
    return all;
}

} // namespace halcyon::engine
