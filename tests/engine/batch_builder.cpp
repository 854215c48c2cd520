#include "batch_builder.h"

namespace halcyon::tests {

using namespace engine;

namespace {

void setTime(Payment& payment, EventTime time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    payment.time = time;
    payment.hour = std::uint8_t((time - day) / 1h);
    payment.dayOfWeek = std::uint8_t(std::chrono::weekday{day}.c_encoding() + 1);
}

} // namespace

Payment& BatchBuilder::addMessage(
    StreamId stream, std::uint32_t partition, std::optional<EventTime> recordTime)
{
    m_batch.source.messages.push_back({.offset = m_offsets[partition]++,
        .recordTime = recordTime,
        .partition = partition,
        .stream = stream});
    Payment& payment = m_batch.payments.emplace_back();
    payment.stream = stream;
    payment.message = std::uint32_t(m_batch.source.messages.size() - 1);
    return payment;
}

BatchBuilder& BatchBuilder::add(const UpiPayment& upi)
{
    Payment& payment = addMessage(StreamId::Upi, upi.partition, upi.recordTime);
    PaymentText& text = m_batch.texts.emplace_back();
    const auto keep = [&](const std::string& name) { return m_batch.arena.store(name); };
    text.id = keep(upi.id);
    text.payer = keep(upi.payer);
    text.payee = keep(upi.payee);
    text.bank = text.payer.substr(text.payer.find('@') + 1);
    setTime(payment, upi.time);
    payment.amount = parseAmount(std::string_view(upi.amount)).amount;
    payment.id = {hashText(text.id)};
    payment.payer = {hashText(text.payer)};
    payment.payee = {hashText(text.payee)};
    payment.bank = {hashText(text.bank)};
    payment.status = upi.status;
    payment.currency = Currency::parse(upi.currency).value();
    payment.contentTag = contentTagOf(payment, text);
    return *this;
}

BatchBuilder& BatchBuilder::add(const Transaction& transaction)
{
    Payment& payment = addMessage(StreamId::Transactions, transaction.partition, std::nullopt);
    PaymentText& text = m_batch.texts.emplace_back();
    const auto keep = [&](const std::string& name) { return m_batch.arena.store(name); };
    text.id = keep(transaction.id);
    text.payer = keep(transaction.user);
    text.payee = keep(transaction.merchant);
    text.method = keep(transaction.method);
    text.location = keep(transaction.location);
    text.country = keep(transaction.country);
    text.device = keep(transaction.device);
    setTime(payment, transaction.time);
    payment.amount = parseAmount(std::string_view(transaction.amount)).amount;
    payment.id = {hashText(text.id)};
    payment.payer = {hashText(text.payer)};
    payment.payee = {hashText(text.payee)};
    payment.method = {hashText(text.method)};
    payment.country = {hashText(text.country)};
    payment.device = {hashText(text.device)};
    payment.isFraud = transaction.isFraud;
    payment.contentTag = contentTagOf(payment, text);
    return *this;
}

BatchBuilder& BatchBuilder::addDeadLetter(std::uint32_t partition)
{
    m_batch.source.messages.push_back(
        {.value = "{", .offset = m_offsets[partition]++, .partition = partition, .stream = StreamId::Upi});
    m_batch.deadLetters.push_back({std::uint32_t(m_batch.source.messages.size() - 1),
        {RejectStage::Decode, RejectReason::NotJson, {}, "ends early"}});
    return *this;
}

BatchBuilder& BatchBuilder::fallSilent(std::uint32_t partition)
{
    m_batch.source.marks.push_back({partition, PartitionMark::Kind::Silent});
    return *this;
}

BatchBuilder& BatchBuilder::await(std::uint32_t partition)
{
    m_batch.source.marks.push_back({partition, PartitionMark::Kind::Waiting});
    return *this;
}

DecodedBatch BatchBuilder::take(EventTime readAt)
{
    m_batch.source.readAt = readAt;
    return std::exchange(m_batch, {});
}

} // namespace halcyon::tests
