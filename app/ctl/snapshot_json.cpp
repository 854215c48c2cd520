#include "app/ctl/watch_command.h"

#include <nlohmann/json.hpp>

#include <array>

namespace halcyon::app {

using namespace engine;
using Json = nlohmann::ordered_json;

namespace {

[[nodiscard]] Json timeJson(EventTime time, ZoneText& zone)
{
    return time == EventTime{} ? Json() : Json(zone.format(time));
}

[[nodiscard]] Json ledgerJson(const LedgerCounts& ledger)
{
    return {{"read", ledger.total()}, {"clean", ledger[Bucket::Clean]},
        {"duplicate", ledger[Bucket::Duplicate]}, {"conflict", ledger.conflicts},
        {"late", ledger[Bucket::Late]}, {"dead_letter", ledger[Bucket::DeadLetter]},
        {"filtered", ledger[Bucket::Filtered]}};
}

[[nodiscard]] Json streamJson(const StreamStatus& stream, ZoneText& zone)
{
    Json totals = Json::object();
    for (const CurrencyTotal& total : stream.totals)
        totals[std::string(total.currency.code())]
            = {{"payments", total.payments}, {"amount", formatAmount(total.amount)}};
    return {{"events_per_second", stream.eventsPerSecond}, {"watermark", timeJson(stream.watermark, zone)},
        {"newest", timeJson(stream.newest, zone)}, {"ledger", ledgerJson(stream.ledger)},
        {"totals", std::move(totals)}};
}

[[nodiscard]] Json partitionJson(const PartitionStatus& partition)
{
    return {{"topic", partition.topic}, {"partition", partition.partition},
        {"stream", streamName(partition.stream)}, {"first_offset", partition.firstOffset},
        {"started_at", partition.startedAt}, {"position", partition.position},
        {"end_offset", partition.knownEnd()}, {"skipped", partition.skipped}, {"lag", partition.lag()},
        {"lag_seconds", partition.lagSeconds}, {"messages_per_second", partition.messagesPerSecond},
        {"ledger", ledgerJson(partition.ledger)}, {"trouble", partition.trouble}};
}

} // namespace

std::string snapshotJson(const LiveSnapshot& snapshot, bool isDemo, ZoneText& zone)
{
    static constexpr std::array kStates{"connecting", "up", "down"};
    Json streams = Json::object();
    for (const StreamStatus& stream : snapshot.streams)
        streams[std::string(streamName(stream.stream))] = streamJson(stream, zone);
    Json partitions = Json::array();
    for (const PartitionStatus& partition : snapshot.partitions)
        partitions.push_back(partitionJson(partition));
    const Json all{{"taken_at", timeJson(snapshot.takenAt, zone)}, {"demo", isDemo},
        {"kafka",
            {{"state", kStates[std::size_t(snapshot.kafka.state)]},
                {"since", timeJson(snapshot.kafka.since, zone)}, {"detail", snapshot.kafka.detail}}},
        {"payments", snapshot.payments}, {"alerts", snapshot.newestAlert}, {"lag", snapshot.lag()},
        {"messages_per_second", snapshot.load.messagesPerSecond}, {"streams", std::move(streams)},
        {"partitions", std::move(partitions)}};
    return all.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> snapshotColumns()
{
    std::vector<std::string> columns{
        "taken_at", "kafka.state", "payments", "alerts", "lag", "messages_per_second"};
    for (const StreamId stream : kAllStreams)
        for (const char* figure : {"events_per_second", "watermark", "ledger.read", "ledger.clean",
                 "ledger.duplicate", "ledger.late", "ledger.dead_letter"})
            columns.push_back("streams." + std::string(streamName(stream)) + '.' + figure);
    columns.emplace_back("demo");
    return columns;
}

} // namespace halcyon::app
