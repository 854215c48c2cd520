#include "app/session/sources.h"

#include "engine/ingest/kafka_cluster.h"

namespace halcyon::app {

using namespace engine;

namespace {

[[nodiscard]] KafkaSourceSettings settingsOf(const Profile& profile)
{
    KafkaSourceSettings settings{.properties = profile.kafka};
    for (const StreamId stream : kAllStreams)
        settings.topics[indexOf(stream)] = profile.streams[indexOf(stream)].topics;
    return settings;
}

[[nodiscard]] tl::unexpected<Error> noBrokers()
{
    return failure(ErrorCode::Config,
        "No Kafka brokers are configured; give --brokers HOST:PORT or a profile with [kafka] "
        "bootstrap.servers.");
}

} // namespace

Result<std::unique_ptr<KafkaSource>> openLiveSource(const Profile& profile, PartitionTable& partitions)
{
    if (!profile.hasBrokers())
        return noBrokers();
    KafkaSourceSettings settings = settingsOf(profile);
    settings.handles = profile.liveConsumers;
    switch (profile.liveStart.from) {
    case LiveStart::From::Earliest:
        settings.start.from = KafkaStart::From::Earliest;
        break;
    case LiveStart::From::Latest:
        settings.start.from = KafkaStart::From::Latest;
        break;
    case LiveStart::From::Ago:
        settings.start = {KafkaStart::From::TimeAgo, profile.liveStart.ago};
        break;
    }
    return KafkaSource::open(settings, partitions);
}

Result<std::unique_ptr<KafkaSource>> openRecorderSource(const Profile& profile, PartitionTable& partitions,
    Recorder::StartOffset start, const std::string& database, bool untilEnd)
{
    if (!profile.hasBrokers())
        return noBrokers();
    KafkaSourceSettings settings = settingsOf(profile);
    settings.mode = KafkaSourceSettings::Mode::Group;
    // Recorders of two databases in one group would each get a part of the partitions.
    settings.group = profile.recordGroup + '.' + database;
    settings.handles = profile.recordConsumers;
    settings.start.from = KafkaStart::From::Earliest; // a partition never recorded: all of it
    settings.storedOffset = [start = std::move(start)](const std::string& topic,
                                std::int32_t partition) -> Result<std::optional<std::int64_t>> {
        return start(topic, partition);
    };
    settings.untilEnd = untilEnd;
    return KafkaSource::open(settings, partitions);
}

Result<std::string> clusterName(const Profile& profile, std::chrono::milliseconds timeout)
{
    if (!profile.cluster.empty())
        return profile.cluster;
    if (!profile.hasBrokers())
        return noBrokers();
    return askClusterId(profile.kafka, timeout);
}

} // namespace halcyon::app
