#include "ui/models/neighbours_model.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/models/payment_cells.h"

namespace halcyon::ui {

QString bucketText(const engine::StoredMessage& message)
{
    const QString bucket = bucketLabel(message.bucket).toLower();
    return message.rejectReason.empty() ? bucket : bucket + QStringLiteral(": ") + feedText(message.rejectReason);
}

Tone bucketTone(const engine::StoredMessage& message)
{
    switch (message.bucket) {
    case engine::Bucket::Clean:
        return Tone::Ok;
    case engine::Bucket::Duplicate:
        return Tone::Info;
    case engine::Bucket::Late:
        return Tone::Warn;
    case engine::Bucket::DeadLetter:
        return Tone::Critical;
    case engine::Bucket::Filtered:
        break;
    }
    return Tone::Plain;
}

NeighboursModel::NeighboursModel(const ZoneChoice& zone, QObject* parent)
    : ListModel(parent)
    , m_zone(zone)
{
    connect(&zone, &ZoneChoice::zoneChanged, this, [this] { announceAll(); });
}

QString NeighboursModel::title(int column) const
{
    switch (Column(column)) {
    case Offset:
        return tr("Offset");
    case RecordTime:
        return tr("Record time");
    case Payment:
        return tr("Transaction");
    case Status:
        return tr("Status");
    case Bucket:
        return tr("Bucket");
    case ColumnCount:
        break;
    }
    return {};
}

QString NeighboursModel::textOf(const engine::StoredMessage& row, int column) const
{
    const QString none = QString::fromUtf16(kNoValue);
    switch (Column(column)) {
    case Offset:
        return formatOffset(row.place.offset);
    case RecordTime:
        return row.recordTime ? formatClockMillis(*row.recordTime, m_zone.zone()) : none;
    case Payment:
        return row.payment ? feedText(row.payment->paymentId) : none;
    case Status:
        return row.payment && row.payment->status != engine::PaymentStatus::None
            ? statusLabel(row.payment->status)
            : none;
    case Bucket:
        return bucketText(row);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant NeighboursModel::cell(const engine::StoredMessage& row, int column, int role) const
{
    if (role == Qt::DisplayRole)
        return textOf(row, column);
    if (role != role::kTone)
        return {};
    if (column == Bucket)
        return toVariant(bucketTone(row));
    if (column == Payment)
        return toVariant(row.payment ? Tone::Link : Tone::Tertiary);
    return toVariant(column == RecordTime ? Tone::Secondary : Tone::Plain);
}

} // namespace halcyon::ui
