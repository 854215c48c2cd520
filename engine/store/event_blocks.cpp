#include "engine/store/event_blocks.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace halcyon::engine {

namespace {

constexpr std::string_view kUpiTarget
    = "upi_blocks (first_id, last_id, read_at, oldest, newest, topic, id, \"offset\", event_time, "
      "record_time, "
      "late_by, partition, fired, velocity_count, failed_count, alert, score, bucket, status, amount, "
      "currency, "
      "txn_id, payer, payee, payer_bank, device_id, channel, error_code, location, key, headers, payload)";
constexpr std::int16_t kUpiFields = 32;

constexpr std::string_view kTransactionTarget
    = "transaction_blocks (first_id, last_id, read_at, oldest, newest, topic, id, \"offset\", event_time, "
      "record_time, late_by, user_id, partition, fired, velocity_count, alert, score, transaction_hour, "
      "day_of_week, bucket, is_fraud, amount, currency, transaction_id, merchant, payment_method, location, "
      "country, device_id, key, headers, payload)";
constexpr std::int16_t kTransactionFields = 32;

constexpr Currency kPlainCurrency; // INR, which the tables keep as NULL

/// Room for everything of a row that has no fixed size.
std::size_t textSize(const PaymentText& text) noexcept
{
    return text.id.size() + text.payer.size() + text.payee.size() + text.bank.size() + text.method.size()
        + text.country.size() + text.device.size() + text.channel.size() + text.errorCode.size()
        + text.location.size();
}

/// The columns of one block, written one after the other.
class BlockColumns {
public:
    BlockColumns(CopyWriter& writer, std::span<const EventRow> rows, std::int16_t fields)
        : m_writer(writer)
        , m_rows(rows)
    {
        std::size_t texts = 0;
        std::size_t raw = 0;
        for (const EventRow& row : rows) {
            texts += textSize(*row.text);
            raw += row.message.message->key.size() + row.message.message->value.size()
                + CopyWriter::textSizeOf(row.message.headers);
        }
        writer.row(fields, texts, raw, rows.size());
    }

    void span();
    /// Of every row what `of` gives: a number, a time, a letter, text; an empty optional is NULL.
    template <typename Of>
    void each(PgType type, Of of)
    {
        m_writer.array(type, m_rows.size(), [&](std::size_t i) { put(of(m_rows[i])); });
    }
    /// NULL where it is empty.
    template <typename Of>
    void eachText(Of of)
    {
        m_writer.array(
            PgType::Text, m_rows.size(), [&](std::size_t i) { m_writer.optionalText(of(m_rows[i])); });
    }
    /// NULL where it is 0.
    template <typename Of>
    void eachNonZero(PgType type, Of of)
    {
        m_writer.array(type, m_rows.size(), [&](std::size_t i) {
            const auto value = of(m_rows[i]);
            value == 0 ? m_writer.null() : put(value);
        });
    }

    void place();
    void lateness();
    void alert();
    void score();
    void bucket();
    void money();
    void raw();

private:
    void put(std::int16_t value) { m_writer.integer16(value); }
    void put(std::int32_t value) { m_writer.integer32(value); }
    void put(std::int64_t value) { m_writer.integer64(value); }
    void put(EventTime value) { m_writer.time(value); }
    void put(char value) { m_writer.character(value); }
    void put(bool value) { m_writer.boolean(value); }
    void put(std::string_view value) { m_writer.text(value); }
    template <typename Value>
    void put(const std::optional<Value>& value)
    {
        value ? put(*value) : m_writer.null();
    }

