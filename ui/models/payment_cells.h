#pragma once

#include "engine/api/history_values.h"
#include "ui/format/times.h"
#include "ui/models/cell_roles.h"

#include <QString>
#include <QVariant>

namespace halcyon::ui {

/// The columns of recorded payments, and what each list of them writes in them.
namespace payment_cells {

enum Column {
    EventTime,
    PaymentId,
    Payer,
    Payee,
    Bank, ///< upi
    Method, ///< transactions
    Country, ///< transactions
    Amount,
    Status, ///< upi
    Fraud, ///< transactions
    Flag,
    Partition,
    Score,
    ColumnCount
};

[[nodiscard]] QString title(Column column, engine::StreamId stream);
[[nodiscard]] QString text(const engine::HistoryRow& row, Column column, Zone zone);
[[nodiscard]] QVariant sortValue(const engine::HistoryRow& row, Column column);
[[nodiscard]] Tone tone(const engine::HistoryRow& row, Column column);
[[nodiscard]] Mark mark(const engine::HistoryRow& row, Column column);

/// The value as it was sent, for a filter or the clipboard: "7450.5", "FAILED".
[[nodiscard]] std::string rawValue(const engine::HistoryRow& row, Column column, engine::StreamId stream);
/// The field of `filterFields` behind a column; empty when one cannot filter by it.
[[nodiscard]] std::string filterField(Column column, engine::StreamId stream);

} // namespace payment_cells

[[nodiscard]] QString statusLabel(engine::PaymentStatus status);
[[nodiscard]] Tone statusTone(engine::PaymentStatus status);

} // namespace halcyon::ui
