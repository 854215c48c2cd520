#pragma once

#include "engine/model/result.h"
#include "engine/runtime/payment_processor.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// The whole state of processing at one moment, to be saved while processing goes on.
///
/// Taking it costs a pass over the tables' directories, not over the tables:
/// these are shared until the processor writes into them (see FlatTable).
///
/// Threads: taken where the processor runs; `encode` on any.
class CheckpointDraft {
public:
    CheckpointDraft(const PaymentProcessor& processor, const PartitionTable& partitions);

    /// The state as bytes: Protobuf, compressed, with a checksum in front. Gives the tables back one by
    /// one; once only.
    [[nodiscard]] std::string encode() &&;

private:
    struct Part {
        std::string head; ///< all but the shards, encoded: it is small
        std::vector<StreamProcessor::Shard> shards;
    };
    std::array<Part, kStreamCount> m_parts;
};

/// Puts a saved state into a fresh processor, which then decides the same. `Data` when the bytes are
/// damaged, cut or of another format; the processor must then be thrown away.
[[nodiscard]] Result<void> restoreCheckpoint(
    std::string_view bytes, PaymentProcessor& processor, PartitionTable& partitions);

} // namespace halcyon::engine
