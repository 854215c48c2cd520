#pragma once

#include "engine/ingest/traffic_random.h"
#include "engine/model/dead_letter.h"
#include "engine/model/stream.h"

#include <string>

namespace halcyon::engine {

/// What was done to a message, and as what it should be turned away.
struct Breakage {
    RejectReason reason = RejectReason::NotJson;
    bool isTombstone = false;
};

/// Turns a correct payload into one of the broken ones that producers really
/// send: cut off, other types, missing members, values out of range, bytes
/// that are not UTF-8, nothing at all. Times in the future are not among them.
[[nodiscard]] Breakage breakMessage(StreamId stream, std::string& payload, TrafficRandom& random);

} // namespace halcyon::engine
