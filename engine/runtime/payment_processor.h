#pragma once

#include "engine/runtime/stream_processor.h"

#include <array>
#include <memory>
#include <vector>

namespace halcyon::engine {

/// All streams' processing: decoded batches in, processed batches out. A
/// deterministic state machine: the same batches with the same `readAt` give
/// the same results, whatever the threads (architecture.md, "one pipeline, two sinks").
class PaymentProcessor {
public:
    /// The arguments must outlive the processor.
    PaymentProcessor(
        const AllStreamSettings& settings, const RulePacks& packs, const PartitionTable& partitions);

    [[nodiscard]] ProcessedBatch process(DecodedBatch&& batch);

    /// Closes every window as if all streams had ended.
    [[nodiscard]] std::vector<WindowRows> closeAll();

    [[nodiscard]] StreamProcessor& stream(StreamId id) { return m_streams[indexOf(id)]; }
    [[nodiscard]] const StreamProcessor& stream(StreamId id) const { return m_streams[indexOf(id)]; }
    [[nodiscard]] std::size_t stateBytes() const noexcept;

private:
    const PartitionTable* m_partitions;
    std::vector<StreamProcessor> m_streams;
    std::array<std::vector<std::uint32_t>, kStreamCount> m_positions; // scratch
};

} // namespace halcyon::engine
