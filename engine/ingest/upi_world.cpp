#include "engine/ingest/upi_world.h"

#include "engine/ingest/population.h"

#include <algorithm>
#include <array>

namespace halcyon::engine {

namespace {

struct Bank {
    std::string_view handle;
    std::uint64_t share; ///< of the users, in thousandths
    std::uint64_t success; ///< of the payments, in thousandths
};

constexpr std::array<Bank, UpiWorld::kBankCount> kBanks{
    {{"oksbi", 220, 972}, {"okhdfcbank", 180, 985}, {"ybl", 190, 978}, {"okaxis", 110, 981}, {"upi", 70, 955},
        {"okicici", 90, 984}, {"paytm", 70, 968}, {"ibl", 40, 975}, {"axl", 20, 962}, {"apl", 10, 970}}};

// Too little money, wrong PIN, limit, debit failed, risk, bank does not answer (twice): the last two are an
// outage's.
constexpr std::array<std::string_view, 8> kErrorCodes{"", "Z9", "ZM", "U09", "U30", "U16", "U68", "BT"};

constexpr std::uint64_t kOutageSuccess = 140; // thousandths
constexpr std::uint64_t kPending = 40; // thousandths of the payments that answer later
constexpr std::uint64_t kOutagePending = 220;

constexpr OrdinaryUser kOrdinary{std::chrono::minutes{10}, 0.5}; // to the velocity rule
constexpr double kFewestUsers = 50'000;

} // namespace

std::string_view upiBankHandle(std::size_t bank) noexcept
{
    return kBanks[bank].handle;
}

std::string_view upiErrorCode(std::uint8_t code) noexcept
{
    return kErrorCodes[code];
}

UpiWorld::UpiWorld(double eventsPerSecond)
    : m_population(populationFor(eventsPerSecond, kOrdinary, kFewestUsers))
    , m_banks(WeightedChoice::ofRows(kBanks, &Bank::share))
    , m_merchants(WeightedChoice::longTail(kMerchantCount, 12))
{
    for (std::uint32_t merchant = 0; merchant < kMerchantCount; ++merchant)
        m_profiles.push_back(upiMerchantProfile(merchant));
}

UpiAccount UpiWorld::account(std::uint64_t user) const noexcept
{
    return {user, std::uint8_t(m_banks.at(TrafficRandom::mix(user + 0x5eed)))};
}

// A tenth of the users make a third of the payments.
UpiAccount UpiWorld::drawUser(TrafficRandom& random) const noexcept
{
    const bool isActive = random.chance(260'000);
    return account(random.below(isActive ? m_population / 10 : m_population));
}

// From one person to another: mostly round.
std::int64_t UpiWorld::drawGift(TrafficRandom& random) noexcept
{
    constexpr std::array<std::int64_t, 10> kRound{
        5'000, 10'000, 20'000, 20'000, 30'000, 50'000, 50'000, 100'000, 200'000, 500'000};
    const auto kind = random.below(100);
    if (kind < 45)
        return kRound[random.below(kRound.size())];
    if (kind < 92)
        return AmountProfile{.median = 42'000, .spread = 75, .style = PriceStyle::Whole}.draw(
            random, 2'000'000);
    return random.between(12, 44) * 50'000; // rent: 6 000 to 22 000
}

UpiDraft UpiWorld::draw(TrafficRandom& random, std::size_t badBank) const
{
    UpiDraft draft;
    draft.payer = drawUser(random);
    draft.isToMerchant = random.chance(740'000);
    if (draft.isToMerchant) {
        draft.merchant = m_merchants.draw(random);
        draft.paise = m_profiles[draft.merchant].draw(random, kLargestPaise);
    } else {
        do {
            draft.payee = drawUser(random);
        } while (draft.payee == draft.payer);
        draft.paise = drawGift(random);
    }
    draft.tellsDevice = TrafficRandom::mix(draft.payer.user) % 10 < 3;
    const bool isOut = draft.payer.bank == badBank;
    if (random.below(1000) < (isOut ? kOutagePending : kPending))
        draft.status = PaymentStatus::Pending;
    else
        decide(draft, random, badBank);
    return draft;
}

void UpiWorld::settle(UpiDraft& draft, TrafficRandom& random, std::size_t badBank) const
{
    decide(draft, random, badBank);
}

void UpiWorld::decide(UpiDraft& draft, TrafficRandom& random, std::size_t badBank) const
{
    const bool isOut = draft.payer.bank == badBank;
    const bool isSuccess = random.below(1000) < (isOut ? kOutageSuccess : kBanks[draft.payer.bank].success);
    draft.status = isSuccess ? PaymentStatus::Success : PaymentStatus::Failed;
    draft.errorCode = isSuccess ? 0 : std::uint8_t(isOut ? random.between(6, 7) : random.between(1, 5));
}

} // namespace halcyon::engine
