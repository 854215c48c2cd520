#include "tests/fakes/story.h"

#include "engine/api/metric_catalogue.h"
#include "engine/model/hashed.h"

#include <array>
#include <cmath>

namespace halcyon::tests::story {

using namespace halcyon::engine;
using namespace std::chrono;

namespace {

std::int64_t secondsOf(EventTime time)
{
    return duration_cast<seconds>(time.time_since_epoch()).count();
}

/// Smooth noise in -1..1 that changes over some seconds.
double drift(EventTime time, int period, std::uint64_t salt)
{
    const std::int64_t second = secondsOf(time);
    const std::int64_t lattice = second / period;
    const double share = double(second % period) / period;
    const double from = chance(std::uint64_t(lattice), salt);
    const double to = chance(std::uint64_t(lattice + 1), salt);
    const double eased = share * share * (3 - 2 * share);
    return 2 * (from + (to - from) * eased) - 1;
}

double jitter(EventTime time, std::uint64_t salt)
{
    return 2 * chance(std::uint64_t(secondsOf(time)), salt) - 1;
}

/// How badly okhdfcbank fails: 0 outside 12:40-12:47, up to 1 inside.
double outage(EventTime time)
{
    const double minute
        = duration<double, std::ratio<60>>(time - (now() - minutes{13} - seconds{40})).count();
    return minute <= 0 || minute >= 7 ? 0 : std::pow(std::sin(minute / 7 * 3.14159265), 2);
}

struct Merchant {
    const char* name;
    StreamId stream;
    double risk;
};
constexpr std::array kMerchants{Merchant{"Kestrel Games", StreamId::Transactions, 74.0},
    Merchant{"Aurum Jewellery", StreamId::Transactions, 65.0},
    Merchant{"merchant88@upi", StreamId::Upi, 61.0},
    Merchant{"Tessera Tickets", StreamId::Transactions, 52.0},
    Merchant{"Pico Marketplace", StreamId::Transactions, 40.0},
    Merchant{"Volt Electronics", StreamId::Transactions, 32.0},
    Merchant{"Lumen Telecom", StreamId::Transactions, 16.0}};

constexpr std::array kBanks{"oksbi", "okhdfcbank", "ybl", "okicici", "okaxis"};

struct Rule {
    const char* name;
    StreamId stream;
    int points;
};
constexpr std::array kRules{Rule{"velocity", StreamId::Upi, 25}, Rule{"failed_burst", StreamId::Upi, 25},
    Rule{"fan_in", StreamId::Upi, 35}, Rule{"pass_through", StreamId::Upi, 45},
    Rule{"known_fraud", StreamId::Transactions, 50}, Rule{"high_amount", StreamId::Transactions, 30},
    Rule{"crypto", StreamId::Transactions, 20}};

int scoreFor(double luck)
{
    if (luck < 0.06)
        return 75 + int(luck * 300);
    if (luck < 0.23)
        return 50 + int((luck - 0.06) * 140);
    if (luck < 0.57)
        return 25 + int((luck - 0.23) * 70);
    return 10 + int((luck - 0.57) * 30);
}

Alert makeAlert(EventTime second, std::uint64_t number)
{
    const auto key = std::uint64_t(secondsOf(second)) * 8 + number;
    const Rule& rule = kRules[std::size_t(chance(key, 1) * kRules.size())];
    const Merchant& merchant = kMerchants[std::size_t(chance(key, 2) * kMerchants.size())];
    Alert alert;
    alert.id = {hashText(std::to_string(key) + " alert")};
    alert.stream = rule.stream;
    alert.score = scoreFor(chance(key, 3));
    alert.severity = severityOf(alert.score);
    alert.rule = rule.name;
    if (rule.stream == StreamId::Upi)
        alert.entity.append("user")
            .append(std::to_string(1000 + int(chance(key, 4) * 9000)))
            .append("@")
            .append(kBanks[std::size_t(chance(key, 5) * kBanks.size())]);
    else
        alert.entity = std::to_string(20000 + int(chance(key, 4) * 20000));
    alert.payee = rule.stream == StreamId::Upi ? "merchant88@upi" : merchant.name;
    alert.paymentId.append("T").append(std::to_string(400000 + key % 500000));
    alert.money = {Amount{std::int64_t(chance(key, 6) * chance(key, 7) * 98'000'00 + 500) * 100}, {}};
    alert.eventTime = second + milliseconds{int(chance(key, 8) * 900)};
    alert.firedAt = alert.eventTime + milliseconds{41};
    alert.lastTime = alert.eventTime;
    alert.count = 1 + std::uint32_t(chance(key, 9) * 4);
    alert.topic = rule.stream == StreamId::Upi ? "upi_transactions" : "ecommerce.transactions";
    alert.partition = int(chance(key, 10) * 12);
    alert.offset = 184'000'000 + std::int64_t(key % 1'000'000);
    alert.packVersion = rule.stream == StreamId::Upi ? "upi/1" : "transactions/1";
    alert.factors.push_back({rule.name, std::min(rule.points, alert.score), "14", "10"});
    if (alert.score > rule.points)
        alert.factors.push_back({"odd_hours", alert.score - rule.points, "23", ""});
    return alert;
}

double ecomRate(EventTime second)
{
    return 498 + 14 * drift(second, 9, 11) + 6 * jitter(second, 12);
}

double upiRate(EventTime second)
{
    return 1906 + 40 * drift(second, 40, 21) + 18 * drift(second, 7, 22) + 10 * jitter(second, 23);
}

double upiFailed(EventTime second)
{
    return 58 + 10 * drift(second, 6, 24) + 242 * outage(second);
}

double upiPending(EventTime second)
{
    return 36 + 6 * drift(second, 5, 25) + 34 * outage(second);
}

double latencyP99(EventTime second)
{
    const bool isSpike = second >= now() - seconds{226} && second < now() - seconds{223};
    return 61 + 11 * drift(second, 60, 31) + 9 * drift(second, 5, 32) + 5 * jitter(second, 33)
        + (isSpike ? 47 : 0);
}

} // namespace

EventTime now()
{
    return sys_days{year{2026} / 11 / 21} + hours{12} + minutes{53} + seconds{40};
}

double chance(std::uint64_t what, std::uint64_t salt)
{
    return double(combineHashes(what * 0x9e3779b97f4a7c15ULL + salt, salt * 0xd1b54a32d192ed03ULL + 7) >> 11)
        / double(1ULL << 53);
}

double valueOf(std::string_view id, EventTime second)
{
    if (id == metric::kPaymentsRate)
        return upiRate(second) + ecomRate(second);
    if (id == metric::kUpiSuccessRate)
        return upiRate(second) - upiFailed(second) - upiPending(second);
    if (id == metric::kUpiFailedRate)
        return upiFailed(second);
    if (id == metric::kUpiPendingRate)
        return upiPending(second);
    if (id == metric::kEcomRate)
        return ecomRate(second);
    if (id == metric::kUpiSuccessShare)
        return 100 * (1 - (upiFailed(second) + upiPending(second)) / upiRate(second));
    if (id == metric::kEcomFraudShare)
        return 6.9 + 1.1 * drift(second, 50, 41) + 0.5 * drift(second, 8, 42);
    if (id == metric::kLatencyP50)
        return 8.6 + 0.9 * drift(second, 9, 51) + 0.3 * jitter(second, 52);
    if (id == metric::kLatencyP95)
        return 29 + 2.5 * drift(second, 7, 53) + 1.2 * jitter(second, 54);
    if (id == metric::kLatencyP99)
        return latencyP99(second);
    if (id == metric::kLag)
        return std::floor(
            1035 + 210 * drift(second, 30, 61) + 90 * drift(second, 6, 62) + 60 * jitter(second, 63));
    if (id == metric::kAlertsRate)
        return double(alertsIn(second).size());
    return std::nan("");
}

std::uint32_t scoreCount(EventTime column, std::size_t bin)
{
    const auto key = std::uint64_t(secondsOf(column)) * 32 + bin;
    const double age = duration<double>(now() - column).count();
    const double low = bin == 0 ? 460 + 160 * drift(column, 60, 71)
                                : 210 * std::exp(-double(bin - 1) / 1.1) + 40 * std::exp(-double(bin) / 5.0);
    const auto cluster = [&](double at, double width, double score, double height) {
        const double dx = (age - at) / width;
        const double dy = (double(bin) - score) / 1.2;
        return height * std::exp(-dx * dx - dy * dy);
    };
    const double hot = cluster(340, 38, 16.5, 620) + cluster(650, 60, 11, 210);
    return std::uint32_t((low + hot) * (0.65 + 0.7 * chance(key, 72)));
}

std::vector<Alert> alertsIn(EventTime second)
{
    const auto key = std::uint64_t(secondsOf(second));
    std::vector<Alert> alerts;
    const double wanted
        = 1.35 + 0.5 * drift(second, 90, 81) + 1.2 * outage(second - minutes{1}) * chance(key, 82);
    const auto count = std::uint64_t(wanted + chance(key, 83));
    for (std::uint64_t number = 0; number < count; ++number)
        alerts.push_back(makeAlert(second, number));
    return alerts;
}

std::vector<Share> upiShares(seconds range)
{
    constexpr std::array kParts{0.262, 0.214, 0.156, 0.118, 0.104};
    const double total = 139.9e7 * double(range.count()) / 900;
    std::vector<Share> shares;
    double rest = 1;
    for (std::size_t i = 0; i < kParts.size(); ++i) {
        shares.push_back({kBanks[i], {}, AmountSum(Amount{std::int64_t(total * kParts[i] * Amount::kUnit)}),
            std::uint64_t(double(range.count()) * 1906 * kParts[i])});
        rest -= kParts[i];
    }
    shares.push_back({"Other", {}, AmountSum(Amount{std::int64_t(total * rest * Amount::kUnit)}),
        std::uint64_t(double(range.count()) * 1906 * rest)});
    return shares;
}

std::vector<Share> ecomShares(seconds range)
{
    constexpr std::array<std::pair<const char*, double>, 5> kMethods{{{"credit_card", 0.44},
        {"debit_card", 0.27}, {"paypal", 0.15}, {"bank_transfer", 0.09}, {"crypto", 0.05}}};
    std::vector<Share> shares;
    for (const auto& [method, part] : kMethods)
        shares.push_back({method, *Currency::parse("USD"),
            AmountSum(Amount{std::int64_t(2.1e6 * part * double(range.count()) / 900 * Amount::kUnit)}),
            std::uint64_t(double(range.count()) * 498 * part)});
    return shares;
}

std::vector<PayeeRisk> riskiestPayees()
{
    std::vector<PayeeRisk> risks;
    for (const auto& merchant : kMerchants)
        risks.push_back({merchant.name, merchant.stream, merchant.risk, 120});
    return risks;
}

std::vector<PartitionStatus> partitions(EventTime at)
{
    std::vector<PartitionStatus> all;
    const auto elapsed = duration_cast<seconds>(at - (now() - minutes{22})).count();
    for (const StreamId stream : {StreamId::Transactions, StreamId::Upi}) {
        const bool isUpi = stream == StreamId::Upi;
        for (std::int32_t number = 0; number < 12; ++number) {
            const bool isBehind = isUpi && number == 7;
            PartitionStatus status;
            status.topic = isUpi ? "upi_transactions" : "ecommerce.transactions";
            status.stream = stream;
            status.partition = number;
            status.firstOffset = 113'000'000 + number * 21'000;
            status.startedAt = 184'000'000 + number * 31'000;
            status.messagesPerSecond = isUpi ? 158 : 41;
            status.position = status.startedAt + elapsed * std::int64_t(status.messagesPerSecond);
            const double lag = (isUpi ? 62 : 12) * (0.6 + chance(std::uint64_t(secondsOf(at) + number), 91));
            status.endOffset = status.position + std::int64_t(isBehind ? lag * 24 : lag);
            status.lagSeconds = double(status.lag()) / status.messagesPerSecond;
            for (int step = 0; step < 90; ++step)
                status.rateHistory.push_back(float(status.messagesPerSecond
                    * (1 + 0.08 * drift(at - seconds{10} * (90 - step), 20, 92 + std::uint64_t(number)))));
            status.watermark = at - seconds{61};
            status.ledger.buckets = {std::uint64_t(status.position - status.startedAt - 40), 20, 12, 8, 0};
            all.push_back(status);
        }
    }
    return all;
}

} // namespace halcyon::tests::story
