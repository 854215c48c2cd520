#include "engine/ingest/kafka_watch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kQueryTimeout{3000};
constexpr auto kDiscoveryInterval = 5s;
constexpr auto kImpatientInterval = 1s; // while something is missing
constexpr auto kRefreshInterval = 1s;
constexpr auto kShortestPause = 20ms; // between refreshes that were asked for
constexpr int kHurriesAfterStart = 3;
constexpr std::uint64_t kRefreshesPerFirsts = 5; // log starts move slowly
constexpr int kSightingsToBelieve = 2; // a broker that just took over may answer once with old figures

} // namespace

KafkaWatch::KafkaWatch(Parts parts)
    : m_parts(std::move(parts))
{
    for (const auto& [name, stream] : m_parts.topics)
        m_topics.push_back({.name = name, .stream = stream});
    m_thread = std::thread([this] { run(); });
}

KafkaWatch::~KafkaWatch()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void KafkaWatch::askNow()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_wantsRefresh = true;
    }
    m_wake.notify_one();
}

void KafkaWatch::checkTopicsNow()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_wantsDiscovery = true;
    }
    m_wake.notify_one();
}

bool KafkaWatch::isStopping()
{
    const std::scoped_lock lock(m_mutex);
    return m_isStopping;
}

void KafkaWatch::run()
{
    try {
        while (true) {
            look();
            const auto pauseEnd = Clock::now() + kShortestPause;
            std::unique_lock lock(m_mutex);
            m_wake.wait_until(lock, pauseEnd, [this] { return m_isStopping; });
            m_wake.wait_until(lock, std::min(m_nextDiscovery, m_nextRefresh),
                [this] { return m_isStopping || m_wantsRefresh || m_wantsDiscovery; });
            if (m_isStopping)
                return;
            if (std::exchange(m_wantsRefresh, false))
                m_nextRefresh = {};
            if (std::exchange(m_wantsDiscovery, false))
                m_nextDiscovery = {};
        }
    } catch (const std::exception& error) {
        m_parts.link->fail(
            {ErrorCode::Internal, fmt::format("Watching Kafka failed ({}): start again.", error.what())});
    }
}

void KafkaWatch::look()
{
    Result<void> outcome;
    if (Clock::now() >= m_nextDiscovery) {
        outcome = discover();
        const bool isComplete
            = outcome && std::all_of(m_topics.begin(), m_topics.end(), [](const Topic& topic) {
                  return topic.isGone || (topic.partitionCount > 0 && topic.misses == 0);
              });
        m_nextDiscovery
            = Clock::now() + (isComplete && m_leaderless.empty() ? kDiscoveryInterval : kImpatientInterval);
    }
    if (outcome && Clock::now() >= m_nextRefresh) {
        outcome = refresh();
        m_nextRefresh = m_hurries > 0 ? Clock::time_point() : Clock::now() + kRefreshInterval;
        m_hurries = std::max(m_hurries - 1, 0);
    }
    if (!isStopping())
        report(outcome);
}

Result<void> KafkaWatch::discover()
{
    auto& handle = *m_parts.handles.front();
    std::vector<PartitionStart> starts; // of all topics: what is there to read is known before any is read
    for (auto& topic : m_topics) {
        if (topic.isGone || isStopping())
            continue;
        const auto layout = describeTopic(handle.client(), handle.topic(topic.name), kQueryTimeout);
        if (!layout)
            return tl::unexpected(layout.error());
        if (!layout->exists || layout->hasLeader.empty()) {
            noticeMissing(topic);
            continue;
        }
        topic.misses = 0;
        takeIn(topic, *layout, starts);
    }
    if (!starts.empty()) {
        if (const auto started = start(starts); !started)
            return started;
    }
    if (!m_knowsTargets && m_parts.untilEnd && !isStopping())
        settleTargets();
    return {};
}

