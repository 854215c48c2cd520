#pragma once

#include "engine/model/result.h"
#include "engine/runtime/payment_processor.h"

#include <string>
#include <string_view>

namespace halcyon::engine {

/// The whole state of `processor` as bytes: Protobuf, compressed, with a
/// checksum in front. Reading it back gives a processor that decides the same.
[[nodiscard]] std::string encodeCheckpoint(
    const PaymentProcessor& processor, const PartitionTable& partitions);

/// Puts a saved state into a fresh processor. `Data` when the bytes are
/// damaged, cut or of another format; the processor must then be thrown away.
[[nodiscard]] Result<void> restoreCheckpoint(
    std::string_view bytes, PaymentProcessor& processor, PartitionTable& partitions);

} // namespace halcyon::engine
