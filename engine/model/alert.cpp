#include "engine/model/alert.h"

namespace halcyon::engine {

namespace {
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int kDigits = 13; // 13 * 5 bits hold 64
} // namespace

std::string formatAlertId(AlertId id)
{
    std::string text = "A-";
    for (int i = kDigits - 1; i >= 0; --i)
        text.push_back(kAlphabet[(id.value >> (5 * i)) & 31U]);
    return text;
}

std::optional<AlertId> parseAlertId(std::string_view text)
{
    if (text.size() != kDigits + 2 || !text.starts_with("A-"))
        return std::nullopt;
    AlertId id;
    for (const char c : text.substr(2)) {
        const auto digit = kAlphabet.find(c);
        if (digit == std::string_view::npos || id.value >> 59 != 0)
            return std::nullopt;
        id.value = id.value << 5 | digit;
    }
    return id;
}

} // namespace halcyon::engine
