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

} // namespace

Result<void> requireBrokers(const Profile& profile)
{
    if (profile.hasBrokers())
        return {};
    if (profile.file.empty())
        return failure(ErrorCode::Config,
            "No Kafka brokers are configured; give --brokers HOST:PORT or a profile with [kafka] "
            "bootstrap.servers.");
    return failure(ErrorCode::Config,
        "The profile " + profile.file.string()
            + " names no Kafka brokers: add bootstrap.servers to its [kafka] section, or leave --profile out "
              "for the demonstration.");
}

Result<void> checkSources(const Profile& profile)
{
    KafkaSourceSettings settings = settingsOf(profile);
    if (profile.isDemo())
        settings.properties["bootstrap.servers"] = "localhost"; // the demonstration lays its own over it
    else if (auto given = requireBrokers(profile); !given)
        return given;
    settings.handles = profile.liveConsumers;
    if (auto live = KafkaSource::check(settings); !live)
        return live;
    settings.mode = KafkaSourceSettings::Mode::Group;
    settings.group = profile.recordGroup;
    settings.handles = profile.recordConsumers;
    return KafkaSource::check(settings);
}

Result<std::unique_ptr<KafkaSource>> openLiveSource(const Profile& profile, PartitionTable& partitions)
{
    if (const auto given = requireBrokers(profile); !given)
        return tl::unexpected(given.error());
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
    if (const auto given = requireBrokers(profile); !given)
        return tl::unexpected(given.error());
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
    if (const auto given = requireBrokers(profile); !given)
        return tl::unexpected(given.error());
    if (!profile.cluster.empty())
        return profile.cluster;
    return askClusterId(profile.kafka, timeout);
}

} // namespace halcyon::app