void KafkaWatch::noticeMissing(Topic& topic)
{
    topic.wasMissing = true;
    if (topic.partitionCount == 0 || ++topic.misses < kSightingsToBelieve)
        return;
    topic.isGone = true;
    for (std::size_t number = 0; number < topic.partitionCount; ++number) {
        auto& read = m_parts.reads->intern(topic.name, std::int32_t(number), topic.stream);
        m_parts.reads->stop(read,
            fmt::format("Reading of {} [{}] stopped at offset {}: the topic was deleted; if it was created "
                        "anew, start "
                        "again from its beginning.",
                read.topic, read.number, read.position.load()));
    }
}

void KafkaWatch::takeIn(Topic& topic, const TopicLayout& layout, std::vector<PartitionStart>& starts)
{
    for (std::size_t number = 0; number < layout.hasLeader.size(); ++number) {
        auto& read = m_parts.reads->intern(topic.name, std::int32_t(number), topic.stream);
        if (!layout.hasLeader[number]) {
            m_leaderless.insert(&read);
            continue;
        }
        m_leaderless.erase(&read);
        const bool isNew = topic.wasMissing || (topic.partitionCount > 0 && number >= topic.partitionCount);
        if (isNew && number >= topic.partitionCount)
            read.isNew = true;
        const bool isKnown
            = m_parts.startsPartitions ? read.isRead() || read.isStopped : read.target != kNoOffset;
        const bool isWanted = m_parts.startsPartitions || m_parts.untilEnd;
        if (isWanted && !isKnown && !(m_parts.untilEnd && m_knowsTargets))
            starts.push_back({.read = &read});
    }
    topic.partitionCount = std::max(topic.partitionCount, layout.hasLeader.size());
}

Result<void> KafkaWatch::start(std::vector<PartitionStart>& starts)
{
    if (const auto resolved = m_parts.resolver->resolve(m_parts.handles.front()->client(), starts); !resolved)
        return resolved;
    for (auto& [read, offset, trouble] : starts) {
        if (m_parts.untilEnd)
            read->target = read->endOffset.load();
        if (!m_parts.startsPartitions)
            continue;
        read->startedAt = offset;
        read->position = offset;
        if (trouble.empty())
            read->owner.store(m_nextHandle++ % int(m_parts.handles.size()), std::memory_order_release);
        else
            m_parts.reads->stop(*read, trouble);
    }
    if (!m_parts.startsPartitions)
        return {};
    for (auto start = starts.begin(); start != starts.end(); ++start) {
        auto& [read, offset, trouble] = *start;
        if (!trouble.empty())
            continue;
        auto& handle = *m_parts.handles[std::size_t(read->owner.load())];
        if (auto started = handle.startPartition({read->topic, read->number, offset}); !started) {
            std::for_each(start, starts.end(), [](PartitionStart& rest) {
                rest.read->owner = PartitionRead::kNobody; // to be started another time
            });
            return started;
        }
        // The fetcher may be asleep for up to a second, too: see askNow.
        m_hurries = kHurriesAfterStart;
    }
    return {};
}

void KafkaWatch::settleTargets()
{
    if (!m_leaderless.empty())
        return;
    const bool hasAny = std::any_of(
        m_topics.begin(), m_topics.end(), [](const Topic& topic) { return topic.partitionCount > 0; });
    if (hasAny) {
        m_knowsTargets = true;
        return;
    }
    std::vector<std::string> names;
    for (const auto& topic : m_topics)
        names.push_back(topic.name);
    m_parts.link->fail({ErrorCode::Config,
        fmt::format(
            "No topic to read: {} does not exist at {}; correct the topics in the profile or --topic.",
            fmt::join(names, ", "), m_parts.link->brokers())});
}

Result<void> KafkaWatch::refresh()
{
    const auto reads = m_parts.reads->all();
    const bool withFirsts = m_refreshes++ % kRefreshesPerFirsts == 0
        || std::any_of(
            reads.begin(), reads.end(), [](const auto* read) { return read->isLost && !read->isStopped; });
    for (int handle = 0; handle < int(m_parts.handles.size()) && !isStopping(); ++handle) {
        if (const auto refreshed = refreshHandle(handle, withFirsts); !refreshed) {
            m_nextDiscovery = {}; // leaders may have moved
            return refreshed;
        }
    }
    return {};
}

