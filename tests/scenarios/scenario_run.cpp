#include "scenario_run.h"

#include "engine/codec/payment_json.h"
#include "engine/model/score.h"
#include "engine/quality/text_excerpt.h"
#include "engine/window/window_table.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace halcyon::tests {

using namespace engine;

namespace {

constexpr std::array<std::string_view, kBucketCount> kBuckets{
    "clean", "duplicate", "late", "dead_letter", "filtered"};

[[nodiscard]] std::string clockText(EventTime time)
{
    return formatIsoTime(time).substr(11, 5);
}

[[nodiscard]] std::string secondsText(std::chrono::microseconds span)
{
    return formatAmount(Amount{span.count() / 100}) + " s";
}

struct MeasureText {
    std::string operator()(std::monostate) const { return "-"; }
    std::string operator()(std::int64_t count) const { return std::to_string(count); }
    std::string operator()(const AmountSum& sum) const { return formatAmount(sum); }
    std::string operator()(double value) const
    {
        std::ostringstream text;
        text << value;
        return text.str();
    }
};

/// ": velocity 25 (11, limit 10), crypto 20 (crypto)"
[[nodiscard]] std::string factorsText(const std::vector<Factor>& factors)
{
    std::string text;
    for (const Factor& factor : factors) {
        text += (text.empty() ? ": " : ", ") + factor.rule + ' ' + std::to_string(factor.points) + " ("
            + factor.value;
        text += factor.limit.empty() ? ")" : ", limit " + factor.limit + ')';
    }
    return text;
}

/// "12:00-12:01 oksbi|x USD: count=3 amount=5 (open)" of the measures asked for, or of all.
[[nodiscard]] std::string rowText(
    const WindowRows& rows, std::size_t row, const std::vector<std::string>& measures, bool isOpen)
{
    std::string text = clockText(rows.window.from) + '-' + clockText(rows.window.to);
    std::string separator = " ";
    for (const std::string& key : rows.keysOf(row)) {
        text += separator + key;
        separator = " | ";
    }
    if (!(rows.currencies[row] == Currency{}))
        text += ' ' + std::string(rows.currencies[row].code());
    text += ':';
    const auto values = rows.measuresOf(row);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string name(rows.schema->measures[i].name);
        if (measures.empty() || std::ranges::find(measures, name) != measures.end())
            text += ' ' + name + '=' + std::visit(MeasureText{}, values[i]);
    }
    return text + (isOpen ? " (open)\n" : "\n");
}

} // namespace

ScenarioRun::ScenarioRun(const Scenario& scenario, std::size_t mostMessages)
    : m_decoder(PaymentDecoder::create(scenario.settings).value())
    , m_processor(scenario.settings, m_packs, m_partitions)
{
    for (const StreamSettings& settings : scenario.settings)
        m_zones.push_back(ZoneClock::create(settings.timeZone).value());
    play(scenario, mostMessages);
}

void ScenarioRun::play(const Scenario& scenario, std::size_t mostMessages)
{
    MessageBatch batch;
    for (const ScenarioMessage& message : scenario.messages) {
        const auto& upiTopics = scenario.settings[indexOf(StreamId::Upi)].topics;
        const bool isUpi = std::ranges::find(upiTopics, message.topic) != upiTopics.end();
        const StreamId stream = isUpi ? StreamId::Upi : StreamId::Transactions;
        const PartitionIndex partition = m_partitions.intern(message.topic, message.partition, stream);
        // What is only told before a batch, or judged by the batch's own time, has a batch of its own.
        if (message.mark || !message.recordTime || batch.messages.size() >= mostMessages)
            flush(batch);
        batch.readAt = message.readAt;
        if (message.mark)
            batch.marks.push_back({partition, *message.mark});
        else
            batch.messages.push_back({.value = message.value,
                .offset = message.offset,
                .recordTime = message.recordTime,
                .partition = partition,
                .stream = stream,
                .isTombstone = message.isTombstone});
        if (message.mark || !message.recordTime)
            flush(batch);
    }
    flush(batch);
    for (WindowRows& rows : m_processor.closeAll())
        m_windows.push_back({std::move(rows), true});
}

void ScenarioRun::flush(MessageBatch& batch)
{
    if (!batch.messages.empty() || !batch.marks.empty())
        take(m_processor.process(m_decoder.decode(std::exchange(batch, {}))));
}

void ScenarioRun::take(const ProcessedBatch& batch)
{
    const DecodedBatch& decoded = batch.decoded;
    std::size_t payment = 0;
    std::size_t letter = 0;
    for (std::uint32_t i = 0; i < decoded.source.messages.size(); ++i) {
        const std::string place = placeOf(decoded.source.messages[i]);
        ++m_read[place.substr(0, place.find('@'))];
        if (payment < decoded.payments.size() && decoded.payments[payment].message == i)
            takePayment(batch, payment++, place);
        else if (letter < decoded.deadLetters.size() && decoded.deadLetters[letter].message == i)
            takeDeadLetter(decoded, decoded.deadLetters[letter++], place);
    }
    for (const Alert& alert : batch.alerts) {
        const auto known = std::ranges::find(m_alerts, alert.id, &Alert::id);
        (known == m_alerts.end() ? m_alerts.emplace_back() : *known) = alert;
    }
    for (const WindowRows& rows : batch.windows)
        m_windows.push_back({rows, false});
}

