#pragma once

#include "ui/feed/zone_choice.h"
#include "ui/models/list_model.h"
#include "ui/models/payment_cells.h"

namespace halcyon::ui {

/// A handful of recorded payments of one stream.
class PaymentListModel : public ListModel<engine::HistoryRow> {
    Q_OBJECT
public:
    explicit PaymentListModel(const ZoneChoice& zone, QObject* parent = nullptr);

    /// Of the rows that follow; their columns are titled by it.
    void setStream(engine::StreamId stream) { m_stream = stream; }

protected:
    [[nodiscard]] int columns() const override { return payment_cells::ColumnCount; }
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] QVariant cell(const engine::HistoryRow& row, int column, int role) const override;

private:
    const ZoneChoice& m_zone;
    engine::StreamId m_stream = engine::StreamId::Upi;
};

/// What a list of payments answers for a cell, whatever model it is in.
[[nodiscard]] QVariant paymentData(
    const engine::HistoryRow& row, payment_cells::Column column, int role, Zone zone);

} // namespace halcyon::ui
