#pragma once

#include <span>
#include <string_view>

namespace halcyon::engine {

/// Everything the live engine can compute for a panel. Panels subscribe to ids;
/// what nobody watches is not computed.
namespace metric {
inline constexpr std::string_view kPaymentsRate = "payments/rate";
inline constexpr std::string_view kUpiSuccessRate = "upi/success/rate";
inline constexpr std::string_view kUpiFailedRate = "upi/failed/rate";
inline constexpr std::string_view kUpiPendingRate = "upi/pending/rate";
inline constexpr std::string_view kEcomRate = "ecom/rate";
inline constexpr std::string_view kUpiSuccessShare = "upi/success/share";
inline constexpr std::string_view kEcomFraudShare = "ecom/fraud/share";
inline constexpr std::string_view kLatencyP50 = "latency/p50";
inline constexpr std::string_view kLatencyP95 = "latency/p95";
inline constexpr std::string_view kLatencyP99 = "latency/p99";
inline constexpr std::string_view kLag = "kafka/lag";
inline constexpr std::string_view kAlertsRate = "alerts/rate";
inline constexpr std::string_view kScoreHeatmap = "fraud/score/heatmap";
inline constexpr std::string_view kAlertsBySeverity = "alerts/severity/minute";
inline constexpr std::string_view kUpiAmountByBank = "upi/bank/amount";
inline constexpr std::string_view kEcomAmountByMethod = "ecom/method/amount";
inline constexpr std::string_view kRiskiestPayees = "payees/risk";
} // namespace metric

/// What shape of answer a metric has in a `LiveSnapshot`.
enum class MetricKind : unsigned char { Series, Heatmap, SeverityMinutes, Shares, PayeeRisks };

struct MetricDescription {
    std::string_view id;
    MetricKind kind;
    std::string_view unit; ///< "payments/s", "percent", "bps", "ms", "messages", "alerts", "score", "money"
    std::string_view meaning;
};

[[nodiscard]] std::span<const MetricDescription> metricCatalogue() noexcept;
/// Null for an id nobody offers.
[[nodiscard]] const MetricDescription* findMetric(std::string_view id) noexcept;

} // namespace halcyon::engine
