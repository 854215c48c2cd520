#include "engine/runtime/checkpoint_parts.h"

#include <algorithm>

namespace halcyon::engine {

namespace {

[[nodiscard]] std::int64_t micros(EventTime time) noexcept
{
    return time.time_since_epoch().count();
}

[[nodiscard]] EventTime timeOf(std::int64_t micros) noexcept
{
    return EventTime{std::chrono::microseconds{micros}};
}

[[nodiscard]] Currency currencyOf(const std::string& code)
{
    return Currency::parse(code).value_or(Currency{});
}

template <typename Count>
void write(const BasicPaymentTotals<Count>& totals, checkpoint::Totals& out)
{
    out.set_count(totals.count);
    out.set_amount_high(std::int64_t(totals.amount.steps() >> 64));
    out.set_amount_low(std::uint64_t(totals.amount.steps()));
    out.set_smallest(totals.smallest.steps);
    out.set_largest(totals.largest.steps);
    out.set_success(totals.success);
    out.set_failed(totals.failed);
    out.set_pending(totals.pending);
    out.set_fraud(totals.fraud);
    out.set_high_value(totals.highValue);
}

template <typename Count>
[[nodiscard]] BasicPaymentTotals<Count> totalsOf(const checkpoint::Totals& in)
{
    const auto steps = AmountSum::Steps{in.amount_high()} * (AmountSum::Steps{1} << 64) + in.amount_low();
    return {.amount = AmountSum{steps},
        .smallest = {in.smallest()},
        .largest = {in.largest()},
        .count = Count(in.count()),
        .success = Count(in.success()),
        .failed = Count(in.failed()),
        .pending = Count(in.pending()),
        .fraud = Count(in.fraud()),
        .highValue = Count(in.high_value())};
}

void write(const AlertBook::OpenAlert& open, checkpoint::OpenAlert& out)
{
    const Alert& alert = open.alert;
    out.set_id(alert.id.value);
    out.set_score(alert.score);
    out.set_rule(alert.rule);
    out.set_entity(alert.entity);
    out.set_payee(alert.payee);
    out.set_payment_id(alert.paymentId);
    out.set_amount(alert.money.amount.steps);
    out.set_currency(std::string(alert.money.currency.code()));
    out.set_event_time(micros(alert.eventTime));
    out.set_fired_at(micros(alert.firedAt));
    out.set_last_time(micros(alert.lastTime));
    out.set_count(alert.count);
    out.set_topic(alert.topic);
    out.set_partition(alert.partition);
    out.set_offset(alert.offset);
    out.set_pack_version(alert.packVersion);
    out.set_first_time(micros(open.firstTime));
    for (const Factor& factor : alert.factors) {
        checkpoint::Factor& part = *out.add_factors();
        part.set_rule(factor.rule);
        part.set_points(factor.points);
        part.set_value(factor.value);
        part.set_limit(factor.limit);
    }
}

[[nodiscard]] AlertBook::OpenAlert alertOf(const checkpoint::OpenAlert& in, StreamId stream)
{
    Alert alert{.id = {in.id()},
        .stream = stream,
        .severity = severityOf(in.score()),
        .score = in.score(),
        .rule = in.rule(),
        .entity = in.entity(),
        .payee = in.payee(),
        .paymentId = in.payment_id(),
        .money = {{in.amount()}, currencyOf(in.currency())},
        .eventTime = timeOf(in.event_time()),
        .firedAt = timeOf(in.fired_at()),
        .lastTime = timeOf(in.last_time()),
        .count = in.count(),
        .topic = in.topic(),
        .partition = in.partition(),
        .offset = in.offset(),
        .packVersion = in.pack_version()};
    for (const checkpoint::Factor& factor : in.factors())
        alert.factors.push_back({factor.rule(), factor.points(), factor.value(), factor.limit()});
    return {std::move(alert), timeOf(in.first_time())};
}

void write(const DuplicateFilter& filter, checkpoint::Shard& out)
{
    for (const DuplicateFilter::BucketContent& content : filter.contents()) {
        checkpoint::DuplicateBucket& bucket = *out.add_duplicates();
        bucket.set_bucket(content.bucket);
        bucket.mutable_hashes()->Add(content.hashes.begin(), content.hashes.end());
        bucket.mutable_tags()->Add(content.tags.begin(), content.tags.end());
    }
}

void write(const PayerHistory& history, checkpoint::Payers& out)
{
    history.forEach([&](std::uint64_t payer, EventTime time, bool failed) {
        out.add_payers(payer);
        out.add_times(micros(time));
        out.add_failed(failed);
    });
}

void write(const DistinctPairs& pairs, checkpoint::Pairs& out)
{
    pairs.forEach([&](std::uint64_t pair, std::int64_t pane) {
        out.add_pairs(pair);
        out.add_panes(pane);
    });
}

void write(const PayeeWindows& windows, checkpoint::PayeeWindow& out)
{
    out.set_id(std::string(windows.window().schema.id));
    for (const PayeeWindows::Pane& pane : windows.panes())
        pane.cells.forEach([&](std::uint64_t key, const PayeeWindows::Cell& cell) {
            checkpoint::PayeeCell& part = *out.add_cells();
            part.set_pane(pane.number);
            part.set_key(key);
            part.set_names(std::string(windows.namesOf(cell)));
            part.set_currency(std::string(cell.currency.code()));
            write(cell.totals, *part.mutable_totals());
        });
    windows.forEachUniques([&](std::int64_t firstPane, std::uint64_t key, PayeeWindows::Uniques uniques) {
        checkpoint::PayeeUniques& part = *out.add_uniques();
        part.set_first_pane(firstPane);
        part.set_key(key);
        part.set_payers(uniques.payers);
        part.set_devices(uniques.devices);
    });
    write(windows.payerPairs(), *out.mutable_payer_pairs());
    write(windows.devicePairs(), *out.mutable_device_pairs());
}

void write(const MinuteCube& cube, checkpoint::Stream& out)
{
    for (const auto& [start, minute] : cube.minutes()) {
        checkpoint::Minute& part = *out.add_minutes();
        part.set_start(micros(start));
        for (const MinuteCube::Cell& cell : minute.cells) {
            checkpoint::Cell& cellPart = *part.add_cells();
            cellPart.set_first(cell.first);
            cellPart.set_second(cell.second);
            cellPart.set_currency(std::string(cell.currency.code()));
            write(cell.totals, *cellPart.mutable_totals());
            cell.latency.forEach([&](double value, std::uint64_t count) {
                cellPart.add_latency_values(std::int64_t(value));
                cellPart.add_latency_counts(count);
            });
        }
    }
    out.set_minutes_closed_up_to(micros(cube.closedUpTo()));
}

[[nodiscard]] bool readWindow(const checkpoint::PayeeWindow& in, std::vector<PayeeWindows>& all)
{
    const auto windows = std::ranges::find_if(
        all, [&](const PayeeWindows& candidate) { return candidate.window().schema.id == in.id(); });
    if (windows == all.end())
        return false;
    for (const checkpoint::PayeeCell& cell : in.cells())
        if (!windows->restoreCell(cell.pane(), cell.key(), cell.names(), currencyOf(cell.currency()),
                totalsOf<std::uint32_t>(cell.totals())))
            return false;
    for (const checkpoint::PayeeUniques& unique : in.uniques())
        windows->restoreUniques(unique.first_pane(), unique.key(), {unique.payers(), unique.devices()});
    const auto forEachPair = [](const checkpoint::Pairs& pairs, const auto& restore) {
        for (int i = 0; i < std::min(pairs.pairs_size(), pairs.panes_size()); ++i)
            restore(pairs.pairs(i), pairs.panes(i));
    };
    forEachPair(in.payer_pairs(), [&](auto pair, auto pane) { windows->restorePayerPair(pair, pane); });
    forEachPair(in.device_pairs(), [&](auto pair, auto pane) { windows->restoreDevicePair(pair, pane); });
    return true;
}

void read(const checkpoint::DuplicateBucket& in, DuplicateFilter& filter)
{
    const int count = std::min(in.hashes_size(), in.tags_size());
    for (int i = 0; i < count; ++i)
        filter.restore({in.hashes(i), in.bucket(), in.tags(i)});
}

void read(const checkpoint::Payers& in, PayerHistory& history)
{
    const int count = std::min({in.payers_size(), in.times_size(), in.failed_size()});
    for (int i = 0; i < count; ++i)
        history.restore({in.payers(i)}, timeOf(in.times(i)), in.failed(i));
}

void readMinute(const checkpoint::Minute& in, MinuteCube& cube)
{
    for (const checkpoint::Cell& part : in.cells()) {
        MinuteCube::Cell cell{.first = part.first(),
            .second = part.second(),
            .currency = currencyOf(part.currency()),
            .totals = totalsOf<std::uint64_t>(part.totals())};
        for (int i = 0; i < std::min(part.latency_values_size(), part.latency_counts_size()); ++i)
            cell.latency.add(part.latency_values(i), part.latency_counts(i));
        cube.restore(timeOf(in.start()), std::move(cell));
    }
}

} // namespace

void CheckpointWriter::writeHead(const StreamProcessor& processor, StreamId stream,
    const PartitionTable& partitions, checkpoint::Stream& out)
{
    using engine::write;
    out.set_name(std::string(streamName(stream)));
    out.set_watermark(micros(processor.m_watermark.value()));
    out.set_closed_up_to(micros(processor.m_closedUpTo));
    const auto& clocks = processor.m_watermark.partitions();
    for (PartitionIndex index = 0; index < clocks.size(); ++index) {
        const PartitionClock& from = clocks[index];
        if (!from.hasEvents && !from.isIdle && !from.isAwaited)
            continue; // of another stream
        const Partition& partition = partitions.at(index);
        checkpoint::PartitionClock& clock = *out.add_partitions();
        clock.set_topic(partition.topic);
        clock.set_number(partition.number);
        if (from.hasEvents)
            clock.set_newest(micros(from.newest));
        clock.set_is_idle(from.isIdle);
        clock.set_is_awaited(from.isAwaited);
    }
    engine::write(processor.m_minutes, out);
    for (const AlertBook::OpenAlert& open : processor.m_alerts.open())
        engine::write(open, *out.add_alerts());
}

void CheckpointWriter::writeShard(
    const StreamProcessor::Shard& shard, StreamId stream, std::size_t number, checkpoint::Stream& out)
{
    out.set_name(std::string(streamName(stream)));
    out.set_first_shard(std::uint32_t(number));
    checkpoint::Shard& part = *out.add_shards();
    engine::write(shard.duplicates, part);
    engine::write(shard.payers, *part.mutable_payers());
    for (const PayeeWindows& windows : shard.payees)
        engine::write(windows, *part.add_windows());
}

void CheckpointReader::readHead(
    const checkpoint::Stream& in, StreamId stream, PartitionTable& partitions, StreamProcessor& processor)
{
    std::vector<PartitionClock> clocks;
    for (const checkpoint::PartitionClock& part : in.partitions()) {
        const PartitionIndex index = partitions.intern(part.topic(), part.number(), stream);
        if (index >= clocks.size())
            clocks.resize(index + 1);
        clocks[index] = {timeOf(part.newest()), part.has_newest(), part.is_idle(), part.is_awaited()};
    }
    processor.m_watermark.restore(timeOf(in.watermark()), std::move(clocks));
    processor.m_closedUpTo = timeOf(in.closed_up_to());
    for (const checkpoint::Minute& minute : in.minutes())
        readMinute(minute, processor.m_minutes);
    processor.m_minutes.restoreClosedUpTo(timeOf(in.minutes_closed_up_to()));
    for (const checkpoint::OpenAlert& open : in.alerts())
        processor.m_alerts.restore(alertOf(open, stream));
}

bool CheckpointReader::read(
    const checkpoint::Stream& in, StreamId stream, PartitionTable& partitions, StreamProcessor& processor)
{
    if (in.has_watermark())
        readHead(in, stream, partitions, processor);
    if (in.first_shard() + std::size_t(in.shards_size()) > processor.m_shards.size())
        return false;
    for (int i = 0; i < in.shards_size(); ++i) {
        StreamProcessor::Shard& shard = processor.m_shards[in.first_shard() + std::size_t(i)];
        for (const checkpoint::DuplicateBucket& bucket : in.shards(i).duplicates())
            engine::read(bucket, shard.duplicates);
        engine::read(in.shards(i).payers(), shard.payers);
        for (const checkpoint::PayeeWindow& window : in.shards(i).windows())
            if (!readWindow(window, shard.payees))
                return false;
    }
    return true;
}

} // namespace halcyon::engine
