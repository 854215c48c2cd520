#include "ui/models/dead_letter_models.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/models/cell_roles.h"

namespace halcyon::ui {

DeadLetterCountsModel::DeadLetterCountsModel(const ZoneChoice& zone, QObject* parent)
    : ListModel(parent)
    , m_zone(zone)
{
    connect(&zone, &ZoneChoice::zoneChanged, this, [this] { announceAll(); });
}

QString DeadLetterCountsModel::title(int column) const
{
    switch (Column(column)) {
    case Reason:
        return tr("Reason");
    case Detail:
        return tr("Newest detail");
    case Topic:
        return tr("Topic");
    case Stage:
        return tr("Stage");
    case Newest:
        return tr("Newest");
    case Count:
        return tr("Count");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant DeadLetterCountsModel::cell(const engine::DeadLetterCount& row, int column, int role) const
{
    if (role == role::kTone)
        return toVariant(
            column == Detail || column == Topic || column == Newest ? Tone::Secondary : Tone::Plain);
    if (role == role::kSort && column == Count)
        return qulonglong(row.count);
    if (role == role::kSort && column == Newest)
        return formatDateClock(row.newest, m_zone.zone());
    if (role == Qt::ToolTipRole && column == Detail)
        return feedText(row.detail).toHtmlEscaped();
    if (role != Qt::DisplayRole && role != role::kSort)
        return {};
    switch (Column(column)) {
    case Reason:
        return feedText(row.reason);
    case Detail:
        return feedText(row.detail);
    case Topic:
        return feedText(row.topic);
    case Stage:
        return feedText(row.stage);
    case Newest:
        return formatClock(row.newest, m_zone.zone());
    case Count:
        return formatCount(std::int64_t(row.count));
    case ColumnCount:
        break;
    }
    return {};
}

DeadLettersModel::DeadLettersModel(const ZoneChoice& zone, QObject* parent)
    : ListModel(parent)
    , m_zone(zone)
{
    connect(&zone, &ZoneChoice::zoneChanged, this, [this] { announceAll(); });
}

QString DeadLettersModel::title(int column) const
{
    switch (Column(column)) {
    case ReadAt:
        return tr("Read");
    case Partition:
        return tr("Part.");
    case Offset:
        return tr("Offset");
    case Field:
        return tr("Field");
    case Start:
        return tr("Begins with");
    case Size:
        return tr("Size");
    case ColumnCount:
        break;
    }
    return {};
}

QString DeadLettersModel::textOf(const engine::DeadLetterRow& row, int column) const
{
    switch (Column(column)) {
    case ReadAt:
        return formatClockMillis(row.readAt, m_zone.zone());
    case Partition:
        return QString::number(row.place.partition);
    case Offset:
        return formatOffset(row.place.offset);
    case Field:
        return row.field.empty() ? QString::fromUtf16(kNoValue) : feedText(row.field);
    case Start:
        return row.size == 0 ? tr("no bytes") : feedText(row.start);
    case Size:
        return formatBytes(row.size);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant DeadLettersModel::rawOf(const engine::DeadLetterRow& row, int column) const
{
    switch (Column(column)) {
    case ReadAt:
        return QString(formatDate(row.readAt, m_zone.zone()) + u' ' + textOf(row, column));
    case Partition:
        return row.place.partition;
    case Offset:
        return qlonglong(row.place.offset);
    case Field:
        return feedText(row.field);
    case Size:
        return qulonglong(row.size);
    case Start:
    case ColumnCount:
        break;
    }
    return textOf(row, column);
}

QVariant DeadLettersModel::cell(const engine::DeadLetterRow& row, int column, int role) const
{
    if (role == Qt::DisplayRole)
        return textOf(row, column);
    if (role == role::kSort)
        return rawOf(row, column);
    if (role != role::kTone)
        return {};
    if (column == Start)
        return toVariant(row.size == 0 ? Tone::Tertiary : Tone::Ok);
    return toVariant(column == ReadAt || column == Size ? Tone::Secondary : Tone::Plain);
}

} // namespace halcyon::ui
