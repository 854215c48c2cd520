#include "engine/store/event_blocks.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace halcyon::engine {

namespace {

constexpr std::string_view kCommonColumns = "first_id, last_id, read_at, oldest, newest, topic, id, "
                                            "\"offset\", event_time, record_time, partition, "
                                            "bucket, late_by, score, fired, velocity_count, alert, amount, "
                                            "currency, device_id, key, headers, payload";
constexpr std::int16_t kCommonFields = 23;

constexpr std::string_view kUpiColumns
    = "failed_count, status, txn_id, payer, payee, payer_bank, channel, error_code, location";
constexpr std::int16_t kUpiFields = 9;

constexpr std::string_view kTransactionColumns
    = "user_id, transaction_hour, day_of_week, is_fraud, "
      "transaction_id, merchant, payment_method, location, country";
constexpr std::int16_t kTransactionFields = 9;

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
    /// Those that both streams have; the stream's own follow.
    BlockColumns(CopyWriter& writer, std::span<const EventRow> rows, std::int16_t ownFields);

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

private:
    void span();
    void outcome();
    void money();
    void raw();

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

/// Only where a rule fired.
std::int32_t countOf(const EventRow& row, std::uint32_t Outcome::*count) noexcept
{
    return row.outcome->firedRules != 0 ? std::int32_t(row.outcome->*count) : 0;
}

BlockColumns::BlockColumns(CopyWriter& writer, std::span<const EventRow> rows, std::int16_t ownFields)
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
    writer.row(std::int16_t(kCommonFields + ownFields), texts, raw, rows.size());
    span();
    each(PgType::Integer64, [](const EventRow& row) { return row.message.message->offset; });
    each(PgType::Time, [](const EventRow& row) { return row.payment->time; });
    each(PgType::Time, [](const EventRow& row) { return row.message.message->recordTime; });
    each(PgType::Integer32, [](const EventRow& row) { return row.message.place.partition; });
    outcome();
    money();
    eachText([](const EventRow& row) { return row.text->device; });
    this->raw();
}

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
    each(PgType::Integer32, [&](const EventRow& row) { return std::int32_t(row.message.id - first.id); });
}

void BlockColumns::outcome()
{
    each(PgType::Letter, [](const EventRow& row) { return bucketLetter(*row.outcome); });
    m_writer.array(PgType::Interval, m_rows.size(), [&](std::size_t i) {
        const Outcome& outcome = *m_rows[i].outcome;
        outcome.bucket == Bucket::Late ? m_writer.interval(outcome.lateBy) : m_writer.null();
    });
    eachNonZero(PgType::Integer16, [](const EventRow& row) { return row.outcome->score; });
    eachNonZero(PgType::Integer32, [](const EventRow& row) { return std::int32_t(row.outcome->firedRules); });
    eachNonZero(PgType::Integer32, [](const EventRow& row) { return countOf(row, &Outcome::velocityCount); });
    // The alert's 64 bits as they are; formatAlertId() shows them.
    eachNonZero(
        PgType::Integer64, [](const EventRow& row) { return std::int64_t(row.outcome->alert.value); });
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
    block.eachNonZero(
        PgType::Integer32, [](const EventRow& row) { return countOf(row, &Outcome::failedCount); });
    block.each(PgType::Letter, [](const EventRow& row) { return statusLetter(row.payment->status); });
    block.each(PgType::Text, [](const EventRow& row) { return row.text->id; });
    block.each(PgType::Text, [](const EventRow& row) { return row.text->payer; });
    block.each(PgType::Text, [](const EventRow& row) { return row.text->payee; });
    block.eachText([](const EventRow& row) {
        return row.text->bank == bankOf(row.text->payer) ? std::string_view() : row.text->bank;
    });
    block.eachText([](const EventRow& row) { return row.text->channel; });
    block.eachText([](const EventRow& row) { return row.text->errorCode; });
    block.eachText([](const EventRow& row) { return row.text->location; });
}

void encodeTransactionBlock(CopyWriter& writer, std::span<const EventRow> rows)
{
    BlockColumns block(writer, rows, kTransactionFields);
    block.each(PgType::Integer64, userOf);
    block.each(PgType::Integer16, [](const EventRow& row) { return std::int16_t(row.payment->hour); });
    block.each(PgType::Integer16, [](const EventRow& row) { return std::int16_t(row.payment->dayOfWeek); });
    block.each(PgType::Boolean, [](const EventRow& row) { return row.payment->isFraud; });
    for (const auto column : {&PaymentText::id, &PaymentText::payee, &PaymentText::method,
             &PaymentText::location, &PaymentText::country})
        block.each(PgType::Text, [column](const EventRow& row) { return row.text->*column; });
}

std::string targetOf(std::string_view table, std::string_view ownColumns)
{
    return std::string(table) + " (" + std::string(kCommonColumns) + ", " + std::string(ownColumns) + ")";
}

} // namespace

std::string blockTarget(RowFamily family)
{
    return family == RowFamily::UpiEvents ? targetOf("upi_blocks", kUpiColumns)
                                          : targetOf("transaction_blocks", kTransactionColumns);
}

void encodeBlock(CopyWriter& writer, RowFamily family, std::span<const EventRow> rows)
{
    family == RowFamily::UpiEvents ? encodeUpiBlock(writer, rows) : encodeTransactionBlock(writer, rows);
}

} // namespace halcyon::engine