Result<void> KafkaWatch::refreshHandle(int handle, bool withFirsts)
{
    auto& owner = *m_parts.handles[std::size_t(handle)];
    std::vector<PartitionRead*> reads;
    std::vector<std::int64_t> positions; // before asking, so that an older answer proves nothing false
    std::vector<OffsetQuery> firsts;
    for (auto* read : m_parts.reads->all()) {
        if (read->owner != handle || read->isStopped || m_leaderless.count(read) != 0)
            continue;
        reads.push_back(read);
        positions.push_back(read->position);
        firsts.push_back({.topic = read->topic, .partition = read->number, .at = OffsetQuery::kFirst});
    }
    if (reads.empty()) { // nothing to ask about, but is anybody there?
        const auto layout = describeTopic(owner.client(), owner.topic(m_topics.front().name), kQueryTimeout);
        return layout ? Result<void>() : tl::unexpected(layout.error());
    }
    auto ends = firsts;
    for (auto& query : ends)
        query.at = OffsetQuery::kEnd;
    if (const auto asked = lookUpOffsets(owner.client(), ends, kQueryTimeout); !asked)
        return asked;
    if (withFirsts) {
        if (const auto asked = lookUpOffsets(owner.client(), firsts, kQueryTimeout); !asked)
            return asked;
    }
    for (std::size_t i = 0; i < reads.size(); ++i) {
        if (!ends[i].hasFailed && !firsts[i].hasFailed)
            judge(*reads[i], positions[i], withFirsts ? firsts[i].offset : reads[i]->firstOffset.load(),
                ends[i].offset);
    }
    return {};
}

void KafkaWatch::judge(PartitionRead& read, std::int64_t positionBefore, std::int64_t first, std::int64_t end)
{
    if (read.isLost) {
        read.firstOffset = first;
        read.endOffset = end;
        m_parts.reads->stop(read, describeLostOffset(read, positionBefore, first, end));
        return;
    }
    const bool isTruncated = positionBefore > end;
    const bool isRecreated = first < read.firstOffset;
    if (!isTruncated && !isRecreated) {
        m_sightings.erase(&read);
        read.firstOffset = first;
        read.endOffset = end;
        return;
    }
    if (++m_sightings[&read] < kSightingsToBelieve)
        return;
    read.endOffset = end;
    m_parts.reads->stop(read,
        isTruncated
            ? describeLostOffset(read, positionBefore, first, end)
            : fmt::format("Reading of {} [{}] stopped at offset {}: its log starts at {} again after it had "
                          "started at {} (the topic was created anew); start again from its beginning.",
                read.topic, read.number, positionBefore, first, read.firstOffset.load()));
}

void KafkaWatch::report(const Result<void>& outcome)
{
    if (!outcome) {
        switch (outcome.error().code) {
        case ErrorCode::Access:
            m_parts.link->fail({ErrorCode::Access,
                fmt::format(
                    "Kafka at {} refused us ({}): give this user read access to the topics and the group.",
                    m_parts.link->brokers(), outcome.error().message)});
            return;
        case ErrorCode::Config:
            m_parts.link->fail({ErrorCode::Config,
                fmt::format(
                    "Kafka at {} does not accept a name ({}): correct the topics in the profile or --topic.",
                    m_parts.link->brokers(), outcome.error().message)});
            return;
        case ErrorCode::Cancelled:
            return; // whoever cancelled has said why
        default:
            m_parts.link->down(wallClockNow());
            return;
        }
    }
    std::vector<std::string> missing;
    for (const auto& topic : m_topics) {
        if (topic.partitionCount == 0)
            missing.push_back(topic.name);
    }
    if (missing.empty())
        m_parts.link->up({});
    else if (missing.size() < m_topics.size())
        m_parts.link->up(
            fmt::format("Not there yet: {}; reading begins when it is created.", fmt::join(missing, ", ")));
    else
        m_parts.link->waiting(
            fmt::format("Waiting at {} for {}: no such topic yet; create it, or correct the topics in "
                        "the profile or --topic.",
                m_parts.link->brokers(), fmt::join(missing, ", ")));
}

} // namespace halcyon::engine
