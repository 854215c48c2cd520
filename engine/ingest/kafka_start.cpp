#include "engine/ingest/kafka_start.h"

#include "engine/ingest/kafka_queries.h"

#include <fmt/format.h>

namespace halcyon::engine {

namespace {

constexpr std::chrono::milliseconds kQueryTimeout{3000};

/// librdkafka's mock cluster cannot look offsets up by time and answers "none" always; this is how its ids
/// begin.
constexpr std::string_view kMockClusterPrefix = "mockCluster";

Result<void> lookUpRange(rd_kafka_s* client, std::vector<PartitionStart>& starts)
{
    std::vector<OffsetQuery> queries;
    for (const auto& start : starts)
        queries.push_back(
            {.topic = start.read->topic, .partition = start.read->number, .at = OffsetQuery::kFirst});
    if (const auto firsts = lookUpOffsets(client, queries, kQueryTimeout); !firsts)
        return firsts;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        starts[i].read->firstOffset = queries[i].offset;
        queries[i].at = OffsetQuery::kEnd;
    }
    if (const auto ends = lookUpOffsets(client, queries, kQueryTimeout); !ends)
        return ends;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        starts[i].read->endOffset = queries[i].offset;
        if (starts[i].read->firstOffset < 0 || queries[i].offset < 0)
            return failure(ErrorCode::Connect,
                fmt::format(
                    "{} [{}] has no leader that answers", starts[i].read->topic, starts[i].read->number));
    }
    return {};
}

} // namespace

Result<void> StartResolver::resolve(rd_kafka_s* client, std::vector<PartitionStart>& starts) const
{
    if (const auto range = lookUpRange(client, starts); !range)
        return range;
    std::vector<PartitionStart*> byTime;
    for (auto& start : starts) {
        const std::int64_t first = start.read->firstOffset;
        const std::int64_t end = start.read->endOffset;
        if (m_stored) {
            const auto stored = m_stored(start.read->topic, start.read->number);
            if (!stored) {
                m_link->waiting(
                    fmt::format("Reading waits for its stored offsets: {}", stored.error().message));
                return failure(ErrorCode::Cancelled, stored.error().message);
            }
            if (stored->has_value()) {
                start.offset = **stored;
                if (start.offset < first || start.offset > end)
                    start.trouble = describeLostOffset(*start.read, start.offset, first, end);
                continue;
            }
        }
        if (start.read->isNew || m_rule.from == KafkaStart::From::Earliest)
            start.offset = first;
        else if (m_rule.from == KafkaStart::From::Latest)
            start.offset = end;
        else
            byTime.push_back(&start);
    }
    return resolveByTime(client, byTime);
}

Result<void> StartResolver::resolveByTime(rd_kafka_s* client, std::vector<PartitionStart*>& starts) const
{
    if (starts.empty())
        return {};
    const auto since = std::chrono::floor<std::chrono::milliseconds>(wallClockNow()) - m_rule.ago;
    std::vector<OffsetQuery> queries;
    for (const auto* start : starts)
        queries.push_back({.topic = start->read->topic,
            .partition = start->read->number,
            .at = since.time_since_epoch().count()});
    if (const auto found = lookUpOffsets(client, queries, kQueryTimeout); !found)
        return found;
    const bool knowsTimes = !clusterIdOf(client, kQueryTimeout).starts_with(kMockClusterPrefix);
    for (std::size_t i = 0; i < starts.size(); ++i) {
        if (queries[i].offset >= 0)
            starts[i]->offset = queries[i].offset;
        else // nothing that young
            starts[i]->offset = knowsTimes ? starts[i]->read->endOffset : starts[i]->read->firstOffset;
    }
    return {};
}

std::string describeLostOffset(
    const PartitionRead& read, std::int64_t wanted, std::int64_t first, std::int64_t end)
{
    if (wanted < first)
        return fmt::format(
            "Reading of {} [{}] stopped: offset {} is next, but the log starts at {} (older messages were "
            "deleted), so {} offsets are lost; accept that by starting again from {} on.",
            read.topic, read.number, wanted, first, first - wanted, first);
    if (wanted <= end)
        return fmt::format(
            "Reading of {} [{}] stopped: offset {} is next, but the brokers refused it although the log "
            "holds {} to {}; start again.",
            read.topic, read.number, wanted, first, end);
    return fmt::format(
        "Reading of {} [{}] stopped: offset {} is next, but the log ends at {} (the topic was truncated or "
        "created anew); check what happened to it, then start again from an offset it has.",
        read.topic, read.number, wanted, end);
}

} // namespace halcyon::engine
