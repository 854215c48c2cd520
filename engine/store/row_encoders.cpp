#include "engine/store/row_encoders.h"

#include <charconv>

namespace halcyon::engine {

namespace {

constexpr std::string_view kUpiColumns
    = "id, \"offset\", event_time, read_at, record_time, late_by, partition, fired, velocity_count, "
      "failed_count, alert, topic, score, bucket, status, amount, currency, txn_id, payer, payee, "
      "payer_bank, "
      "device_id, channel, error_code, location, key, headers, payload";
constexpr std::int16_t kUpiFields = 28;

constexpr std::string_view kTransactionColumns
    = "id, \"offset\", event_time, read_at, record_time, late_by, user_id, partition, fired, velocity_count, "
      "alert, topic, score, transaction_hour, day_of_week, bucket, is_fraud, amount, currency, "
      "transaction_id, "
      "merchant, payment_method, location, country, device_id, key, headers, payload";
constexpr std::int16_t kTransactionFields = 28;

constexpr std::string_view kDeadLetterColumns
    = "id, \"offset\", read_at, record_time, partition, topic, stage, reason, field, detail, key, headers, "
      "payload";
constexpr std::int16_t kDeadLetterFields = 13;

constexpr Currency kPlainCurrency; // INR, which the tables keep as NULL

std::size_t rawSize(const MessageRow& row) noexcept
{
    return row.message->key.size() + row.message->value.size() + CopyWriter::sizeOf(row.headers);
}

void writeLateBy(CopyWriter& writer, const Outcome& outcome)
{
    outcome.bucket == Bucket::Late ? writer.interval(outcome.lateBy) : writer.null();
}

void writeNonZero32(CopyWriter& writer, std::uint32_t value)
{
    value == 0 ? writer.null() : writer.integer32(std::int32_t(value));
}

/// The alert's 64 bits as they are; formatAlertId() shows them.
void writeAlert(CopyWriter& writer, const Outcome& outcome)
{
    outcome.alert.value == 0 ? writer.null() : writer.integer64(std::int64_t(outcome.alert.value));
}

void writeScore(CopyWriter& writer, const Outcome& outcome)
{
    outcome.score == 0 ? writer.null() : writer.integer16(outcome.score);
}

void writeMoney(CopyWriter& writer, const Payment& payment)
{
    writer.numeric(payment.amount.steps);
    payment.currency == kPlainCurrency ? writer.null() : writer.text(payment.currency.code());
}

void writeMessage(CopyWriter& writer, const MessageRow& row)
{
    const auto& message = *row.message;
    message.hasKey ? writer.bytes(message.key) : writer.null();
    writer.headers(row.headers);
    message.isTombstone ? writer.null() : writer.bytes(message.value);
}

} // namespace

std::string_view copyColumns(RowFamily family) noexcept
{
    switch (family) {
    case RowFamily::UpiEvents:
        return kUpiColumns;
    case RowFamily::TransactionEvents:
        return kTransactionColumns;
    case RowFamily::DeadLetters:
        break;
    }
    return kDeadLetterColumns;
}

void encodeUpi(CopyWriter& writer, const MessageRow& row, const Payment& payment, const PaymentText& text,
    const Outcome& outcome)
{
    const bool hasFired = outcome.firedRules != 0;
    writer.row(kUpiFields,
        text.id.size() + text.payer.size() + text.payee.size() + text.bank.size() + text.device.size()
            + text.channel.size() + text.errorCode.size() + text.location.size(),
        rawSize(row));
    writer.integer64(row.id);
    writer.integer64(row.message->offset);
    writer.time(payment.time);
    writer.time(row.readAt);
    writer.optionalTime(row.message->recordTime);
    writeLateBy(writer, outcome);
    writer.integer32(row.place.partition);
    writeNonZero32(writer, outcome.firedRules);
    writeNonZero32(writer, hasFired ? outcome.velocityCount : 0);
    writeNonZero32(writer, hasFired ? outcome.failedCount : 0);
    writeAlert(writer, outcome);
    writer.integer16(row.place.topic);
    writeScore(writer, outcome);
    writer.character(bucketLetter(outcome));
    writer.character(statusLetter(payment.status));
    writeMoney(writer, payment);
    writer.text(text.id);
    writer.text(text.payer);
    writer.text(text.payee);
    text.bank == bankOf(text.payer) ? writer.null() : writer.text(text.bank);
    writer.optionalText(text.device);
    writer.optionalText(text.channel);
    writer.optionalText(text.errorCode);
    writer.optionalText(text.location);
    writeMessage(writer, row);
}

void encodeTransaction(CopyWriter& writer, const MessageRow& row, const Payment& payment,
    const PaymentText& text, const Outcome& outcome)
{
    std::int64_t user = 0;
    const auto [end, error] = std::from_chars(text.payer.data(), text.payer.data() + text.payer.size(), user);
    const bool isNumber = error == std::errc{} && end == text.payer.data() + text.payer.size();
    writer.row(kTransactionFields,
        text.id.size() + text.payee.size() + text.method.size() + text.location.size() + text.country.size()
            + text.device.size(),
        rawSize(row));
    writer.integer64(row.id);
    writer.integer64(row.message->offset);
    writer.time(payment.time);
    writer.time(row.readAt);
    writer.optionalTime(row.message->recordTime);
    writeLateBy(writer, outcome);
    isNumber ? writer.integer64(user) : writer.null();
    writer.integer32(row.place.partition);
    writeNonZero32(writer, outcome.firedRules);
    writeNonZero32(writer, outcome.firedRules != 0 ? outcome.velocityCount : 0);
    writeAlert(writer, outcome);
    writer.integer16(row.place.topic);
    writeScore(writer, outcome);
    writer.integer16(payment.hour);
    writer.integer16(payment.dayOfWeek);
    writer.character(bucketLetter(outcome));
    writer.boolean(payment.isFraud);
    writeMoney(writer, payment);
    writer.text(text.id);
    writer.text(text.payee);
    writer.text(text.method);
    writer.text(text.location);
    writer.text(text.country);
    writer.optionalText(text.device);
    writeMessage(writer, row);
}

void encodeDeadLetter(CopyWriter& writer, const MessageRow& row, const Rejection& rejection)
{
    const auto stage = stageName(rejection.stage);
    const auto reason = reasonName(rejection.reason);
    writer.row(kDeadLetterFields,
        stage.size() + reason.size() + rejection.field.size() + rejection.detail.size(), rawSize(row));
    writer.integer64(row.id);
    writer.integer64(row.message->offset);
    writer.time(row.readAt);
    writer.optionalTime(row.message->recordTime);
    writer.integer32(row.place.partition);
    writer.integer16(row.place.topic);
    writer.text(stage);
    writer.text(reason);
    writer.optionalText(rejection.field);
    writer.optionalText(rejection.detail);
    writeMessage(writer, row);
}

char bucketLetter(const Outcome& outcome) noexcept
{
    switch (outcome.bucket) {
    case Bucket::Clean:
        return 'c';
    case Bucket::Late:
        return 'l';
    case Bucket::Duplicate:
        return outcome.isConflict ? 'x' : 'd';
    case Bucket::Filtered:
    case Bucket::DeadLetter: // has no row among the events
        break;
    }
    return 'f';
}

char statusLetter(PaymentStatus status) noexcept
{
    const auto name = statusName(status);
    return name.empty() ? '?' : name.front();
}

std::string_view bankOf(std::string_view vpa) noexcept
{
    const auto at = vpa.find('@');
    if (at == std::string_view::npos)
        return {};
    const auto rest = vpa.substr(at + 1);
    return rest.substr(0, rest.find('@'));
}

} // namespace halcyon::engine
