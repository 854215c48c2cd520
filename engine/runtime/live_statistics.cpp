#include "engine/runtime/live_statistics.h"

#include "engine/api/metric_catalogue.h"

#include <algorithm>
#include <functional>
#include <map>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;
using Cell = EventSeconds::Cell;

/// How old the newest event may be for charts to end at the wall clock.
constexpr std::chrono::microseconds kFresh = 60s;
constexpr std::chrono::microseconds kRateStep = 2s;
constexpr std::size_t kKnownAlerts = 100'000;

[[nodiscard]] double upi(const Cell& cell)
{
    return double(cell.upiSuccess + cell.upiFailed + cell.upiPending);
}

const std::map<std::string_view, std::function<double(const Cell&)>> kRates{
    {metric::kPaymentsRate, [](const Cell& cell) { return upi(cell) + cell.ecom; }},
    {metric::kUpiSuccessRate, [](const Cell& cell) { return double(cell.upiSuccess); }},
    {metric::kUpiFailedRate, [](const Cell& cell) { return double(cell.upiFailed); }},
    {metric::kUpiPendingRate, [](const Cell& cell) { return double(cell.upiPending); }},
    {metric::kEcomRate, [](const Cell& cell) { return double(cell.ecom); }},
    {metric::kAlertsRate, [](const Cell& cell) { return double(cell.alerts); }},
};

const std::map<std::string_view, ArrivalSeconds::Track> kTracks{
    {metric::kLatencyP50, ArrivalSeconds::Track::P50},
    {metric::kLatencyP95, ArrivalSeconds::Track::P95},
    {metric::kLatencyP99, ArrivalSeconds::Track::P99},
    {metric::kLag, ArrivalSeconds::Track::Lag},
};

} // namespace

LiveStatistics::PartitionTrack& LiveStatistics::trackOf(
    PartitionIndex index, const PartitionTable& partitions)
{
    if (index >= m_partitions.size())
        m_partitions.resize(index + 1);
    PartitionTrack& track = m_partitions[index];
    if (!track.isKnown) {
        const Partition& partition = partitions.at(index);
        track.status.topic = partition.topic;
        track.status.stream = partition.stream;
        track.status.partition = partition.number;
        track.isKnown = true;
    }
    return track;
}

void LiveStatistics::add(const ProcessedBatch& batch, const PartitionTable& partitions, EventTime now)
{
    m_progress = batch.progress;
    const DecodedBatch& decoded = batch.decoded;
    if (decoded.source.messages.empty())
        return;
    m_lastMessageAt = decoded.source.readAt;
    countMessages(batch, partitions);
    for (std::size_t i = 0; i < decoded.payments.size(); ++i)
        countPayment(decoded.payments[i], decoded.texts[i], batch.outcomes[i]);
    for (const Message& message : decoded.source.messages)
        if (message.recordTime && *message.recordTime >= m_readingSince)
            m_arrivals.addLatency(now, now - *message.recordTime);
    for (const Alert& alert : batch.alerts) {
        if (!m_knownAlerts.insert(alert.id).second)
            continue;
        m_knownOrder.push_back(alert.id);
        if (m_knownOrder.size() > kKnownAlerts) {
            m_knownAlerts.erase(m_knownOrder.front());
            m_knownOrder.pop_front();
        }
        m_seconds.addAlert(alert.eventTime);
        m_severities.add(alert.eventTime, alert.severity);
    }
}