    CopyWriter& m_writer;
    std::span<const EventRow> m_rows;
};

/// What a block says of itself.
void BlockColumns::span()
{
    const auto [oldest, newest]
        = std::ranges::minmax(m_rows, {}, [](const EventRow& row) { return row.payment->time; });
    const MessageRow& first = m_rows.front().message;
    m_writer.integer64(first.id);
    m_writer.integer64(m_rows.back().message.id);
    m_writer.time(first.readAt);
    m_writer.time(oldest.payment->time);
    m_writer.time(newest.payment->time);
    m_writer.integer16(first.place.topic);
    each(PgType::Integer32,
        [&](const EventRow& row) { return std::int32_t(row.message.id - m_rows.front().message.id); });
}

void BlockColumns::place()
{
    each(PgType::Integer64, [](const EventRow& row) { return row.message.message->offset; });
    each(PgType::Time, [](const EventRow& row) { return row.payment->time; });
    each(PgType::Time, [](const EventRow& row) { return row.message.message->recordTime; });
}

void BlockColumns::lateness()
{
    m_writer.array(PgType::Interval, m_rows.size(), [&](std::size_t i) {
        const Outcome& outcome = *m_rows[i].outcome;
        outcome.bucket == Bucket::Late ? m_writer.interval(outcome.lateBy) : m_writer.null();
    });
}

/// The alert's 64 bits as they are; formatAlertId() shows them.
void BlockColumns::alert()
{
    eachNonZero(
        PgType::Integer64, [](const EventRow& row) { return std::int64_t(row.outcome->alert.value); });
}

void BlockColumns::score()
{
    eachNonZero(PgType::Integer16, [](const EventRow& row) { return row.outcome->score; });
}

void BlockColumns::bucket()
{
    each(PgType::Letter, [](const EventRow& row) { return bucketLetter(*row.outcome); });
}

void BlockColumns::money()
{
    each(PgType::Integer64, [](const EventRow& row) { return row.payment->amount.steps; });
    eachText([](const EventRow& row) {
        return row.payment->currency == kPlainCurrency ? std::string_view() : row.payment->currency.code();
    });
}

void BlockColumns::raw()
{
    m_writer.array(PgType::Bytes, m_rows.size(), [&](std::size_t i) {
        const Message& message = *m_rows[i].message.message;
        message.hasKey ? m_writer.bytes(message.key) : m_writer.null();
    });
    m_writer.array(
        PgType::Text, m_rows.size(), [&](std::size_t i) { m_writer.headersText(m_rows[i].message.headers); });
    m_writer.array(PgType::Bytes, m_rows.size(),
        [&](std::size_t i) { m_writer.bytes(m_rows[i].message.message->value); });
}

std::int32_t partitionOf(const EventRow& row) noexcept
{
    return row.message.place.partition;
}

std::int32_t firedOf(const EventRow& row) noexcept
{
    return std::int32_t(row.outcome->firedRules);
}

/// Only where a rule fired.
std::int32_t velocityOf(const EventRow& row) noexcept
{
    return row.outcome->firedRules != 0 ? std::int32_t(row.outcome->velocityCount) : 0;
}

std::int32_t failedOf(const EventRow& row) noexcept
{
    return row.outcome->firedRules != 0 ? std::int32_t(row.outcome->failedCount) : 0;
}

std::optional<std::int64_t> userOf(const EventRow& row) noexcept
{
    const std::string_view text = row.text->payer;
    std::int64_t user = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), user);
    const bool isNumber = error == std::errc{} && end == text.data() + text.size();
    return isNumber ? std::optional(user) : std::nullopt;
}

void encodeUpiBlock(CopyWriter& writer, std::span<const EventRow> rows)
{
    BlockColumns block(writer, rows, kUpiFields);
    block.span();
    block.place();
    block.lateness();
    block.each(PgType::Integer32, partitionOf);
    block.eachNonZero(PgType::Integer32, firedOf);
    block.eachNonZero(PgType::Integer32, velocityOf);
    block.eachNonZero(PgType::Integer32, failedOf);
    block.alert();
    block.score();
    block.bucket();
    block.each(PgType::Letter, [](const EventRow& row) { return statusLetter(row.payment->status); });
    block.money();
    block.each(PgType::Text, [](const EventRow& row) { return row.text->id; });
    block.each(PgType::Text, [](const EventRow& row) { return row.text->payer; });
    block.each(PgType::Text, [](const EventRow& row) { return row.text->payee; });
    block.eachText([](const EventRow& row) {
        return row.text->bank == bankOf(row.text->payer) ? std::string_view() : row.text->bank;
    });
    block.eachText([](const EventRow& row) { return row.text->device; });
    block.eachText([](const EventRow& row) { return row.text->channel; });
    block.eachText([](const EventRow& row) { return row.text->errorCode; });
    block.eachText([](const EventRow& row) { return row.text->location; });
    block.raw();
}

void encodeTransactionBlock(CopyWriter& writer, std::span<const EventRow> rows)
{
    BlockColumns block(writer, rows, kTransactionFields);
    block.span();
    block.place();
    block.lateness();
    block.each(PgType::Integer64, userOf);
    block.each(PgType::Integer32, partitionOf);
    block.eachNonZero(PgType::Integer32, firedOf);
    block.eachNonZero(PgType::Integer32, velocityOf);
    block.alert();
    block.score();
    block.each(PgType::Integer16, [](const EventRow& row) { return std::int16_t(row.payment->hour); });
    block.each(PgType::Integer16, [](const EventRow& row) { return std::int16_t(row.payment->dayOfWeek); });
    block.bucket();
    block.each(PgType::Boolean, [](const EventRow& row) { return row.payment->isFraud; });
    block.money();
    block.each(PgType::Text, [](const EventRow& row) { return row.text->id; });
    block.each(PgType::Text, [](const EventRow& row) { return row.text->payee; });
    block.each(PgType::Text, [](const EventRow& row) { return row.text->method; });
    block.each(PgType::Text, [](const EventRow& row) { return row.text->location; });
    block.each(PgType::Text, [](const EventRow& row) { return row.text->country; });
    block.eachText([](const EventRow& row) { return row.text->device; });
    block.raw();
}

} // namespace

std::string_view blockTarget(RowFamily family) noexcept
{
    return family == RowFamily::UpiEvents ? kUpiTarget : kTransactionTarget;
}

void encodeBlock(CopyWriter& writer, RowFamily family, std::span<const EventRow> rows)
{
    family == RowFamily::UpiEvents ? encodeUpiBlock(writer, rows) : encodeTransactionBlock(writer, rows);
}

} // namespace halcyon::engine
