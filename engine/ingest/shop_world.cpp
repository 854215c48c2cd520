#include "engine/ingest/shop_world.h"

#include "engine/ingest/population.h"

#include <algorithm>
#include <array>

namespace halcyon::engine {

namespace {

struct Place {
    std::string_view city;
    std::string_view country;
    std::uint64_t weight;
};

constexpr std::array<Place, 42> kPlaces{{{"Mumbai", "India", 1050}, {"Delhi", "India", 980},
    {"Bengaluru", "India", 900}, {"Hyderabad", "India", 560}, {"Chennai", "India", 500},
    {"Pune", "India", 450}, {"Kolkata", "India", 420}, {"Ahmedabad", "India", 350}, {"Jaipur", "India", 260},
    {"Lucknow", "India", 230}, {"Surat", "India", 200}, {"Kochi", "India", 170}, {"Indore", "India", 150},
    {"Chandigarh", "India", 140}, {"Bhubaneswar", "India", 90}, {"Guwahati", "India", 70},
    {"New York", "USA", 260}, {"San Francisco", "USA", 180}, {"Chicago", "USA", 120}, {"Austin", "USA", 90},
    {"London", "United Kingdom", 260}, {"Manchester", "United Kingdom", 90},
    {"Dubai", "United Arab Emirates", 240}, {"Abu Dhabi", "United Arab Emirates", 90},
    {"Singapore", "Singapore", 260}, {"Berlin", "Germany", 130}, {"Munich", "Germany", 90},
    {"Paris", "France", 130}, {"Amsterdam", "Netherlands", 90}, {"Sydney", "Australia", 130},
    {"Melbourne", "Australia", 90}, {"Toronto", "Canada", 130}, {"Vancouver", "Canada", 60},
    {"Tokyo", "Japan", 120}, {"Kathmandu", "Nepal", 60}, {"Dhaka", "Bangladesh", 60},
    {"Colombo", "Sri Lanka", 50}, {"Sao Paulo", "Brazil", 70}, {"Lagos", "Nigeria", 25},
    {"Moscow", "Russia", 30}, {"Shanghai", "China", 30}, {"Shenzhen", "China", 20}}};

constexpr std::array<std::string_view, 7> kMethods{
    "credit_card", "debit_card", "paypal", "bank_transfer", "wallet", "crypto", "gift_card"};
constexpr std::array<std::uint64_t, kMethods.size()> kMethodWeights{410, 310, 150, 80, 36, 4, 10};

constexpr std::array<std::string_view, 50> kFirstNames{"Blue", "Urban", "Prime", "Lotus", "Coral", "Metro",
    "Indigo", "Bright", "Saffron", "Nova", "Royal", "Swift", "Green", "Silver", "Peak", "Ocean", "Maple",
    "Zen", "Ruby", "Terra", "Daily", "Fresh", "Happy", "Golden", "North", "South", "East", "West", "Smart",
    "Simple", "Little", "Grand", "Velvet", "Crystal", "Sunny", "Cosmic", "Rapid", "Noble", "Pearl", "Amber",
    "Jade", "Vivid", "Quiet", "Clever", "Lucky", "Magic", "Modern", "Vintage", "Wild", "Cedar"};
constexpr std::array<std::string_view, 60> kSecondNames{"Bazaar", "Mart", "Books", "Fashion", "Electronics",
    "Foods", "Travel", "Home", "Pharmacy", "Grocers", "Gadgets", "Shoes", "Toys", "Sports", "Music", "Garden",
    "Jewels", "Watches", "Optics", "Furniture", "Kitchen", "Bakery", "Sweets", "Spices", "Textiles", "Crafts",
    "Stationers", "Mobiles", "Computers", "Cameras", "Games", "Cinema", "Tickets", "Hotels", "Flights",
    "Cabs", "Fitness", "Beauty", "Cosmetics", "Perfumes", "Pets", "Florist", "Gifts", "Art", "Audio",
    "Lighting", "Hardware", "Tools", "Auto", "Bikes", "Outdoors", "Kids", "Baby", "Wellness", "Organics",
    "Coffee", "Tea", "Wines", "Deli", "Market"};

constexpr std::int64_t kLargestCents = 900'000; // ordinary purchases; fraud goes higher
constexpr OrdinaryUser kOrdinary{std::chrono::minutes{30}, 0.2}; // to the velocity rule
constexpr double kFewestUsers = 20'000;
constexpr std::uint64_t kFirstUser = 1000;

} // namespace

std::string_view shopCity(std::uint32_t place) noexcept
{
    return kPlaces[place].city;
}

std::string_view shopCountry(std::uint32_t place) noexcept
{
    return kPlaces[place].country;
}

std::string_view shopMethod(std::uint8_t method) noexcept
{
    return kMethods[method];
}

ShopWorld::ShopWorld(double eventsPerSecond)
    : m_population(kFirstUser + populationFor(eventsPerSecond, kOrdinary, kFewestUsers))
    , m_merchants(WeightedChoice::longTail(kMerchantCount, 9))
    , m_places(WeightedChoice::ofRows(kPlaces, &Place::weight))
    , m_methods({kMethodWeights.begin(), kMethodWeights.end()})
{
    for (std::uint32_t merchant = 0; merchant < kMerchantCount; ++merchant) {
        m_profiles.push_back(shopProfile(merchant));
        // Every pair of names once, in an order without pattern: 1069 is coprime to 3000.
        const std::uint32_t pair = merchant * 1069 % kMerchantCount;
        m_names.push_back(std::string(kFirstNames[pair % kFirstNames.size()]) + " "
            + std::string(kSecondNames[pair / kFirstNames.size()]));
    }
}

ShopDraft ShopWorld::draw(TrafficRandom& random) const
{
    return drawFor(kFirstUser + random.below(m_population - kFirstUser), random);
}

ShopDraft ShopWorld::drawFor(std::uint64_t user, TrafficRandom& random) const
{
    const auto traits = TrafficRandom::mix(user + 0x500d);
    ShopDraft draft;
    draft.user = user;
    draft.merchant = m_merchants.draw(random);
    draft.cents = m_profiles[draft.merchant].draw(random, kLargestCents);
    draft.place
        = random.chance(930'000) ? m_places.at(traits) : m_places.draw(random); // at home, or travelling
    draft.leavesCountryOut = random.chance(50'000);
    draft.method = std::uint8_t(m_methods.draw(random));
    const auto devices = TrafficRandom::mix(traits) % 3 + 1;
    draft.device = std::uint8_t(random.chance(850'000) ? 0 : random.below(devices));
    draft.isFraud = random.chance(400); // in a million: 4 bps
    return draft;
}

} // namespace halcyon::engine
