#pragma once

#include "engine/store/pg_session.h"
#include "engine/store/recorder_store.h"

#include <functional>

namespace halcyon::engine {

/// The saved states, newest first.

/// The id before that of the first message read at or after `time`; the newest
/// id when there is none. After the clock was set back this is on the safe
/// side: too early rather than too late.
[[nodiscard]] PgResult<std::int64_t> readLastIdBefore(PgSession& session, EventTime time);

/// Hands out recorded messages in id order, in batches of one `readAt`, until
/// `receive` says false. Memory is bounded: a batch of more than 64 K messages
/// or 64 MB comes in parts, which decides nothing differently.
[[nodiscard]] PgResult<void> replayRecorded(PgSession& session, std::int64_t afterId,
    PartitionTable& partitions, const std::function<bool(MessageBatch&&)>& receive);

} // namespace halcyon::engine
