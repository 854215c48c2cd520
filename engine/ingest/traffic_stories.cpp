#include "engine/ingest/traffic_stories.h"

#include <algorithm>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

/// A pause of between `least` and `most` milliseconds.
std::chrono::microseconds pause(TrafficRandom& random, std::int64_t least, std::int64_t most)
{
    return std::chrono::milliseconds(random.between(least, most));
}

UpiDraft toMerchant(UpiAccount payer, std::uint32_t merchant, std::int64_t paise)
{
    return {.payer = payer, .merchant = merchant, .paise = paise};
}

UpiDraft toPerson(UpiAccount payer, UpiAccount payee, std::int64_t paise)
{
    return {.payer = payer, .isToMerchant = false, .payee = payee, .paise = paise};
}

} // namespace

Story StoryTeller::tell(TrafficScenario scenario, bool upiIsThere, TrafficRandom& random)
{
    switch (scenario) {
    case TrafficScenario::VelocityBurst:
        return upiIsThere ? velocityBurst(random) : shopBurst(random);
    case TrafficScenario::FailedBurst:
        return failedBurst(random);
    case TrafficScenario::BankDown:
        return bankDown(random);
    case TrafficScenario::CardTesting:
        return cardTesting(random);
    case TrafficScenario::ClockSkew:
        return clockSkew(random);
    case TrafficScenario::Mule:
        return mule(random);
    case TrafficScenario::PassThrough:
        return passThrough(random);
    case TrafficScenario::Structuring:
        break;
    }
    return structuring(random);
}

// More than 10 payments of a payer in ten minutes.
Story StoryTeller::velocityBurst(TrafficRandom& random)
{
    Story story{.scenario = TrafficScenario::VelocityBurst, .rules = {"velocity"}};
    const auto payer = newAccount();
    const auto merchant = std::uint32_t(random.below(UpiWorld::kMerchantCount - 3));
    const auto count = random.between(14, 20);
    std::chrono::microseconds at{0};
    for (std::int64_t i = 0; i < count; ++i) {
        const auto draft
            = toMerchant(payer, merchant + std::uint32_t(random.below(3)), random.between(10, 999) * 100);
        story.payments.push_back({.after = at, .draft = {{}, draft}, .trips = i >= 10});
        at += pause(random, 700, 3500);
    }
    return story;
}

// More than 5 payments of a user in half an hour.
Story StoryTeller::shopBurst(TrafficRandom& random)
{
    Story story{.scenario = TrafficScenario::VelocityBurst, .rules = {"velocity"}};
    const auto user = m_shops.population() + m_people++;
    const auto count = random.between(8, 12);
    std::chrono::microseconds at{0};
    for (std::int64_t i = 0; i < count; ++i) {
        ShopDraft draft = m_shops.drawFor(user, random);
        draft.cents = random.between(5, 90) * 100;
        draft.isFraud = false;
        story.payments.push_back({.after = at, .draft = {{}, draft}, .trips = i >= 5});
        at += pause(random, 1000, 5000);
    }
    return story;
}

