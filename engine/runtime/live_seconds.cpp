#include "engine/runtime/live_seconds.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMinute = 60;
constexpr float kNothing = std::numeric_limits<float>::quiet_NaN();

[[nodiscard]] std::int64_t secondOf(EventTime time) noexcept
{
    return floorTo(time, 1s).time_since_epoch() / 1s;
}

[[nodiscard]] EventTime startOf(std::int64_t second) noexcept
{
    return EventTime{std::chrono::seconds{second}};
}

/// The seconds that a series over (edge - range, edge] shows: whole ones only.
struct Shown {
    std::int64_t first;
    std::int64_t end;
    Shown(EventTime edge, std::chrono::seconds range)
        : first(secondOf(edge) - range.count())
        , end(secondOf(edge))
    {
    }
    [[nodiscard]] std::size_t size() const noexcept { return std::size_t(end - first); }
};

} // namespace

EventSeconds::Cell* EventSeconds::cellFor(EventTime time)
{
    const std::int64_t second = secondOf(time);
    Cell& cell = m_cells[std::size_t(second) % kCells];
    if (cell.second > second)
        return nullptr; // older than the ring reaches
    if (cell.second < second)
        cell = Cell{.second = second};
    return &cell;
}

const EventSeconds::Cell& EventSeconds::at(std::int64_t second) const
{
    const Cell& cell = m_cells[std::size_t(second) % kCells];
    return cell.second == second ? cell : m_empty;
}

void EventSeconds::add(const Payment& payment, const Outcome& outcome)
{
    Cell* cell = cellFor(payment.time);
    if (cell == nullptr)
        return;
    cell->upiSuccess += payment.status == PaymentStatus::Success;
    cell->upiFailed += payment.status == PaymentStatus::Failed;
    cell->upiPending += payment.status == PaymentStatus::Pending;
    cell->ecom += payment.stream == StreamId::Transactions;
    cell->ecomFraud += payment.isFraud;
    const int bin
        = std::clamp(int(outcome.score) / ScoreHeatmap::kBinPoints, 0, int(ScoreHeatmap::kBins) - 1);
    ++cell->scores[std::size_t(bin)];
}

void EventSeconds::addAlert(EventTime time)
{
    if (Cell* cell = cellFor(time))
        ++cell->alerts;
}

MetricSeries EventSeconds::series(
    EventTime edge, std::chrono::seconds range, const std::function<double(const Cell&)>& value) const
{
    const Shown shown(edge, range);
    MetricSeries series{.start = startOf(shown.first)};
    series.values.reserve(shown.size());
    for (std::int64_t second = shown.first; second < shown.end; ++second)
        series.values.push_back(value(at(second)));
    return series;
}

MetricSeries EventSeconds::minuteShare(EventTime edge, std::chrono::seconds range, double scale,
    const std::function<double(const Cell&)>& part, const std::function<double(const Cell&)>& whole) const
{
    const Shown shown(edge, range);
    MetricSeries series{.start = startOf(shown.first)};
    series.values.reserve(shown.size());
    double parts = 0;
    double wholes = 0;
    const auto firstSummed = shown.first - std::int64_t(kMinute) + 1;
    for (std::int64_t second = firstSummed; second < shown.end; ++second) {
        parts += part(at(second));
        wholes += whole(at(second));
        if (const std::int64_t gone = second - std::int64_t(kMinute); gone >= firstSummed) {
            parts -= part(at(gone));
            wholes -= whole(at(gone));
        }
        if (second >= shown.first)
            series.values.push_back(wholes > 0 ? scale * parts / wholes : std::nan(""));
    }
    return series;
}

ScoreHeatmap EventSeconds::heatmap(EventTime edge, std::chrono::seconds range) const
{
    const auto length = ScoreHeatmap::kColumnLength.count();
    const std::int64_t end = floorTo(edge, ScoreHeatmap::kColumnLength).time_since_epoch() / 1s;
    ScoreHeatmap map{.start = startOf(end - range.count()), .columns = std::size_t(range.count() / length)};
    map.counts.assign(map.columns * ScoreHeatmap::kBins, 0);
    for (std::size_t column = 0; column < map.columns; ++column)
        for (std::int64_t i = 0; i < length; ++i) {
            const Cell& cell = at(end - range.count() + std::int64_t(column) * length + i);
            for (std::size_t bin = 0; bin < ScoreHeatmap::kBins; ++bin)
                map.counts[column * ScoreHeatmap::kBins + bin] += cell.scores[bin];
        }
    return map;
}

EventSeconds::Cell EventSeconds::sum(EventTime edge, std::chrono::seconds range) const
{
    const Shown shown(edge, range);
    Cell total;
    for (std::int64_t second = shown.first; second < shown.end; ++second) {
        const Cell& cell = at(second);
        total.upiSuccess += cell.upiSuccess;
        total.upiFailed += cell.upiFailed;
        total.upiPending += cell.upiPending;
        total.ecom += cell.ecom;
        total.ecomFraud += cell.ecomFraud;
        total.alerts += cell.alerts;
    }
    return total;
}

ArrivalSeconds::Cell& ArrivalSeconds::cellAt(std::int64_t second)
{
    Cell& cell = m_cells[std::size_t(second) % kCells];
    if (cell.second != second) {
        cell.second = second;
        cell.values.fill(kNothing);
    }
    return cell;
}

void ArrivalSeconds::moveTo(std::int64_t second)
{
    if (second <= m_second)
        return;
    if (m_latency.count() > 0) {
        Cell& cell = cellAt(m_second);
        const auto millis = [&](unsigned percent) { return float(*m_latency.percentile(percent) / 1000); };
        cell.values[std::size_t(Track::P50)] = millis(50);
        cell.values[std::size_t(Track::P95)] = millis(95);
        cell.values[std::size_t(Track::P99)] = millis(99);
        m_latency = {};
    }
    m_second = second;
}

void ArrivalSeconds::addLatency(EventTime now, std::chrono::microseconds latency)
{
    moveTo(secondOf(now));
    m_latency.add(latency.count());
}

void ArrivalSeconds::setLag(EventTime now, std::int64_t messages)
{
    moveTo(secondOf(now));
    cellAt(m_second).values[std::size_t(Track::Lag)] = float(messages);
}

MetricSeries ArrivalSeconds::series(EventTime edge, std::chrono::seconds range, Track track) const
{
    const Shown shown(edge, range);
    MetricSeries series{.start = startOf(shown.first)};
    series.values.reserve(shown.size());
    for (std::int64_t second = shown.first; second < shown.end; ++second) {
        const Cell& cell = m_cells[std::size_t(second) % kCells];
        series.values.push_back(
            cell.second == second ? double(cell.values[std::size_t(track)]) : std::nan(""));
    }
    return series;
}

} // namespace halcyon::engine
