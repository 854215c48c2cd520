#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace halcyon::engine {

/// The 64-bit hash that stands for a name (a payer, a merchant, a transaction
/// id) while it travels through the engine; the text is kept once, where a
/// table first meets it. Tagged, so that a payer cannot be looked up as a bank.
///
/// XXH3 with a fixed seed, so that checkpoints and alert ids mean the same in
/// every process. Two of a million names share a hash with probability 3e-8.
template <typename Tag>
struct Hashed {
    std::uint64_t value = 0;

    friend bool operator==(const Hashed&, const Hashed&) = default;
};

using EventIdHash = Hashed<struct EventIdTag>;
using PayerHash = Hashed<struct PayerTag>;
using PayeeHash = Hashed<struct PayeeTag>;
using BankHash = Hashed<struct BankTag>;
using MethodHash = Hashed<struct MethodTag>;
using CountryHash = Hashed<struct CountryTag>;
using DeviceHash = Hashed<struct DeviceTag>;

[[nodiscard]] std::uint64_t hashText(std::string_view text) noexcept;

/// Joins two hashes into one key; the order matters.
[[nodiscard]] constexpr std::uint64_t combineHashes(std::uint64_t a, std::uint64_t b) noexcept
{
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide{a ^ 0x9e3779b97f4a7c15ULL} * (b ^ 0xd1b54a32d192ed03ULL);
    return std::uint64_t(product) ^ std::uint64_t(product >> 64) ^ (a << 1) ^ b;
}

} // namespace halcyon::engine
