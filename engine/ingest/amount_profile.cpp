#include "engine/ingest/amount_profile.h"

#include "engine/ingest/weighted_choice.h"

#include <algorithm>
#include <span>
#include <vector>

namespace halcyon::engine {

namespace {

/// A trade: how common it is and what its prices are like.
struct Trade {
    std::uint64_t weight;
    AmountProfile profile;
};

// Medians in paise: tea stalls, groceries, recharges, food delivery, pharmacies, fuel, fashion, bills,
// electronics, travel.
constexpr std::array<Trade, 10> kUpiTrades{
    {{150, {3'000, 55, PriceStyle::Tens}}, {240, {26'000, 80, PriceStyle::Exact}},
        {120, {23'900, 45, PriceStyle::Ninety}}, {130, {34'000, 45, PriceStyle::Quarters}},
        {80, {31'000, 75, PriceStyle::Quarters}}, {70, {50'000, 55, PriceStyle::Tens}},
        {80, {89'900, 60, PriceStyle::Ninety}}, {70, {110'000, 70, PriceStyle::Exact}},
        {30, {499'900, 85, PriceStyle::Ninety}}, {30, {240'000, 85, PriceStyle::Whole}}}};

// In cents of whatever currency the shop has: apps, books, groceries, fashion, home, electronics, travel.
constexpr std::array<Trade, 7> kShopTrades{{{180, {499, 50, PriceStyle::Exact}},
    {150, {1'899, 45, PriceStyle::Exact}}, {230, {5'400, 70, PriceStyle::Exact}},
    {190, {6'900, 60, PriceStyle::Exact}}, {110, {11'900, 75, PriceStyle::Ninety}},
    {90, {27'900, 90, PriceStyle::Ninety}}, {50, {48'000, 95, PriceStyle::Exact}}}};

/// The trades of a stream, to be drawn from by weight.
class Trades {
public:
    Trades(std::span<const Trade> trades, std::uint64_t salt)
        : m_trades(trades)
        , m_salt(salt)
        , m_choice(WeightedChoice::ofRows(trades, &Trade::weight))
    {
    }

    [[nodiscard]] AmountProfile profileOf(std::uint32_t merchant) const
    {
        const auto bits = TrafficRandom::mix(m_salt + merchant);
        AmountProfile profile = m_trades[m_choice.at(bits)].profile;
        const auto level = std::int64_t(TrafficRandom::mix(bits) % 129) - 64; // half to double
        profile.median = scaleByDoublings(profile.median, level);
        return profile;
    }

private:
    std::span<const Trade> m_trades;
    std::uint64_t m_salt;
    WeightedChoice m_choice;
};

std::int64_t roundTo(std::int64_t amount, std::int64_t step)
{
    return std::max((amount + step / 2) / step * step, step);
}

std::int64_t asPrice(std::int64_t amount, PriceStyle style)
{
    switch (style) {
    case PriceStyle::Ninety:
        return amount < 2'000 ? roundTo(amount, 100)
                              : roundTo(amount, amount < 100'000 ? 1'000 : 10'000) - 100;
    case PriceStyle::Whole:
        return roundTo(amount, 100);
    case PriceStyle::Tens:
        return roundTo(amount, amount < 10'000 ? 500 : 1'000);
    case PriceStyle::Quarters:
        return roundTo(amount, 25);
    case PriceStyle::Exact:
        break;
    }
    return amount;
}

} // namespace

std::int64_t scaleByDoublings(std::int64_t amount, std::int64_t sixtyFourths) noexcept
{
    // 2^(n/64) in 1/2^30, made by multiplication alone: the same on every machine.
    static const auto kSteps = [] {
        std::array<std::int64_t, 64> steps{};
        double value = 1 << 30;
        for (auto& step : steps) {
            step = std::int64_t(value);
            value *= 1.0108892860517004600204;
        }
        return steps;
    }();
    const std::int64_t doublings = sixtyFourths >> 6; // towards minus infinity
    const std::int64_t scaled = (amount * kSteps[std::size_t(sixtyFourths & 63)]) >> 30;
    return doublings >= 0 ? scaled << doublings : scaled >> -doublings;
}

std::int64_t AmountProfile::draw(TrafficRandom& random, std::int64_t most) const noexcept
{
    const std::int64_t raw = scaleByDoublings(median, random.bell(spread));
    return std::clamp<std::int64_t>(asPrice(raw, style), 100, most);
}

AmountProfile upiMerchantProfile(std::uint32_t merchant)
{
    static const Trades kTrades(kUpiTrades, 0x75706900000000ULL);
    return kTrades.profileOf(merchant);
}

AmountProfile shopProfile(std::uint32_t merchant)
{
    static const Trades kTrades(kShopTrades, 0x73686f70000000ULL);
    return kTrades.profileOf(merchant);
}

} // namespace halcyon::engine
