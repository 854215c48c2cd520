#include "app/ctl/aggregate_command.h"

#include "app/ctl/common_options.h"
#include "app/ctl/csv.h"
#include "app/ctl/turned_away.h"

#include <nlohmann/json.hpp>

#include <map>

namespace halcyon::app {

using namespace engine;

namespace {

void writeHead(const WindowSchema& schema, std::ostream& out)
{
    out << "window_start,window_end";
    for (const std::string_view key : schema.keys)
        out << ',' << key;
    for (const MeasureColumn& measure : schema.measures)
        out << ',' << measure.name;
    out << '\n';
}

/// Rows in the stream's own currency follow cli.md to the letter; rows in
/// another one cannot be told apart there, so they name it in one more field.
void writeRows(const WindowRows& rows, Currency usual, ZoneText& zone, std::ostream& out)
{
    const std::string window = zone.format(rows.window.from) + ',' + zone.format(rows.window.to);
    for (const std::size_t row : sortedRows(rows)) {
        out << window;
        for (const std::string& key : rows.keysOf(row))
            out << ',' << csvField(key);
        for (const MeasureValue& value : rows.measuresOf(row))
            out << ',' << measureText(value);
        if (!(rows.currencies[row] == usual))
            out << ',' << rows.currencies[row].code();
        out << '\n';
    }
}

/// The same rows as JSON, one a line; each names its currency.
void writeJsonRows(const WindowRows& rows, ZoneText& zone, std::ostream& out)
{
    const std::string window = "{\"window_start\":\"" + zone.format(rows.window.from) + "\",\"window_end\":\""
        + zone.format(rows.window.to) + '"';
    for (const std::size_t row : sortedRows(rows)) {
        out << window;
        const auto keys = rows.keysOf(row);
        for (std::size_t i = 0; i < keys.size(); ++i)
            out << ",\"" << rows.schema->keys[i] << "\":"
                << nlohmann::json(std::string(keys[i]))
                       .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        const auto measures = rows.measuresOf(row);
        for (std::size_t i = 0; i < measures.size(); ++i) {
            const std::string text = measureText(measures[i]);
            out << ",\"" << rows.schema->measures[i].name << "\":" << (text.empty() ? "null" : text);
        }
        out << ",\"currency\":\"" << rows.currencies[row].code() << "\"}\n";
    }
}

/// One stream's buckets and why messages were turned away.
class Ledger {
public:
    explicit Ledger(StreamId stream)
        : m_stream(stream)
    {
    }

    void take(const ProcessedBatch& batch)
    {
        const DecodedBatch& decoded = batch.decoded;
        for (std::size_t i = 0; i < decoded.payments.size(); ++i)
            if (decoded.payments[i].stream == m_stream) {
                m_counts.add(batch.outcomes[i].bucket);
                m_counts.conflicts += batch.outcomes[i].isConflict;
            }
        for (const DeadLetter& letter : decoded.deadLetters)
            if (decoded.source.messages[letter.message].stream == m_stream) {
                m_counts.add(Bucket::DeadLetter);
                ++m_reasons[reasonName(letter.rejection.reason)];
            }
    }

    void write(std::ostream& out) const
    {
        nlohmann::ordered_json reasons = nlohmann::ordered_json::object();
        for (const auto& [reason, count] : m_reasons)
            reasons[std::string(reason)] = count;
        out << nlohmann::ordered_json{{"read", m_counts.total()}, {"clean", m_counts[Bucket::Clean]},
            {"duplicate", m_counts[Bucket::Duplicate]}, {"conflict", m_counts.conflicts},
            {"late", m_counts[Bucket::Late]}, {"dead_letter", reasons}}
                   .dump()
            << '\n';
    }

private:
    StreamId m_stream;
    LedgerCounts m_counts;
    std::map<std::string_view, std::uint64_t> m_reasons;
};

/// None is named, or one that is not there.
[[nodiscard]] Error noWindow(const AggregateOptions& options)
{
    std::string known;
    for (const WindowDefinition& window : builtInWindows())
        if (window.schema.stream == options.input.stream)
            known += (known.empty() ? "" : ", ") + std::string(window.schema.id);
    const std::string stream(streamName(options.input.stream));
    if (options.window.empty())
        return {ErrorCode::Usage,
            "--window is required unless --ledger is given; the windows of " + stream + " are " + known
                + '.'};
    return {ErrorCode::Usage,
        "There is no window \"" + options.window + "\" of " + stream + "; there are " + known + '.'};
}

} // namespace

int runAggregate(const Profile& profile, const AggregateOptions& options, const std::stop_token& stop,
    std::ostream& out, std::ostream& err)
{
    const StreamId stream = options.input.stream;
    const WindowDefinition* window = findWindow(stream, options.window);
    if (window == nullptr && !options.ledger)
        return reportError(noWindow(options));
    bool hasHead = options.ledger || options.json;
    const auto head = [&] {
        if (!std::exchange(hasHead, true))
            writeHead(window->schema, out);
    };
    const Currency usual = profile.streams[indexOf(stream)].currency;
    ZoneText zone = options.zone;
    const auto writeWindows = [&](const std::vector<WindowRows>& windows) {
        head(); // a file that cannot be read gets none
        for (const WindowRows& rows : windows)
            if (!options.ledger && rows.schema == &window->schema)
                options.json ? writeJsonRows(rows, zone, out) : writeRows(rows, usual, zone, out);
    };
    Ledger ledger(stream);
    TurnedAway turnedAway(stream);
    const auto result = runFile(
        profile, options.input, stop,
        [&](const ProcessedBatch& batch, const PartitionTable&) {
            ledger.take(batch);
            turnedAway.take(batch);
            writeWindows(batch.windows);
        },
        [&](PaymentProcessor& processor) {
            if (options.closeAll)
                writeWindows(processor.closeAll());
        });
    if (!result)
        return reportError(result.error());
    if (!options.ledger) {
        head();
        return turnedAway.conclude(err);
    }
    ledger.write(out); // which says it all
    return kOk;
}

} // namespace halcyon::app
