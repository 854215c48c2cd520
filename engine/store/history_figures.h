#pragma once

#include "engine/api/history_values.h"
#include "engine/store/history_rows.h"

#include <chrono>
#include <vector>

namespace halcyon::engine {

[[nodiscard]] Result<DrillSummary> readSummary(HistorySession& session, const Drill& drill);

[[nodiscard]] Result<DrillHistogram> readHistogram(
    HistorySession& session, const Drill& drill, TimeRange around, std::chrono::seconds step);

[[nodiscard]] Result<std::vector<DeadLetterRow>> readDeadLetters(
    HistorySession& session, const DeadLetterRequest& request);

[[nodiscard]] Result<std::vector<DeadLetterCount>> countDeadLetters(
    HistorySession& session, TimeRange readBetween);

[[nodiscard]] Result<RecorderStatus> readRecorderStatus(HistorySession& session);

} // namespace halcyon::engine
