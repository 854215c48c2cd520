#pragma once

#include "engine/api/history_values.h"
#include "engine/model/result.h"
#include "engine/store/commit_plan.h"
#include "engine/store/sql_builder.h"

namespace halcyon::engine {

/// Adds " AND ..." for each filter. `Usage` for a field the stream does not
/// have, an operation its kind of value has not, a value that is none.
[[nodiscard]] Result<void> addFilters(SqlBuilder& sql, StreamId stream, const std::vector<Filter>& filters);

/// A filter that the block range index can answer: one payment, payer or payee.
[[nodiscard]] bool isLookUp(StreamId stream, const std::vector<Filter>& filters) noexcept;

/// c, l, d, x, f back to bucket and conflict.
[[nodiscard]] std::pair<Bucket, bool> bucketOfLetter(char letter) noexcept;
[[nodiscard]] PaymentStatus statusOfLetter(char letter) noexcept;

} // namespace halcyon::engine
