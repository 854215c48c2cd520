#pragma once

#include "engine/api/history_values.h"
#include "engine/model/alert.h"
#include "engine/store/history_rows.h"

#include <string>
#include <vector>

namespace halcyon::engine {

/// Alerts first seen in `range`, newest first.
[[nodiscard]] Result<std::vector<Alert>> readAlerts(
    HistorySession& session, TimeRange range, std::size_t limit);

[[nodiscard]] Result<std::vector<AlertAction>> readActionsAfter(HistorySession& session, std::int64_t after);

/// Stores actions, all or none. They become visible in the order of their
/// sequence, so that nobody who asks for "after n" misses one. `Usage` for a
/// close without an outcome, or an outcome without a close.
[[nodiscard]] Result<std::vector<AlertAction>> storeActions(
    HistorySession& session, std::vector<AlertAction> actions, const std::string& actor);

} // namespace halcyon::engine
