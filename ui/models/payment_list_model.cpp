#include "ui/models/payment_list_model.h"

namespace halcyon::ui {

PaymentListModel::PaymentListModel(const ZoneChoice& zone, QObject* parent)
    : ListModel(parent)
    , m_zone(zone)
{
    connect(&zone, &ZoneChoice::zoneChanged, this, [this] { announceAll(); });
}

QString PaymentListModel::title(int column) const
{
    return payment_cells::title(payment_cells::Column(column), m_stream);
}

QVariant PaymentListModel::cell(const engine::HistoryRow& row, int column, int role) const
{
    return paymentData(row, payment_cells::Column(column), role, m_zone.zone());
}

QVariant paymentData(const engine::HistoryRow& row, payment_cells::Column column, int role, Zone zone)
{
    switch (role) {
    case Qt::DisplayRole:
        return payment_cells::text(row, column, zone);
    case role::kSort:
        return payment_cells::sortValue(row, column);
    case role::kTone:
        return toVariant(payment_cells::tone(row, column));
    case role::kMark:
        return toVariant(payment_cells::mark(row, column));
    default:
        return {};
    }
}

} // namespace halcyon::ui