void LiveStatistics::countMessages(const ProcessedBatch& batch, const PartitionTable& partitions)
{
    const DecodedBatch& decoded = batch.decoded;
    for (const Message& message : decoded.source.messages) {
        PartitionTrack& track = trackOf(message.partition, partitions);
        if (track.nextExpected >= 0)
            track.status.skipped += message.offset - track.nextExpected;
        track.nextExpected = message.offset + 1;
        track.status.position = message.offset + 1;
        track.newestRecord = message.recordTime.value_or(decoded.source.readAt);
        ++track.messages;
        ++m_streams[indexOf(message.stream)].messages;
    }
    const auto count = [&](std::uint32_t messageIndex, Bucket bucket, bool isConflict) {
        const Message& message = decoded.source.messages[messageIndex];
        for (LedgerCounts* ledger : {&m_partitions[message.partition].status.ledger,
                 &m_streams[indexOf(message.stream)].status.ledger}) {
            ledger->add(bucket);
            ledger->conflicts += isConflict;
        }
    };
    for (std::size_t i = 0; i < decoded.payments.size(); ++i) {
        const Payment& payment = decoded.payments[i];
        count(payment.message, batch.outcomes[i].bucket, batch.outcomes[i].isConflict);
        EventTime& newest = m_partitions[decoded.source.messages[payment.message].partition].newestEvent;
        newest = std::max(newest, payment.time);
    }
    for (const DeadLetter& letter : decoded.deadLetters)
        count(letter.message, Bucket::DeadLetter, false);
}

void LiveStatistics::countPayment(const Payment& payment, const PaymentText& text, const Outcome& outcome)
{
    if (outcome.bucket == Bucket::Duplicate)
        return;
    ++m_payments;
    std::vector<CurrencyTotal>& totals = m_streams[indexOf(payment.stream)].status.totals;
    auto total = std::ranges::find(totals, payment.currency, &CurrencyTotal::currency);
    if (total == totals.end())
        total = totals.insert(totals.end(), CurrencyTotal{.currency = payment.currency});
    total->amount.add(payment.amount);
    ++total->payments;

    m_seconds.add(payment, outcome);
    if (payment.stream == StreamId::Upi)
        m_banks.add(payment.bank.value, text.bank, payment);
    else
        m_methods.add(payment.method.value, text.method, payment);
    m_risks.add(payment, text.payee, outcome.score);
}

void LiveStatistics::setPositions(
    const std::vector<SourcePosition>& positions, const PartitionTable& partitions, EventTime now)
{
    std::int64_t lag = 0;
    for (const SourcePosition& position : positions) {
        PartitionStatus& status = trackOf(position.partition, partitions).status;
        status.firstOffset = std::max<std::int64_t>(position.firstOffset, 0);
        status.startedAt = position.startedAt;
        status.position = std::max(status.position, position.startedAt);
        status.endOffset = position.endOffset < 0 ? -1 : std::max(position.endOffset, status.position);
        status.trouble = position.trouble;
        lag += status.lag();
    }
    m_arrivals.setLag(now, lag);
}

void LiveStatistics::takeRates(EventTime now)
{
    const auto perSecond = [](std::uint64_t messages, std::chrono::microseconds span) {
        return double(messages) / (double(span.count()) / 1e6);
    };
    if (now - m_ratesAt >= kRateStep) {
        const auto span = now - m_ratesAt;
        for (PartitionTrack& track : m_partitions) {
            track.status.messagesPerSecond = perSecond(track.messages - track.messagesAtRate, span);
            track.messagesAtRate = track.messages;
        }
        for (StreamTrack& track : m_streams) {
            track.status.eventsPerSecond = perSecond(track.messages - track.messagesAtRate, span);
            track.messagesAtRate = track.messages;
        }
        m_ratesAt = now;
    }
    if (now - m_stepAt >= kHistoryStep) {
        for (PartitionTrack& track : m_partitions) {
            auto& history = track.status.rateHistory;
            history.push_back(float(perSecond(track.messages - track.messagesAtStep, now - m_stepAt)));
            if (history.size() > kHistorySteps)
                history.erase(history.begin());
            track.messagesAtStep = track.messages;
        }
        m_stepAt = now;
    }
}

EventTime LiveStatistics::edge(EventTime now) const
{
    EventTime newest{};
    for (const StreamProgress& progress : m_progress)
        if (progress.hasEvents)
            newest = std::max(newest, progress.newest);
    return newest == EventTime{} || now - newest < kFresh ? now : newest;
}

