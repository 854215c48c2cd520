#include "engine/runtime/stream_processor.h"

#include "engine/runtime/parallel.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;

/// Below this many events a piece is worked by one thread: handing it out costs more.
constexpr std::size_t kWorthSharing = 1024;
/// How many events ahead a table's memory is asked for, and a payment's, which says where in the table.
constexpr std::size_t kGroup = 32;
constexpr std::size_t kPayeeGroup = 8;
constexpr std::size_t kPaymentsAhead = 16;

[[nodiscard]] std::size_t shardOf(std::uint64_t hash) noexcept
{
    return hash & (StreamProcessor::kShards - 1);
}

/// Asks for what later steps of a shard read of the batch: its payments lie far apart.
void prefetchPayment(const DecodedBatch& batch, std::uint32_t index) noexcept
{
    const char* const payment = reinterpret_cast<const char*>(&batch.payments[index]);
    __builtin_prefetch(payment);
    __builtin_prefetch(payment + sizeof(Payment) - 1);
}

template <typename Work>
void forEachTask(std::size_t tasks, std::size_t events, const Work& work)
{
    if (events < kWorthSharing)
        for (std::size_t i = 0; i < tasks; ++i)
            work(i);
    else
        parallelFor(tasks, work);
}

} // namespace

StreamProcessor::StreamProcessor(StreamId stream, const StreamSettings& settings, const RulePack& pack)
    : m_pack(&pack)
    , m_watermark(settings.allowedLateness)
    , m_stream(stream)
    , m_minutes(stream)
    , m_alerts(pack)
    , m_byId(kShards)
    , m_byPayer(kShards)
    , m_byPayee(kShards)
{
    for (std::size_t number = 0; number < kShards; ++number) {
        Shard& shard = m_shards.emplace_back();
        for (const WindowDefinition& window : builtInWindows())
            if (window.schema.stream == stream && window.engine == WindowEngine::Payee)
                shard.payees.emplace_back(window);
    }
}

void StreamProcessor::process(const DecodedBatch& batch, std::span<const std::uint32_t> mine,
    const PartitionTable& partitions, Results results)
{
    for (const PartitionMark& mark : batch.source.marks)
        if (partitions.at(mark.partition).stream == m_stream)
            m_watermark.take(mark);
    closeWindows(m_watermark.value(), results.windows);
    while (!mine.empty()) {
        const EventTime watermark = m_watermark.value();
        const std::size_t taken = sequence(batch, mine, results.outcomes);
        work(batch, watermark, results.outcomes);
        raiseAlerts(batch, partitions, results.outcomes);
        closeWindows(m_watermark.value(), results.windows);
        mine = mine.subspan(taken);
    }
    std::ranges::move(m_alerts.takeChanged(), std::back_inserter(results.alerts));
}

std::size_t StreamProcessor::sequence(
    const DecodedBatch& batch, std::span<const std::uint32_t> mine, std::vector<Outcome>& outcomes)
{
    m_steps.clear();
    const EventTime start = m_watermark.value();
    const EventTime nextMinute = start == EventTime::min() ? start : floorTo(start, 1min) + 1min;
    for (const std::uint32_t index : mine) {
        const Payment& payment = batch.payments[index];
        const EventTime watermark = m_watermark.value();
        Outcome& outcome = outcomes[index];
        if (watermark >= floorTo(payment.time, 1min) + 1min) {
            outcome.bucket = Bucket::Late;
            outcome.lateBy = watermark - payment.time;
        }
        m_steps.push_back({index, m_watermark.reached()});
        m_watermark.observe(batch.source.messages[payment.message].partition, payment.time);
        if (m_watermark.value() >= nextMinute && m_watermark.value() != start)
            break;
    }
    return m_steps.size();
}

