#pragma once

#include "engine/proto/checkpoint.pb.h"
#include "engine/runtime/stream_processor.h"

namespace halcyon::engine {

/// One stream's state to its Protobuf form. See checkpoint.h.
class CheckpointWriter {
public:
    static void write(const StreamProcessor& processor, StreamId stream, const PartitionTable& partitions,
        checkpoint::Stream& out);
};

/// And back, into a fresh processor; false when a window or code is unknown.
class CheckpointReader {
public:
    [[nodiscard]] static bool read(const checkpoint::Stream& in, StreamId stream, PartitionTable& partitions,
        StreamProcessor& processor);
};

} // namespace halcyon::engine
