#pragma once

#include "engine/ingest/kafka_source.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace halcyon::tests {

/// Polls sources and keeps what they hand out, to be asked about.
class Reading {
public:
    explicit Reading(const engine::PartitionTable& partitions)
        : m_partitions(partitions)
    {
    }

    /// Polls until `isDone` or, false, until the time is up or a source fails.
    bool until(const std::function<bool()>& isDone, const std::vector<engine::KafkaSource*>& sources,
        std::chrono::milliseconds longest = std::chrono::seconds(60));
    bool untilCount(std::size_t count, engine::KafkaSource& source,
        std::chrono::milliseconds longest = std::chrono::seconds(60));

    /// All values, in the order of reading.
    [[nodiscard]] const std::vector<std::string>& values() const noexcept { return m_values; }
    [[nodiscard]] std::size_t count() const noexcept { return m_values.size(); }
    /// Offsets handed out twice or out of order: none, ever.
    [[nodiscard]] const std::vector<std::string>& doubles() const noexcept { return m_doubles; }
    /// By topic and partition, the next offset after what was handed out.
    [[nodiscard]] const std::map<std::pair<std::string, std::int32_t>, std::int64_t>& next() const noexcept
    {
        return m_next;
    }
    [[nodiscard]] std::int64_t nextOf(const std::string& topic, std::int32_t partition) const
    {
        const auto known = m_next.find({topic, partition});
        return known == m_next.end() ? 0 : known->second;
    }
    [[nodiscard]] std::set<std::string> distinct() const { return {m_values.begin(), m_values.end()}; }
    [[nodiscard]] const std::string& failure() const noexcept { return m_failure; }

private:
    void keep(const engine::MessageBatch& batch);

    const engine::PartitionTable& m_partitions;
    std::vector<std::string> m_values;
    std::vector<std::string> m_doubles;
    std::map<std::pair<std::string, std::int32_t>, std::int64_t> m_next;
    std::string m_failure;
};

/// Settings for reading `topic` as the upi stream.
[[nodiscard]] engine::KafkaSourceSettings observing(const engine::KafkaProperties& properties,
    const std::string& topic, engine::KafkaStart::From from = engine::KafkaStart::From::Earliest);

} // namespace halcyon::tests
