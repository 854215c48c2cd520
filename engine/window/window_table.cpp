#include "engine/window/window_table.h"

#include <chrono>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;
using Row = std::vector<MeasureValue>;

void pushCount(Row& row, std::uint64_t count)
{
    row.emplace_back(std::int64_t(count));
}

/// Correctly rounded: both numbers are whole, and below 2^53 but for absurd sums.
void pushRatio(Row& row, double part, double whole)
{
    if (whole == 0)
        row.emplace_back(std::monostate{});
    else
        row.emplace_back(part / whole);
}

void pushAverage(Row& row, const PaymentTotals& totals)
{
    pushRatio(row, double(totals.amount.steps()), double(totals.count) * double(Amount::kUnit));
}

void pushLatency(Row& row, const LogHistogram& latency)
{
    for (const unsigned percent : {50U, 95U, 99U}) {
        const auto micros = latency.percentile(percent);
        if (micros)
            row.emplace_back(*micros / 1000);
        else
            row.emplace_back(std::monostate{});
    }
}

void measureMinuteUpi(const WindowCell& cell, Row& row)
{
    pushCount(row, cell.totals.count);
    row.emplace_back(cell.totals.amount);
    pushCount(row, cell.totals.failed);
    pushLatency(row, *cell.latency);
}

void measureMinuteTransactions(const WindowCell& cell, Row& row)
{
    pushCount(row, cell.totals.count);
    row.emplace_back(cell.totals.amount);
    pushCount(row, cell.totals.fraud);
    pushLatency(row, *cell.latency);
}

void measureGold(const WindowCell& cell, Row& row)
{
    const PaymentTotals& totals = cell.totals;
    pushCount(row, totals.count);
    row.emplace_back(totals.amount);
    pushAverage(row, totals);
    row.emplace_back(AmountSum{totals.largest});
    row.emplace_back(AmountSum{totals.smallest});
    pushCount(row, totals.fraud);
    pushCount(row, totals.highValue);
    pushCount(row, cell.uniquePayers);
    pushCount(row, cell.uniqueDevices);
    pushRatio(row, 100 * double(totals.fraud), double(totals.count));
}

void measureStatuses(const WindowCell& cell, Row& row)
{
    const PaymentTotals& totals = cell.totals;
    pushCount(row, totals.count);
    row.emplace_back(totals.amount);
    pushCount(row, totals.success);
    pushCount(row, totals.failed);
    pushCount(row, totals.pending);
    pushRatio(row, double(totals.success), double(totals.count));
}

void measureUpiMerchant(const WindowCell& cell, Row& row)
{
    measureStatuses(cell, row);
    pushCount(row, cell.uniquePayers);
}

constexpr auto kCount = MeasureType::Count;
constexpr auto kMoney = MeasureType::Money;
constexpr auto kReal = MeasureType::Real;

std::vector<MeasureColumn> minuteColumns(std::string_view flagged)
{
    return {{"count", kCount}, {"amount", kMoney}, {flagged, kCount}, {"latency_p50_ms", kReal},
        {"latency_p95_ms", kReal}, {"latency_p99_ms", kReal}};
}

const std::vector<MeasureColumn> kStatusColumns{{"count", kCount}, {"amount", kMoney},
    {"success_count", kCount}, {"failed_count", kCount}, {"pending_count", kCount}, {"success_rate", kReal}};

std::vector<WindowDefinition> makeTable()
{
    const auto minute
        = [](std::string_view id, StreamId stream, std::vector<std::string_view> keys, WindowEngine engine) {
              const bool isUpi = stream == StreamId::Upi;
              return WindowDefinition{.schema = {.id = id,
                                          .stream = stream,
                                          .length = 1min,
                                          .slide = 1min,
                                          .keys = std::move(keys),
                                          .measures = minuteColumns(isUpi ? "failed_count" : "fraud_count")},
                  .engine = engine,
                  .measure = isUpi ? measureMinuteUpi : measureMinuteTransactions};
          };
    std::vector<MeasureColumn> merchantColumns = kStatusColumns;
    merchantColumns.push_back({"unique_payers", kCount});

    return {
        minute("minute", StreamId::Upi, {}, WindowEngine::CubeAll),
        minute("minute_status", StreamId::Upi, {"status"}, WindowEngine::CubeFirst),
        minute("minute_bank", StreamId::Upi, {"payer_bank"}, WindowEngine::CubeSecond),
        minute("minute", StreamId::Transactions, {}, WindowEngine::CubeAll),
        minute("minute_method", StreamId::Transactions, {"payment_method"}, WindowEngine::CubeFirst),
        minute("minute_country", StreamId::Transactions, {"country"}, WindowEngine::CubeSecond),
        {.schema = {.id = "upi_bank",
             .stream = StreamId::Upi,
             .length = 5min,
             .slide = 5min,
             .keys = {"payer_bank"},
             .measures = kStatusColumns},
            .engine = WindowEngine::CubeSecond,
            .measure = measureStatuses},
        {.schema = {.id = "upi_merchant",
             .stream = StreamId::Upi,
             .length = 15min,
             .slide = 5min,
             .keys = {"payee"},
             .measures = merchantColumns},
            .engine = WindowEngine::Payee,
            .measure = measureUpiMerchant},
        {.schema = {.id = "gold",
             .stream = StreamId::Transactions,
             .length = 10min,
             .slide = 10min,
             .keys = {"merchant", "payment_method", "country"},
             .measures = {{"transaction_count", kCount}, {"total_amount", kMoney}, {"avg_amount", kReal},
                 {"max_amount", kMoney}, {"min_amount", kMoney}, {"fraud_count", kCount},
                 {"high_value_count", kCount}, {"unique_users", kCount}, {"unique_devices", kCount},
                 {"fraud_rate", kReal}}},
            .engine = WindowEngine::Payee,
            .countsDevices = true,
            .measure = measureGold},
    };
}

} // namespace

std::span<const WindowDefinition> builtInWindows()
{
    static const std::vector<WindowDefinition> table = makeTable();
    return table;
}

const WindowDefinition* findWindow(StreamId stream, std::string_view id)
{
    for (const WindowDefinition& window : builtInWindows())
        if (window.schema.stream == stream && window.schema.id == id)
            return &window;
    return nullptr;
}

} // namespace halcyon::engine
