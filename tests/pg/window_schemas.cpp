#include "tests/pg/window_schemas.h"

#include <algorithm>
#include <stdexcept>

namespace halcyon::tests {

using namespace halcyon::engine;
using namespace std::chrono_literals;

namespace {

constexpr auto kCount = MeasureType::Count;
constexpr auto kMoney = MeasureType::Money;
constexpr auto kReal = MeasureType::Real;

std::vector<MeasureColumn> minuteMeasures(std::string_view special)
{
    return {{"count", kCount}, {"amount", kMoney}, {special, kCount}, {"latency_p50_ms", kReal},
        {"latency_p95_ms", kReal}, {"latency_p99_ms", kReal}};
}

} // namespace

std::span<const WindowSchema> windowSchemas()
{
    static const std::vector<WindowSchema> schemas{
        {"minute", 1min, 1min, {}, minuteMeasures("failed_count")},
        {"minute", 1min, 1min, {}, minuteMeasures("fraud_count")},
        {"minute_status", 1min, 1min, {"status"}, minuteMeasures("failed_count")},
        {"minute_bank", 1min, 1min, {"payer_bank"}, minuteMeasures("failed_count")},
        {"minute_method", 1min, 1min, {"payment_method"}, minuteMeasures("fraud_count")},
        {"minute_country", 1min, 1min, {"country"}, minuteMeasures("fraud_count")},
        {"gold", 10min, 10min, {"merchant", "payment_method", "country"},
            {{"transaction_count", kCount}, {"total_amount", kMoney}, {"avg_amount", kReal},
                {"max_amount", kMoney}, {"min_amount", kMoney}, {"fraud_count", kCount},
                {"high_value_count", kCount}, {"unique_users", kCount}, {"unique_devices", kCount},
                {"fraud_rate", kReal}}},
        {"upi_bank", 5min, 5min, {"payer_bank"},
            {{"count", kCount}, {"amount", kMoney}, {"success_count", kCount}, {"failed_count", kCount},
                {"pending_count", kCount}, {"success_rate", kReal}}},
        {"upi_merchant", 15min, 5min, {"payee"},
            {{"count", kCount}, {"amount", kMoney}, {"success_count", kCount}, {"failed_count", kCount},
                {"pending_count", kCount}, {"success_rate", kReal}, {"unique_payers", kCount}}},
    };
    return schemas;
}

const WindowSchema& windowSchema(std::string_view id, std::string_view measure)
{
    const auto schemas = windowSchemas();
    const auto found = std::find_if(schemas.begin(), schemas.end(), [&](const WindowSchema& schema) {
        return schema.id == id
            && std::any_of(schema.measures.begin(), schema.measures.end(),
                [&](const MeasureColumn& column) { return column.name == measure; });
    });
    if (found == schemas.end())
        throw std::runtime_error("no such window");
    return *found;
}

} // namespace halcyon::tests