void LiveStatistics::fill(LiveSnapshot& snapshot, const Watched& watched, EventTime now)
{
    takeRates(now);
    snapshot.takenAt = now;
    snapshot.edge = edge(now);
    snapshot.range = watched.range;
    snapshot.lastMessageAt = m_lastMessageAt;
    snapshot.payments = m_payments;
    for (const StreamId stream : kAllStreams) {
        StreamStatus& status = snapshot.streams[indexOf(stream)];
        status = m_streams[indexOf(stream)].status;
        status.stream = stream;
        status.watermark = m_progress[indexOf(stream)].watermark;
        status.newest = m_progress[indexOf(stream)].newest;
    }
    for (const PartitionTrack& track : m_partitions) {
        if (!track.isKnown)
            continue;
        PartitionStatus status = track.status;
        status.watermark = track.newestEvent;
        status.lagSeconds
            = status.lag() == 0 ? 0 : std::max(0.0, double((now - track.newestRecord).count()) / 1e6);
        snapshot.partitions.push_back(std::move(status));
    }
    std::ranges::sort(snapshot.partitions, [](const PartitionStatus& a, const PartitionStatus& b) {
        return a.topic != b.topic ? a.topic < b.topic : a.partition < b.partition;
    });
    fillSeries(snapshot, watched);
    const auto wants = [&](std::string_view id) { return watched.metricIds.contains(std::string(id)); };
    if (wants(metric::kUpiAmountByBank))
        snapshot.upiAmountByBank = m_banks.largest(snapshot.edge, watched.range);
    if (wants(metric::kEcomAmountByMethod))
        snapshot.ecomAmountByMethod = m_methods.largest(snapshot.edge, watched.range);
    if (wants(metric::kRiskiestPayees)) {
        if (now - m_riskiestAt >= 1s || m_riskiestRange != watched.range) {
            m_riskiest = m_risks.riskiest(snapshot.edge, watched.range, 10);
            m_riskiestAt = now;
            m_riskiestRange = watched.range;
        }
        snapshot.riskiestPayees = m_riskiest;
    }
}

void LiveStatistics::fillSeries(LiveSnapshot& snapshot, const Watched& watched) const
{
    // Half a second of grace, so that the newest second shown is whole.
    const EventTime end = snapshot.edge - 500ms;
    for (const std::string& id : watched.metricIds) {
        if (const auto rate = kRates.find(id); rate != kRates.end())
            snapshot.series[id] = m_seconds.series(end, watched.range, rate->second);
        else if (const auto track = kTracks.find(id); track != kTracks.end())
            snapshot.series[id] = m_arrivals.series(end, watched.range, track->second);
    }
    const auto wants = [&](std::string_view id) { return watched.metricIds.contains(std::string(id)); };
    if (wants(metric::kUpiSuccessShare))
        snapshot.series[std::string(metric::kUpiSuccessShare)] = m_seconds.minuteShare(
            end, watched.range, 100, [](const Cell& cell) { return double(cell.upiSuccess); }, upi);
    if (wants(metric::kEcomFraudShare))
        snapshot.series[std::string(metric::kEcomFraudShare)] = m_seconds.minuteShare(
            end, watched.range, 10'000, [](const Cell& cell) { return double(cell.ecomFraud); },
            [](const Cell& cell) { return double(cell.ecom); });
    if (wants(metric::kScoreHeatmap))
        snapshot.scoreHeatmap = m_seconds.heatmap(snapshot.edge, watched.range);
    if (wants(metric::kAlertsBySeverity))
        snapshot.alertsBySeverity = m_severities.minutes(snapshot.edge, watched.range);
    const Cell recent = m_seconds.sum(end, 5min);
    if (upi(recent) > 0)
        snapshot.upiSuccessShare5m = 100 * double(recent.upiSuccess) / upi(recent);
}

} // namespace halcyon::engine
