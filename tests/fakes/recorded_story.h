#pragma once

#include "tests/fakes/fake_history.h"

namespace halcyon::tests {

/// What the recorder would have kept of the afternoon of story.h: 40 UPI
/// payments and 10 transactions a second, okhdfcbank failing from 12:40 to
/// 12:47, dead letters of seven reasons, older alerts and what analysts did
/// about them. The same every time.
namespace recorded {

/// Payments that match a drill, as `History::rows` orders and pages them.
[[nodiscard]] engine::RowsPage rows(const engine::RowsRequest& request);
[[nodiscard]] engine::DrillSummary summary(const engine::Drill& drill);
[[nodiscard]] engine::DrillHistogram histogram(
    const engine::Drill& drill, engine::TimeRange around, std::chrono::seconds step);
[[nodiscard]] engine::Result<engine::StoredMessage> message(const engine::MessagePlace& place);
[[nodiscard]] std::vector<engine::StoredMessage> neighbours(const engine::MessagePlace& place, int eachSide);
/// 120 payments of the last three hours before `story::now`.
[[nodiscard]] std::vector<engine::HistoryRow> recentOf(engine::StreamId stream, const std::string& payer);
[[nodiscard]] std::vector<engine::DeadLetterCount> deadLetterCounts();
[[nodiscard]] std::vector<engine::DeadLetterRow> deadLetters(const engine::DeadLetterRequest& request);
/// Raised in the six hours before the live story begins.
[[nodiscard]] std::vector<engine::Alert> alerts();

} // namespace recorded

/// Lets a history answer with all of this.
void tellRecordedStory(FakeHistory& history);

} // namespace halcyon::tests
