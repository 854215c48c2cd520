#pragma once

#include "engine/proto/checkpoint.pb.h"
#include "engine/runtime/stream_processor.h"

namespace halcyon::engine {

/// One stream's state to its Protobuf form, in parts. See checkpoint.h.
class CheckpointWriter {
public:
    /// All but the shards.
    static void writeHead(const StreamProcessor& processor, StreamId stream, const PartitionTable& partitions,
        checkpoint::Stream& out);
    static void writeShard(
        const StreamProcessor::Shard& shard, StreamId stream, std::size_t number, checkpoint::Stream& out);
};

/// And back, part by part, into a fresh processor; false when a window or code is unknown.
class CheckpointReader {
public:
    [[nodiscard]] static bool read(const checkpoint::Stream& in, StreamId stream, PartitionTable& partitions,
        StreamProcessor& processor);

private:
    static void readHead(const checkpoint::Stream& in, StreamId stream, PartitionTable& partitions,
        StreamProcessor& processor);
};

} // namespace halcyon::engine
