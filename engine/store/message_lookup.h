#pragma once

#include "engine/store/history_rows.h"
#include "engine/store/pg_history.h"

#include <vector>

namespace halcyon::engine {

/// One message with all that is known about it; `Missing` when it was not recorded.
[[nodiscard]] Result<StoredMessage> readMessage(
    HistorySession& session, const MessagePlace& place, EventTime readNear, const ExplainScore& explain);

/// It and up to `eachSide` messages before and behind it on its partition, by
/// offset. Their alerts and factors are not looked up.
[[nodiscard]] Result<std::vector<StoredMessage>> readNeighbours(
    HistorySession& session, const MessagePlace& place, EventTime readNear, int eachSide);

} // namespace halcyon::engine
