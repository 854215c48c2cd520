#pragma once

#include "engine/ingest/kafka_link.h"
#include "engine/ingest/partition_reads.h"
#include "engine/model/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct rd_kafka_s;

namespace halcyon::engine {

/// Where reading of a partition begins that has no stored offset.
struct KafkaStart {
    enum class From : std::uint8_t { Earliest, Latest, TimeAgo };
    From from = From::Latest;
    std::chrono::milliseconds ago{0}; ///< TimeAgo: the first message not older than this
};

/// The next offset to read, by whoever keeps offsets; nothing for a partition
/// never read. An error (database away) is asked again until it clears.
using StoredOffset
    = std::function<Result<std::optional<std::int64_t>>(const std::string& topic, std::int32_t partition)>;

/// One partition that reading is about to begin in. Of one that is new, all is wanted.
struct PartitionStart {
    PartitionRead* read = nullptr;
    std::int64_t offset = kNoOffset; ///< the answer
    std::string trouble; ///< set when that offset is not in the log
};

/// Decides where reading begins, from stored offsets, the start rule and what
/// the log holds. Fills `firstOffset` and `endOffset` of the reads.
class StartResolver {
public:
    StartResolver(KafkaStart rule, StoredOffset stored, std::shared_ptr<KafkaLink> link)
        : m_rule(rule)
        , m_stored(std::move(stored))
        , m_link(std::move(link))
    {
    }

    /// All or nothing; blocks on the brokers, and on `StoredOffset`, up to a few seconds.
    /// `Cancelled` when no stored offset could be had; the link then says why.
    [[nodiscard]] Result<void> resolve(rd_kafka_s* client, std::vector<PartitionStart>& starts) const;

private:
    [[nodiscard]] Result<void> resolveByTime(rd_kafka_s* client, std::vector<PartitionStart*>& starts) const;

    KafkaStart m_rule;
    StoredOffset m_stored;
    std::shared_ptr<KafkaLink> m_link;
};

/// Why reading of a partition stopped whose next offset is not in the log any more.
[[nodiscard]] std::string describeLostOffset(
    const PartitionRead& read, std::int64_t wanted, std::int64_t first, std::int64_t end);

} // namespace halcyon::engine