void ScenarioRun::takePayment(const ProcessedBatch& batch, std::size_t number, const std::string& place)
{
    const Payment& payment = batch.decoded.payments[number];
    const PaymentText& text = batch.decoded.texts[number];
    const Outcome& outcome = batch.outcomes[number];
    LedgerCounts& counts = m_ledger[place.substr(0, place.find('@'))];
    counts.add(outcome.bucket);
    counts.conflicts += outcome.isConflict;

    std::string& line = m_lines["outcomes"];
    line += place + ' ' + std::string(text.id) + ' ';
    line += outcome.isConflict ? "conflict" : kBuckets[std::size_t(outcome.bucket)];
    line += (outcome.bucket == Bucket::Late ? " by " + secondsText(outcome.lateBy) : "") + '\n';

    std::string& json = m_lines["events"];
    appendPaymentJson(json, payment, text, m_zones[indexOf(payment.stream)]);
    json += '\n';

    if (outcome.bucket == Bucket::Duplicate)
        return;
    const RulePack& pack = m_packs[indexOf(payment.stream)];
    m_lines["scores"] += std::string(text.id) + ' ' + std::to_string(outcome.score) + ' '
        + std::string(severityName(severityOf(outcome.score)))
        + factorsText(
            pack.explain({payment, {outcome.velocityCount, outcome.failedCount}}, text, outcome.firedRules))
        + '\n';
}

void ScenarioRun::takeDeadLetter(
    const DecodedBatch& decoded, const DeadLetter& letter, const std::string& place)
{
    const auto& [stage, reason, field, detail] = letter.rejection;
    const Message& message = decoded.source.messages[letter.message];
    m_ledger[place.substr(0, place.find('@'))].add(Bucket::DeadLetter);
    const std::string why = std::string(stageName(stage)) + ' ' + std::string(reasonName(reason))
        + (field.empty() ? "" : ' ' + field);
    m_lines["outcomes"] += place + " dead_letter " + why + '\n';
    m_lines["dead letters"] += place + ' ' + why + ": " + detail + "; "
        + (message.isTombstone ? "no bytes"
                               : std::to_string(message.value.size()) + " bytes " + excerpt(message.value))
        + '\n';
}

std::string ScenarioRun::placeOf(const Message& message) const
{
    const Partition& partition = m_partitions.at(message.partition);
    return partition.topic + '/' + std::to_string(partition.number) + '@' + std::to_string(message.offset);
}

std::string ScenarioRun::picture(std::string_view heading) const
{
    if (heading == "ledger")
        return ledgerPicture();
    if (heading == "alerts")
        return alertsPicture();
    if (heading.starts_with("windows "))
        return windowsPicture(heading.substr(8));
    if (heading == "outcomes" || heading == "events" || heading == "scores" || heading == "dead letters") {
        const auto lines = m_lines.find(heading);
        return lines == m_lines.end() ? std::string{} : lines->second;
    }
    return "there is no section called \"" + std::string(heading) + "\"\n";
}

std::string ScenarioRun::ledgerPicture() const
{
    std::string text;
    for (const auto& [place, read] : m_read) {
        const LedgerCounts& counts = m_ledger.at(place);
        text += place + " read " + std::to_string(read) + " =";
        for (const Bucket bucket : {Bucket::Clean, Bucket::Duplicate, Bucket::Late, Bucket::DeadLetter})
            text += (bucket == Bucket::Clean ? " " : " + ") + std::string(kBuckets[std::size_t(bucket)]) + ' '
                + std::to_string(counts[bucket]);
        text += ", conflicts " + std::to_string(counts.conflicts)
            + (counts.total() == read ? "" : " DOES NOT ADD UP") + '\n';
    }
    return text;
}

std::string ScenarioRun::alertsPicture() const
{
    std::string text;
    for (const Alert& alert : m_alerts)
        text += alert.rule + ' ' + alert.entity + " x" + std::to_string(alert.count) + ' '
            + std::string(severityName(alert.severity)) + ' ' + std::to_string(alert.score) + ' '
            + alert.paymentId + factorsText(alert.factors) + '\n';
    return text;
}

std::string ScenarioRun::windowsPicture(std::string_view arguments) const
{
    std::istringstream words{std::string(arguments)};
    std::string stream;
    std::string id;
    words >> stream >> id;
    const std::vector<std::string> measures{std::istream_iterator<std::string>(words), {}};
    const auto known = parseStreamName(stream);
    const WindowDefinition* window = known ? findWindow(*known, id) : nullptr;
    if (window == nullptr)
        return "there is no window \"" + id + "\" of \"" + stream + "\"\n";
    std::string text;
    for (const auto& [rows, isOpen] : m_windows)
        if (rows.schema == &window->schema)
            for (const std::size_t row : sortedRows(rows))
                text += rowText(rows, row, measures, isOpen);
    return text;
}

} // namespace halcyon::tests