void StreamProcessor::work(const DecodedBatch& batch, EventTime watermark, std::vector<Outcome>& outcomes)
{
    for (Lists* lists : {&m_byId, &m_byPayer, &m_byPayee})
        for (std::vector<Step>& list : *lists)
            list.clear();
    for (const Step& step : m_steps) {
        const Payment& payment = batch.payments[step.index];
        m_byId[shardOf(payment.id.value)].push_back(step);
        m_byPayer[shardOf(payment.payer.value)].push_back(step);
        m_byPayee[shardOf(payment.payee.value)].push_back(step);
    }
    forEachTask(kShards, m_steps.size(),
        [&](std::size_t i) { checkDuplicates(m_shards[i], m_byId[i], batch, outcomes); });
    forEachTask(2 * kShards + 1, m_steps.size(), [&](std::size_t task) {
        if (task == 0)
            fillMinutes(batch, watermark, outcomes);
        else if (const std::size_t i = (task - 1) / 2; task % 2 == 1)
            scorePayments(m_shards[i], m_byPayer[i], batch, outcomes);
        else
            fillPayeeWindows(m_shards[i], m_byPayee[i], batch, watermark, outcomes);
    });
}

void StreamProcessor::checkDuplicates(Shard& shard, const std::vector<Step>& steps, const DecodedBatch& batch,
    std::vector<Outcome>& outcomes) const
{
    if (!steps.empty())
        shard.duplicates.forget(steps.front().reached);
    std::array<DuplicateFilter::Key, kGroup> keys;
    for (std::size_t from = 0; from < steps.size(); from += kGroup) {
        const std::size_t count = std::min(kGroup, steps.size() - from);
        for (std::size_t i = 0; i < count; ++i) {
            if (from + i + kPaymentsAhead < steps.size())
                prefetchPayment(batch, steps[from + i + kPaymentsAhead].index);
            const Payment& payment = batch.payments[steps[from + i].index];
            keys[i] = DuplicateFilter::keyOf(payment.id, payment.time, payment.contentTag);
            shard.duplicates.prefetch(keys[i]);
        }
        for (std::size_t i = 0; i < count; ++i) {
            const Step& step = steps[from + i];
            if (!DuplicateFilter::remembers(batch.payments[step.index].time, step.reached))
                continue;
            const auto answer = shard.duplicates.check(keys[i]);
            if (answer == DuplicateFilter::Answer::New)
                continue;
            outcomes[step.index].bucket = Bucket::Duplicate;
            outcomes[step.index].isConflict = answer == DuplicateFilter::Answer::Conflict;
            outcomes[step.index].lateBy = 0us;
        }
    }
}

void StreamProcessor::scorePayments(Shard& shard, const std::vector<Step>& steps, const DecodedBatch& batch,
    std::vector<Outcome>& outcomes) const
{
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (i + kGroup + kPaymentsAhead < steps.size())
            prefetchPayment(batch, steps[i + kGroup + kPaymentsAhead].index);
        if (i + kGroup < steps.size())
            shard.payers.prefetch(batch.payments[steps[i + kGroup].index].payer);
        if (i + kGroup / 2 < steps.size())
            shard.payers.prefetchBlock(batch.payments[steps[i + kGroup / 2].index].payer);
        const Payment& payment = batch.payments[steps[i].index];
        Outcome& outcome = outcomes[steps[i].index];
        if (outcome.bucket == Bucket::Duplicate)
            continue;
        const auto counts = shard.payers.addAndCount(payment, m_pack->paymentSpan().around(payment.time),
            m_pack->failureSpan().around(payment.time), steps[i].reached);
        const RulePack::Score score = m_pack->score({payment, counts});
        outcome.score = std::int16_t(std::min(score.points, 32767));
        outcome.firedRules = score.fired;
        outcome.velocityCount = counts.payments;
        outcome.failedCount = counts.failed;
    }
}

void StreamProcessor::fillPayeeWindows(Shard& shard, const std::vector<Step>& steps,
    const DecodedBatch& batch, EventTime watermark, const std::vector<Outcome>& outcomes) const
{
    std::array<PayeeWindows::Keys, kPayeeGroup> keys; // of the next payments, in a ring
    for (PayeeWindows& windows : shard.payees)
        for (std::size_t i = 0; i < steps.size() + kPayeeGroup; ++i) {
            PayeeWindows::Keys& slot = keys[i % kPayeeGroup];
            if (i >= kPayeeGroup) {
                const std::uint32_t index = steps[i - kPayeeGroup].index;
                if (outcomes[index].bucket != Bucket::Duplicate)
                    windows.add(batch.payments[index], batch.texts[index], slot, watermark);
            }
            if (i + kPaymentsAhead < steps.size())
                prefetchPayment(batch, steps[i + kPaymentsAhead].index);
            if (i < steps.size()) {
                slot = windows.keysOf(batch.payments[steps[i].index]);
                windows.prefetch(slot);
            }
        }
}

