#include "engine/ingest/broken_messages.h"

#include <array>
#include <cassert>
#include <string_view>

namespace halcyon::engine {

namespace {

/// Where a member of a flat object written by TrafficText stands.
struct MemberPlace {
    std::size_t name = 0; ///< of the quote before its name
    std::size_t value = 0;
    std::size_t end = 0; ///< behind its value: of the comma or the brace
};

MemberPlace find(const std::string& payload, std::string_view member)
{
    std::string name;
    name.append("\"").append(member).append("\": ");
    MemberPlace place{.name = payload.find(name)};
    assert(place.name != std::string::npos);
    place.value = place.name + name.size();
    place.end = std::min(payload.find(", \"", place.value), payload.size() - 1);
    return place;
}

void setMember(std::string& payload, std::string_view member, std::string_view value)
{
    const auto place = find(payload, member);
    payload.replace(place.value, place.end - place.value, value);
}

void removeMember(std::string& payload, std::string_view member)
{
    const auto place = find(payload, member);
    const std::size_t behind = payload[place.end] == ',' ? place.end + 2 : place.end;
    payload.erase(place.name, behind - place.name);
    if (payload.ends_with(", }"))
        payload.erase(payload.size() - 3, 2);
}

struct Change {
    std::string_view member;
    std::string_view value;
};

template <std::size_t N>
void setOneOf(std::string& payload, const std::array<Change, N>& changes, TrafficRandom& random)
{
    const auto& [member, value] = changes[random.below(N)];
    setMember(payload, member, value);
}

constexpr std::array<std::string_view, 5> kUpiMembers{"txn_id", "payer", "payee", "amount", "status"};
constexpr std::array<std::string_view, 5> kShopMembers{
    "transaction_id", "user_id", "amount", "merchant", "payment_method"};
constexpr std::array<Change, 5> kUpiWrongTypes{{{"amount", "\"120.50\""}, {"amount", "null"}, {"status", "1"},
    {"payer", "42"}, {"timestamp", "1767607200"}}};
constexpr std::array<Change, 5> kShopWrongTypes{{{"user_id", "\"17\""}, {"amount", "\"49\""},
    {"is_fraud", "\"no\""}, {"location", "null"}, {"merchant", "[]"}}};
constexpr std::array<Change, 6> kUpiOutOfRange{{{"amount", "0"}, {"amount", "-120.50"},
    {"amount", "100000.01"}, {"status", "\"DONE\""}, {"payer", "\"nobody\""}, {"payee", "\"\""}}};
constexpr std::array<Change, 3> kShopOutOfRange{
    {{"amount", "0"}, {"amount", "-49"}, {"transaction_id", "\"\""}}};
constexpr std::array<Change, 3> kBadTimes{
    {{"timestamp", "\"05/01/2026 10:00\""}, {"timestamp", "\"\""}, {"timestamp", "\"2026-02-30T10:00:00\""}}};

/// Payloads that are no JSON object at all.
void garble(std::string& payload, TrafficRandom& random)
{
    switch (random.below(6)) {
    case 0:
    case 1:
        payload.resize(1 + random.below(payload.size() - 1)); // cut off
        break;
    case 2:
        payload = "ERROR upstream timeout after 5000 ms";
        break;
    case 3:
        payload[find(payload, "amount").name - 4] = '\xff'; // in the text before: not UTF-8
        break;
    case 4:
        payload.clear();
        break;
    default:
        setMember(payload, "amount", "NaN");
    }
}

} // namespace

Breakage breakMessage(StreamId stream, std::string& payload, TrafficRandom& random)
{
    const bool isUpi = stream == StreamId::Upi;
    switch (random.below(8)) {
    case 0:
        payload.clear();
        return {RejectReason::Tombstone, true};
    case 1:
        removeMember(payload, (isUpi ? kUpiMembers : kShopMembers)[random.below(kUpiMembers.size())]);
        return {RejectReason::MissingField};
    case 2:
    case 3:
        setOneOf(payload, isUpi ? kUpiWrongTypes : kShopWrongTypes, random);
        return {RejectReason::BadType};
    case 4:
        if (isUpi)
            setOneOf(payload, kUpiOutOfRange, random);
        else
            setOneOf(payload, kShopOutOfRange, random);
        return {RejectReason::OutOfRange};
    case 5:
        setOneOf(payload, kBadTimes, random);
        return {RejectReason::BadTime};
    default:
        garble(payload, random);
        return {RejectReason::NotJson};
    }
}

} // namespace halcyon::engine
