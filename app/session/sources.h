#pragma once

#include "app/config/profile.h"
#include "engine/ingest/kafka_source.h"
#include "engine/runtime/recorder.h"

#include <chrono>
#include <memory>
#include <string>

namespace halcyon::app {

/// `Config` when neither the profile nor anything laid over it names brokers.
[[nodiscard]] engine::Result<void> requireBrokers(const Profile& profile);

/// All about reading from Kafka that can be judged without it: brokers named where they must be, topics,
/// properties. `Config` in the words of whoever would open a source.
[[nodiscard]] engine::Result<void> checkSources(const Profile& profile);

/// Reads everything and commits nothing, from where the profile says.
[[nodiscard]] engine::Result<std::unique_ptr<engine::KafkaSource>> openLiveSource(
    const Profile& profile, engine::PartitionTable& partitions);

/// A member of the profile's consumer group that begins at the recorded offsets.
[[nodiscard]] engine::Result<std::unique_ptr<engine::KafkaSource>> openRecorderSource(const Profile& profile,
    engine::PartitionTable& partitions, engine::Recorder::StartOffset start, const std::string& database,
    bool untilEnd);

/// What keeps one cluster's offsets apart from another's: the profile's own
/// name for it, else the id the cluster gives itself. Waits for a silent broker, not for one that refuses.
[[nodiscard]] engine::Result<std::string> clusterName(
    const Profile& profile, std::chrono::milliseconds timeout);

} // namespace halcyon::app
