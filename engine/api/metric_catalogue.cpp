#include "engine/api/metric_catalogue.h"

#include <algorithm>
#include <array>

namespace halcyon::engine {

namespace {

constexpr std::array kCatalogue{
    MetricDescription{metric::kPaymentsRate, MetricKind::Series, "payments/s",
        "clean and late payments of both streams, by event second"},
    MetricDescription{
        metric::kUpiSuccessRate, MetricKind::Series, "payments/s", "UPI payments with status SUCCESS"},
    MetricDescription{
        metric::kUpiFailedRate, MetricKind::Series, "payments/s", "UPI payments with status FAILED"},
    MetricDescription{
        metric::kUpiPendingRate, MetricKind::Series, "payments/s", "UPI payments with status PENDING"},
    MetricDescription{metric::kEcomRate, MetricKind::Series, "payments/s", "e-commerce transactions"},
    MetricDescription{metric::kUpiSuccessShare, MetricKind::Series, "percent",
        "SUCCESS of all UPI payments, over the minute that ends in each second"},
    MetricDescription{metric::kEcomFraudShare, MetricKind::Series, "bps",
        "transactions flagged as fraud by their producer, of all, over the minute that ends in each "
        "second, in 1/100 percent"},
    MetricDescription{metric::kLatencyP50, MetricKind::Series, "ms",
        "record timestamp to window state, median, by second of arrival"},
    MetricDescription{metric::kLatencyP95, MetricKind::Series, "ms", "the same, 95th percentile"},
    MetricDescription{metric::kLatencyP99, MetricKind::Series, "ms", "the same, 99th percentile"},
    MetricDescription{metric::kLag, MetricKind::Series, "messages",
        "messages in Kafka not yet read by this console, by second of observation"},
    MetricDescription{metric::kAlertsRate, MetricKind::Series, "alerts/s", "new alerts, by event second"},
    MetricDescription{
        metric::kScoreHeatmap, MetricKind::Heatmap, "payments", "payments by score and 10 s of event time"},
    MetricDescription{metric::kAlertsBySeverity, MetricKind::SeverityMinutes, "alerts",
        "new alerts by severity and minute of event time"},
    MetricDescription{
        metric::kUpiAmountByBank, MetricKind::Shares, "money", "UPI amount by the payer's bank"},
    MetricDescription{
        metric::kEcomAmountByMethod, MetricKind::Shares, "money", "e-commerce amount by payment method"},
    MetricDescription{metric::kRiskiestPayees, MetricKind::PayeeRisks, "score",
        "payees and merchants with the highest mean score, 20 payments or more"},
};

} // namespace

std::span<const MetricDescription> metricCatalogue() noexcept
{
    return kCatalogue;
}

const MetricDescription* findMetric(std::string_view id) noexcept
{
    const auto found = std::ranges::find(kCatalogue, id, &MetricDescription::id);
    return found == kCatalogue.end() ? nullptr : &*found;
}

} // namespace halcyon::engine
