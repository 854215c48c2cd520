#pragma once

#include "app/config/profile.h"
#include "engine/runtime/payment_processor.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace halcyon::app {

/// A file of messages and how to take it.
struct FileRunOptions {
    std::string file = "-";
    engine::StreamId stream = engine::StreamId::Upi; ///< of bare payloads
    std::optional<engine::EventTime> now; ///< for the rule against the future; else the wall clock
};

/// Batches, as they are processed.
using FileRunSink
    = std::function<void(const engine::ProcessedBatch& batch, const engine::PartitionTable& partitions)>;

/// Runs a file through decode and processing, in its own order; `finish` sees
/// the processor after the last message. Bad messages are dead letters in the
/// batches; errors are those of the file and the profile.
[[nodiscard]] engine::Result<void> runFile(const Profile& profile, const FileRunOptions& options,
    const std::stop_token& stop, const FileRunSink& sink,
    const std::function<void(engine::PaymentProcessor&)>& finish);

} // namespace halcyon::app
