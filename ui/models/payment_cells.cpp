#include "ui/models/payment_cells.h"

#include "ui/format/money.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"

#include <QCoreApplication>

namespace halcyon::ui {

using engine::Bucket;
using engine::HistoryRow;
using engine::StreamId;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("PaymentCells", text);
}

QString flagText(const HistoryRow& row)
{
    if (row.isConflict)
        return tr("conflict");
    if (row.bucket == Bucket::Duplicate)
        return tr("duplicate");
    if (row.bucket == Bucket::Late)
        return tr("late %1").arg(formatDuration(row.lateBy));
    return row.bucket == Bucket::Clean ? QString() : bucketLabel(row.bucket).toLower();
}

Tone flagTone(const HistoryRow& row)
{
    if (row.isConflict)
        return Tone::Critical;
    return row.bucket == Bucket::Late ? Tone::Warn : Tone::Info;
}

Tone scoreTone(int score)
{
    switch (engine::severityOf(score)) {
    case engine::Severity::Critical:
        return Tone::Critical;
    case engine::Severity::High:
        return Tone::High;
    case engine::Severity::Medium:
        return Tone::Warn;
    default:
        return Tone::Secondary;
    }
}

std::string bucketName(const HistoryRow& row)
{
    switch (row.bucket) {
    case Bucket::Late:
        return "late";
    case Bucket::Duplicate:
        return row.isConflict ? "conflict" : "duplicate";
    case Bucket::Filtered:
        return "filtered";
    default:
        return "clean";
    }
}

} // namespace

QString statusLabel(engine::PaymentStatus status)
{
    return toText(engine::statusName(status));
}

Tone statusTone(engine::PaymentStatus status)
{
    switch (status) {
    case engine::PaymentStatus::Success:
        return Tone::Ok;
    case engine::PaymentStatus::Failed:
        return Tone::Critical;
    case engine::PaymentStatus::Pending:
        return Tone::Warn;
    case engine::PaymentStatus::None:
        break;
    }
    return Tone::Secondary;
}

namespace payment_cells {

QString title(Column column, StreamId stream)
{
    const bool isUpi = stream == StreamId::Upi;
    switch (column) {
    case EventTime:
        return tr("Event time");
    case PaymentId:
        return tr("Transaction");
    case Payer:
        return isUpi ? tr("Payer") : tr("User");
    case Payee:
        return isUpi ? tr("Payee") : tr("Merchant");
    case Bank:
        return tr("Bank");
    case Method:
        return tr("Method");
    case Country:
        return tr("Country");
    case Amount:
        return tr("Amount");
    case Status:
        return tr("Status");
    case Fraud:
        return tr("Fraud");
    case Flag:
        return tr("Flag");
    case Partition:
        return tr("Part.");
    case Score:
        return tr("Score");
    case ColumnCount:
        break;
    }
    return {};
}

QString text(const HistoryRow& row, Column column, Zone zone)
{
    switch (column) {
    case EventTime:
        return formatClockMicros(row.eventTime, zone);
    case PaymentId:
        return feedText(row.paymentId);
    case Payer:
        return feedText(row.payer);
    case Payee:
        return feedText(row.payee);
    case Bank:
        return feedText(row.bank);
    case Method:
        return feedText(row.method);
    case Country:
        return feedText(row.country);
    case Amount:
        return formatMoney(row.money.amount, row.money.currency);
    case Status:
        return statusLabel(row.status);
    case Fraud:
        return row.isFraud ? tr("fraud") : QString();
    case Flag:
        return flagText(row);
    case Partition:
        return QString::number(row.place.partition);
    case Score:
        return QString::number(row.score);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant sortValue(const HistoryRow& row, Column column)
{
    switch (column) {
    case EventTime:
        return qlonglong(row.eventTime.time_since_epoch().count());
    case Amount:
        return qlonglong(row.money.amount.steps);
    case Partition:
        return row.place.partition;
    case Score:
        return row.score;
    default:
        return text(row, column, Zone::Utc);
    }
}

Tone tone(const HistoryRow& row, Column column)
{
    switch (column) {
    case EventTime:
    case Bank:
    case Method:
    case Country:
    case Partition:
        return Tone::Secondary;
    case PaymentId:
        return Tone::Link;
    case Status:
        return statusTone(row.status);
    case Fraud:
        return Tone::Critical;
    case Flag:
        return flagTone(row);
    case Score:
        return scoreTone(row.score);
    default:
        return Tone::Plain;
    }
}

Mark mark(const HistoryRow& row, Column column)
{
    return column == Status && row.status != engine::PaymentStatus::None ? Mark::Dot : Mark::None;
}

std::string rawValue(const HistoryRow& row, Column column, StreamId stream)
{
    switch (column) {
    case EventTime:
        return engine::formatIsoTime(row.eventTime);
    case PaymentId:
        return row.paymentId;
    case Payer:
        return row.payer;
    case Payee:
        return row.payee;
    case Bank:
        return row.bank;
    case Method:
        return row.method;
    case Country:
        return row.country;
    case Amount:
        return engine::formatAmount(row.money.amount);
    case Status:
        return std::string(engine::statusName(row.status));
    case Fraud:
        return stream == StreamId::Transactions ? (row.isFraud ? "true" : "false") : "";
    case Flag:
        return bucketName(row);
    case Partition:
        return std::to_string(row.place.partition);
    case Score:
        return std::to_string(row.score);
    case ColumnCount:
        break;
    }
    return {};
}

std::string filterField(Column column, StreamId stream)
{
    const bool isUpi = stream == StreamId::Upi;
    switch (column) {
    case PaymentId:
        return isUpi ? "txn_id" : "transaction_id";
    case Payer:
        return isUpi ? "payer" : "user_id";
    case Payee:
        return isUpi ? "payee" : "merchant";
    case Bank:
        return "payer_bank";
    case Method:
        return "payment_method";
    case Country:
        return "country";
    case Amount:
        return "amount";
    case Status:
        return "status";
    case Fraud:
        return "is_fraud";
    case Flag:
        return "bucket";
    case Partition:
        return "partition";
    case Score:
        return "score";
    case EventTime:
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace payment_cells

} // namespace halcyon::ui
