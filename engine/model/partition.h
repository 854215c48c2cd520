#pragma once

#include "engine/model/stream.h"

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace halcyon::engine {

/// A topic's partition, by the small number it has in this process.
using PartitionIndex = std::uint32_t;

/// Topic and partition number.
using PartitionName = std::pair<std::string, std::int32_t>;

struct Partition {
    std::string topic;
    std::int32_t number = 0;
    StreamId stream = StreamId::Upi;
};

/// Numbers the partitions a process meets, in the order it meets them.
///
/// Entries are never removed and never move, so a reference stays valid as
/// long as the table. Safe from any thread; sources cache the index, so the
/// lock is not on the hot path.
class PartitionTable {
public:
    PartitionIndex intern(std::string_view topic, std::int32_t number, StreamId stream);
    [[nodiscard]] const Partition& at(PartitionIndex index) const;
    [[nodiscard]] std::size_t size() const;

private:
    mutable std::mutex m_mutex; // guards both members
    std::deque<Partition> m_partitions;
    std::map<PartitionName, PartitionIndex> m_byName;
};

} // namespace halcyon::engine
