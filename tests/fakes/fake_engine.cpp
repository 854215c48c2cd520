#include "tests/fakes/fake_engine.h"

#include "engine/api/metric_catalogue.h"
#include "tests/fakes/story.h"

#include <cmath>

namespace halcyon::tests {

using namespace halcyon::engine;
using namespace std::chrono;

FakeEngine::FakeEngine(EventTime alertsFrom)
    : m_alertsUntil(floorTo(alertsFrom, minutes{1}))
{
    m_kafka = {LinkStatus::State::Up, alertsFrom, {}};
    raiseAlertsUntil(story::now());
}

void FakeEngine::raiseAlertsUntil(EventTime at)
{
    std::vector<Alert> raised;
    for (; m_alertsUntil < at; m_alertsUntil += seconds{1}) {
        auto alerts = story::alertsIn(m_alertsUntil);
        auto& minute = m_minutes[floorTo(m_alertsUntil, minutes{1})];
        for (auto& alert : alerts) {
            ++minute[std::size_t(alert.severity)];
            raised.push_back(std::move(alert));
        }
    }
    if (!raised.empty())
        m_alerts.append(raised);
}

void FakeEngine::setKafka(LinkStatus::State state, std::string detail, EventTime since)
{
    m_kafka = {state, since, std::move(detail)};
}

void FakeEngine::pause()
{
    m_isPaused = true;
    LiveSnapshot snapshot = *m_board.latest();
    snapshot.isPaused = true;
    publish(std::move(snapshot));
}

void FakeEngine::watch(std::set<std::string> metricIds, seconds range)
{
    m_watched = std::move(metricIds);
    m_range = range;
    ++m_watchCalls;
}

void FakeEngine::publish(LiveSnapshot snapshot)
{
    snapshot.sequence = ++m_sequence;
    m_board.publish(std::make_shared<const LiveSnapshot>(std::move(snapshot)));
}

void FakeEngine::advanceTo(EventTime at)
{
    if (m_isPaused)
        return;
    if (!m_areMessagesStopped) {
        m_lastMessage = at;
        raiseAlertsUntil(floorTo(at, seconds{1}));
    }
    LiveSnapshot snapshot;
    snapshot.takenAt = at;
    snapshot.lastMessageAt = m_lastMessage;
    snapshot.edge = m_lastMessage;
    snapshot.range = m_range;
    snapshot.kafka = m_kafka;
    snapshot.partitions = story::partitions(m_lastMessage);
    snapshot.newestAlert = m_alerts.newest();
    snapshot.load = {2404, 480, 410, 1800, 0.02};
    fillStreams(snapshot);
    fillSeries(snapshot);
    fillShapes(snapshot);
    publish(std::move(snapshot));
}

void FakeEngine::fillStreams(LiveSnapshot& snapshot)
{
    const auto elapsed
        = std::uint64_t(duration_cast<seconds>(snapshot.edge - (story::now() - minutes{22})).count());
    for (const StreamId stream : kAllStreams) {
        const bool isUpi = stream == StreamId::Upi;
        StreamStatus& status = snapshot.streams[indexOf(stream)];
        status.stream = stream;
        status.newest = snapshot.edge;
        status.watermark = snapshot.edge - seconds{61};
        status.eventsPerSecond = isUpi ? 1906 : 498;
        const std::uint64_t read = elapsed * (isUpi ? 1906 : 498);
        status.ledger.buckets = {read - read / 400, read / 900, read / 1200, read / 3600, 0};
        const std::uint64_t payments = status.ledger[Bucket::Clean] + status.ledger[Bucket::Late];
        snapshot.payments += payments;
        const auto steps = AmountSum::Steps(payments) * (isUpi ? 8155'1234 : 4711'0042);
        status.totals = {{isUpi ? Currency() : *Currency::parse("USD"), AmountSum(steps), payments}};
    }
}

void FakeEngine::tellUntil(const std::string& id, MetricSeries& told, EventTime from, EventTime last)
{
    if (told.values.empty() || told.start > from) // first asked for, or a longer range than before
        told = {from, {}};
    for (EventTime second = told.start + seconds{std::int64_t(told.values.size())}; second <= last;
         second += seconds{1})
        told.values.push_back(story::valueOf(id, second));
}

void FakeEngine::fillSeries(LiveSnapshot& snapshot)
{
    const EventTime last = floorTo(snapshot.edge, seconds{1});
    const EventTime from = last - m_range;
    for (const auto& id : m_watched) {
        const MetricDescription* description = findMetric(id);
        if (!description || description->kind != MetricKind::Series)
            continue;
        MetricSeries& told = m_told[id];
        tellUntil(id, told, from, last);
        const auto skipped = (from - told.start) / seconds{1};
        MetricSeries& series = snapshot.series[id];
        series = {from, {told.values.begin() + skipped, told.values.begin() + skipped + m_range.count() + 1}};
        for (std::size_t back = 1; m_isRestless && back <= 3; ++back)
            series.values[series.values.size() - 1 - back] *= 1 + 0.01 * std::sin(double(m_sequence + back));
    }
}

void FakeEngine::fillHeatmap(LiveSnapshot& snapshot)
{
    const auto column = ScoreHeatmap::kColumnLength;
    snapshot.scoreHeatmap.start = floorTo(snapshot.edge - m_range, column);
    snapshot.scoreHeatmap.columns = std::size_t(m_range / column) + 1;
    for (std::size_t x = 0; x < snapshot.scoreHeatmap.columns; ++x) {
        const EventTime start = snapshot.scoreHeatmap.start + column * std::int64_t(x);
        const auto [place, isNew] = m_columns.try_emplace(start);
        for (std::size_t bin = 0; isNew && bin < ScoreHeatmap::kBins; ++bin)
            place->second[bin] = story::scoreCount(start, bin);
        snapshot.scoreHeatmap.counts.insert(
            snapshot.scoreHeatmap.counts.end(), place->second.begin(), place->second.end());
    }
    if (m_isRestless)
        snapshot.scoreHeatmap.counts[snapshot.scoreHeatmap.counts.size() - ScoreHeatmap::kBins]
            += std::uint32_t(m_sequence % 7);
}

void FakeEngine::fillShapes(LiveSnapshot& snapshot)
{
    fillHeatmap(snapshot);
    const EventTime from = floorTo(snapshot.edge - m_range, minutes{1});
    for (auto minute = m_minutes.upper_bound(from); minute != m_minutes.end(); ++minute)
        snapshot.alertsBySeverity.push_back({minute->first, minute->second});
    snapshot.upiAmountByBank = story::upiShares(m_range);
    snapshot.ecomAmountByMethod = story::ecomShares(m_range);
    snapshot.riskiestPayees = story::riskiestPayees();
    snapshot.upiSuccessShare5m
        = 96.1 + 0.05 * std::sin(double(snapshot.edge.time_since_epoch().count()) / 3e6);
}

} // namespace halcyon::tests