void StreamProcessor::fillMinutes(
    const DecodedBatch& batch, EventTime watermark, const std::vector<Outcome>& outcomes)
{
    for (const Step& step : m_steps) {
        const Payment& payment = batch.payments[step.index];
        const Bucket bucket = outcomes[step.index].bucket;
        if (bucket == Bucket::Duplicate
            || (bucket == Bucket::Late && !m_minutes.isOpen(payment.time, watermark)))
            continue;
        const auto& recordTime = batch.source.messages[payment.message].recordTime;
        m_minutes.add(payment, batch.texts[step.index],
            recordTime ? std::optional(*recordTime - payment.time) : std::nullopt);
    }
}

void StreamProcessor::raiseAlerts(
    const DecodedBatch& batch, const PartitionTable& partitions, std::vector<Outcome>& outcomes)
{
    for (const Step& step : m_steps) {
        Outcome& outcome = outcomes[step.index];
        if (outcome.score < m_pack->alertFrom() || outcome.firedRules == 0)
            continue;
        const Payment& payment = batch.payments[step.index];
        const Message& message = batch.source.messages[payment.message];
        outcome.alert = m_alerts.raise({.payment = payment,
            .text = batch.texts[step.index],
            .message = message,
            .partition = partitions.at(message.partition),
            .readAt = batch.source.readAt,
            .reached = step.reached,
            .score = {outcome.score, outcome.firedRules},
            .counts = {outcome.velocityCount, outcome.failedCount}});
    }
}

void StreamProcessor::closeWindows(EventTime watermark, std::vector<WindowRows>& windows)
{
    if (watermark == EventTime::min() || watermark < m_closedUpTo)
        return;
    m_closedUpTo = floorTo(watermark, 1min) + 1min; // windows end on whole minutes: nothing to do before
    m_minutes.close(watermark, windows);
    for (std::size_t w = 0; w < m_shards.front().payees.size(); ++w)
        closePayeeWindows(w, watermark, windows);
}

void StreamProcessor::closePayeeWindows(
    std::size_t which, EventTime watermark, std::vector<WindowRows>& windows)
{
    const WindowSchema& schema = m_shards.front().payees[which].window().schema;
    for (;;) {
        std::optional<EventTime> oldest;
        for (const Shard& shard : m_shards)
            if (const auto start = shard.payees[which].oldestClosed(watermark))
                oldest = std::min(oldest.value_or(*start), *start);
        if (!oldest)
            return;
        WindowRows rows{.schema = &schema, .window = {*oldest, *oldest + schema.length}};
        for (Shard& shard : m_shards) {
            shard.payees[which].appendRows(*oldest, rows);
            shard.payees[which].forget(rows.window.to);
        }
        windows.push_back(std::move(rows));
    }
}

void StreamProcessor::closeAll(std::vector<WindowRows>& windows)
{
    m_closedUpTo = EventTime::min();
    closeWindows(EventTime::max() - 1h, windows);
}

StreamProgress StreamProcessor::progress() const
{
    const auto newest = m_watermark.newest();
    return {.watermark = newest ? m_watermark.value() : EventTime{},
        .newest = newest.value_or(EventTime{}),
        .hasEvents = newest.has_value()};
}

std::size_t StreamProcessor::stateBytes() const noexcept
{
    std::size_t sum = 0;
    for (const Shard& shard : m_shards) {
        sum += shard.duplicates.bytes() + shard.payers.bytes();
        for (const PayeeWindows& windows : shard.payees)
            sum += windows.bytes();
    }
    return sum;
}

} // namespace halcyon::engine
