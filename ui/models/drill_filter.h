#pragma once

#include "engine/api/history_values.h"
#include "ui/format/times.h"

#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <optional>

namespace halcyon::ui {

/// Conditions of a drill as an operator types and reads them.
///
///     payer_bank = okhdfcbank     amount >= 5000     payer ~ user48     status != SUCCESS

[[nodiscard]] QString opText(engine::Filter::Op op); ///< "=", "!=", ">=", "<=", "~"
[[nodiscard]] QString filterText(const engine::Filter& filter); ///< "payer_bank = okhdfcbank"

/// The error is one sentence.
[[nodiscard]] tl::expected<engine::Filter, QString> parseDrillFilter(const QString& text, engine::StreamId stream);

/// "[12:40:00, 12:47:00)"; with dates when the range leaves one day.
[[nodiscard]] QString rangeText(const engine::TimeRange& range, Zone zone);
/// Reads what `rangeText` writes, "12:40 - 12:47" and "2026-11-21 12:40 - 12:47"; times without a
/// date are of the day of `near`. Nothing for anything else, and for an empty range.
[[nodiscard]] std::optional<engine::TimeRange> parseRange(const QString& text, Zone zone, engine::EventTime near);

/// What may follow what is typed so far, as whole texts: fields, then operators, then known values.
[[nodiscard]] QStringList filterCompletions(const QString& text, engine::StreamId stream);

} // namespace halcyon::ui
