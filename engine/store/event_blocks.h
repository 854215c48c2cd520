#pragma once

#include "engine/store/commit_plan.h"
#include "engine/store/copy_writer.h"
#include "engine/store/row_encoders.h"

#include <span>
#include <string>

namespace halcyon::engine {

/// A payment with all that its row holds.
struct EventRow {
    MessageRow message;
    const Payment* payment = nullptr;
    const PaymentText* text = nullptr;
    const Outcome* outcome = nullptr;
};

/// How many payments a row of upi_blocks or transaction_blocks holds at most: enough to be cheap, few enough
/// to be unpacked for the sake of one payment.
inline constexpr std::size_t kMostBlockRows = 256;

/// The table a family's payments arrive in and its columns, for COPY: "upi_blocks (first_id, ...)". Not for
/// dead letters, which have rows of their own.
[[nodiscard]] std::string blockTarget(RowFamily family);

/// One row of that table. The payments are of one topic, read at the same time, in order of their ids, and at
/// least one.
void encodeBlock(CopyWriter& writer, RowFamily family, std::span<const EventRow> rows);

} // namespace halcyon::engine
