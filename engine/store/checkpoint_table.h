#pragma once

#include "engine/store/pg_session.h"
#include "engine/store/recorder_store.h"

#include <vector>

namespace halcyon::engine {

/// The saved states, newest first.
[[nodiscard]] PgResult<std::vector<Checkpoint>> readCheckpoints(PgSession& session);

/// Saves a state in a transaction of its own and drops all but the newest three. False, and nothing saved,
/// when the recorder of `epoch` has not committed what the state covers, or another one has taken over.
[[nodiscard]] PgResult<bool> storeCheckpoint(
    PgSession& session, const Checkpoint& checkpoint, std::int64_t epoch);

} // namespace halcyon::engine