// A success after three or more failures in five minutes.
Story StoryTeller::failedBurst(TrafficRandom& random)
{
    Story story{.scenario = TrafficScenario::FailedBurst, .rules = {"failed_burst"}};
    auto draft = toMerchant(
        newAccount(), std::uint32_t(random.below(UpiWorld::kMerchantCount)), random.between(5, 200) * 10'000);
    const auto failures = random.between(3, 5);
    std::chrono::microseconds at{0};
    for (std::int64_t i = 0; i <= failures; ++i) {
        const bool isLast = i == failures;
        draft.status = isLast ? PaymentStatus::Success : PaymentStatus::Failed;
        draft.errorCode = isLast ? 0 : kWrongPin;
        story.payments.push_back({.after = at, .draft = {{}, draft}, .trips = isLast});
        at += pause(random, 1500, 6000);
    }
    return story;
}

Story StoryTeller::bankDown(TrafficRandom& random)
{
    return {.scenario = TrafficScenario::BankDown,
        .badBank = m_upi.drawBank(random),
        .outage = std::chrono::seconds(random.between(45, 100))};
}

// Tiny amounts to see whether a card works, then the haul: high_amount and velocity together.
Story StoryTeller::cardTesting(TrafficRandom& random)
{
    Story story{.scenario = TrafficScenario::CardTesting, .rules = {"high_amount", "velocity"}};
    const auto user = m_shops.population() + m_people++;
    ShopDraft draft = m_shops.drawFor(user, random);
    draft.method = 0;
    draft.isFraud = false;
    const auto count = random.between(7, 12);
    std::chrono::microseconds at{0};
    for (std::int64_t i = 0; i <= count; ++i) {
        const bool isLast = i == count;
        draft.merchant = std::uint32_t(random.below(ShopWorld::kMerchantCount));
        draft.cents = isLast ? random.between(520'000, 980'000) : random.between(100, 400);
        draft.method = isLast && random.chance(300'000) ? kCryptoMethod : std::uint8_t{0};
        story.payments.push_back({.after = at, .draft = {{}, draft}, .trips = isLast});
        at += pause(random, 1200, 4000);
    }
    return story;
}

// One terminal's clock is ahead (its payments are refused as `future`), another's behind (`late`).
Story StoryTeller::clockSkew(TrafficRandom& random)
{
    Story story{.scenario = TrafficScenario::ClockSkew};
    const std::chrono::microseconds ahead = std::chrono::minutes(random.between(7, 90));
    const std::chrono::microseconds behind = -std::chrono::minutes(random.between(4, 20));
    const auto merchant = std::uint32_t(random.below(UpiWorld::kMerchantCount - 1));
    std::chrono::microseconds at{0};
    for (std::uint32_t i = 0; i < 24; ++i) {
        const auto draft = toMerchant(newAccount(), merchant + i % 2, random.between(10, 900) * 100);
        story.payments.push_back(
            {.after = at, .draft = {{}, draft}, .clockError = i % 2 == 0 ? ahead : behind});
        at += pause(random, 300, 1500);
    }
    return story;
}

// More than 30 payers of one person in ten minutes.
Story StoryTeller::mule(TrafficRandom& random)
{
    Story story{.scenario = TrafficScenario::Mule, .rules = {"fan_in"}};
    const auto payee = newAccount();
    const auto count = random.between(34, 42);
    std::chrono::microseconds at{0};
    for (std::int64_t i = 0; i < count; ++i) {
        const auto draft = toPerson(newAccount(), payee, random.between(5, 60) * 10'000);
        story.payments.push_back({.after = at, .draft = {{}, draft}, .trips = i >= 30});
        at += pause(random, 800, 4000);
    }
    story.suspect = std::size_t(count) - 1;
    return story;
}

// What came in, at least 1 000, goes out again within ten minutes, 90 % of it or more.
Story StoryTeller::passThrough(TrafficRandom& random)
{
    Story story{.scenario = TrafficScenario::PassThrough, .rules = {"pass_through"}};
    const auto middle = newAccount();
    std::int64_t received = 0;
    std::chrono::microseconds at{0};
    for (std::int64_t i = random.between(3, 5); i > 0; --i) {
        const auto paise = random.between(20, 90) * 10'000;
        received += paise;
        story.payments.push_back({.after = at, .draft = {{}, toPerson(newAccount(), middle, paise)}});
        at += pause(random, 2000, 8000);
    }
    const auto target = newAccount();
    const std::int64_t first = received * random.between(40, 60) / 100;
    const std::int64_t rest = received * random.between(93, 99) / 100 - first;
    story.payments.push_back({.after = at, .draft = {{}, toPerson(middle, target, first)}});
    at += pause(random, 3000, 9000);
    story.suspect = story.payments.size();
    story.payments.push_back({.after = at, .draft = {{}, toPerson(middle, target, rest)}, .trips = true});
    return story;
}

// Three or more payments of 95 % of the limit or more in an hour.
Story StoryTeller::structuring(TrafficRandom& random)
{
    Story story{.scenario = TrafficScenario::Structuring, .rules = {"structuring"}};
    const auto payer = newAccount();
    const auto payee = newAccount();
    const auto count = random.between(3, 5);
    std::chrono::microseconds at{0};
    for (std::int64_t i = 0; i < count; ++i) {
        const auto draft = toPerson(payer, payee, random.between(950, 999) * 10'000);
        story.payments.push_back({.after = at, .draft = {{}, draft}, .trips = i >= 2});
        at += pause(random, 4000, 15'000);
    }
    return story;
}

} // namespace halcyon::engine
