#pragma once

#include "engine/ingest/traffic_generator.h"

#include <cstdint>
#include <string>

namespace halcyon::engine {

/// Appends a message as one line with its newline, in the envelope of cli.md
/// ("Files of messages"): `value_base64` when the payload is not UTF-8, `value`
/// null for a tombstone, no `key` when there is none.
void appendJsonlLine(std::string& out, const TrafficMessage& message, std::int64_t offset);

} // namespace halcyon::engine
