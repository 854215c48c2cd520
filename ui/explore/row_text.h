#pragma once

#include "engine/api/history_values.h"

#include <QString>

#include <string>
#include <vector>

namespace halcyon::ui {

/// What rows are copied or written as.
enum class RowFormat : unsigned char { Tsv, Csv, Json, Markdown, Sql };

/// All fields of recorded payments: times in ISO 8601 UTC, amounts as plain
/// decimals, ids and names as they were sent. CSV and TSV are for spreadsheets:
/// text that one would run as a formula gets an apostrophe in front.
[[nodiscard]] QString rowsAs(RowFormat format, const std::vector<engine::HistoryRow>& rows, engine::StreamId stream);

/// One line of CSV (RFC 4180) with its line end.
[[nodiscard]] std::string csvLine(const engine::HistoryRow& row, engine::StreamId stream);
[[nodiscard]] std::string csvHeader(engine::StreamId stream);

} // namespace halcyon::ui
