#pragma once

#include "engine/api/live_snapshot.h"
#include "engine/model/processed_batch.h"
#include "engine/window/log_histogram.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// The last hour of payments as one cell of counters per second of event time:
/// what rates, shares and the score heatmap are drawn from.
class EventSeconds {
public:
    static constexpr std::chrono::seconds kLongestRange{3600};

    struct Cell {
        std::int64_t second = std::numeric_limits<std::int64_t>::min();
        std::uint32_t upiSuccess = 0;
        std::uint32_t upiFailed = 0;
        std::uint32_t upiPending = 0;
        std::uint32_t ecom = 0;
        std::uint32_t ecomFraud = 0;
        std::uint32_t alerts = 0;
        std::array<std::uint32_t, ScoreHeatmap::kBins> scores{};
    };

    void add(const Payment& payment, const Outcome& outcome);
    void addAlert(EventTime time);

    /// `value(cell)` for each second of (edge - range, edge].
    [[nodiscard]] MetricSeries series(
        EventTime edge, std::chrono::seconds range, const std::function<double(const Cell&)>& value) const;
    /// 100 or more times sum(part) / sum(whole) over the minute that ends in each second; NaN without a
    /// whole.
    [[nodiscard]] MetricSeries minuteShare(EventTime edge, std::chrono::seconds range, double scale,
        const std::function<double(const Cell&)>& part,
        const std::function<double(const Cell&)>& whole) const;
    [[nodiscard]] ScoreHeatmap heatmap(EventTime edge, std::chrono::seconds range) const;
    /// Sums over the seconds of (edge - range, edge].
    [[nodiscard]] Cell sum(EventTime edge, std::chrono::seconds range) const;

private:
    // Room for the longest range and for events up to the future guard ahead of it.
    static constexpr std::size_t kCells = 4096;

    [[nodiscard]] Cell* cellFor(EventTime time);
    [[nodiscard]] const Cell& at(std::int64_t second) const;

    std::vector<Cell> m_cells = std::vector<Cell>(kCells);
    Cell m_empty;
};

/// One value per second of arrival: latency percentiles and lag.
class ArrivalSeconds {
public:
    void addLatency(EventTime now, std::chrono::microseconds latency);
    void setLag(EventTime now, std::int64_t messages);

    enum class Track : std::uint8_t { P50, P95, P99, Lag };
    [[nodiscard]] MetricSeries series(EventTime edge, std::chrono::seconds range, Track track) const;

private:
    struct Cell {
        std::int64_t second = std::numeric_limits<std::int64_t>::min();
        std::array<float, 4> values{}; // by Track; NaN = nothing
    };
    static constexpr std::size_t kCells = 4096;

    void moveTo(std::int64_t second);
    [[nodiscard]] Cell& cellAt(std::int64_t second);

    std::vector<Cell> m_cells = std::vector<Cell>(kCells);
    std::int64_t m_second = 0;
    LogHistogram m_latency; // microseconds, of m_second
};

} // namespace halcyon::engine
