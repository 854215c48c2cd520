#include "tests/pg/made_batches.h"

namespace halcyon::tests {

using namespace halcyon::engine;

namespace {

std::string_view afterAt(std::string_view vpa)
{
    const auto position = vpa.find('@');
    return position == std::string_view::npos ? std::string_view{} : vpa.substr(position + 1);
}

Message messageOf(const MadeMessage& made, MessageBatch& source, TextArena& bytes, PartitionTable& partitions)
{
    Message message;
    message.isTombstone = !made.value.has_value();
    message.value = made.value ? bytes.store(*made.value) : std::string_view{};
    message.hasKey = made.key.has_value();
    message.key = made.key ? bytes.store(*made.key) : std::string_view{};
    message.offset = made.offset;
    message.recordTime = made.recordTime;
    message.partition = partitions.intern(made.topic, made.partition, made.stream);
    message.stream = made.stream;
    message.firstHeader = std::uint32_t(source.headers.size());
    message.headerCount = std::uint32_t(made.headers.size());
    for (const auto& [name, value] : made.headers)
        source.headers.push_back({bytes.store(name), bytes.store(value)});
    return message;
}

Payment paymentOf(const MadeMessage& made, std::uint32_t index)
{
    Payment payment;
    payment.time = made.eventTime;
    payment.amount = made.amount;
    payment.id = {hashText(made.id)};
    payment.payer = {hashText(made.payer)};
    payment.payee = {hashText(made.payee)};
    payment.currency = Currency::parse(made.currency).value();
    payment.message = index;
    payment.stream = made.stream;
    payment.status = made.stream == StreamId::Upi ? made.status : PaymentStatus::None;
    payment.hour = made.hour;
    payment.dayOfWeek = made.dayOfWeek;
    payment.isFraud = made.isFraud;
    return payment;
}

PaymentText textOf(const MadeMessage& made, TextArena& arena)
{
    PaymentText text;
    text.id = arena.store(made.id);
    text.payer = arena.store(made.payer);
    text.payee = arena.store(made.payee);
    text.bank = arena.store(made.bank ? *made.bank : std::string(afterAt(made.payer)));
    text.method = arena.store(made.method);
    text.location = arena.store(made.location);
    text.city = arena.store(made.city);
    text.country = arena.store(made.country);
    text.device = arena.store(made.device);
    text.channel = arena.store(made.channel);
    text.errorCode = arena.store(made.errorCode);
    return text;
}

} // namespace

EventTime at(int hour, int minute, int second, int micros)
{
    using namespace std::chrono;
    return sys_days{2026y / 11 / 21} + hours{hour} + minutes{minute} + seconds{second} + microseconds{micros};
}

ProcessedBatch makeBatch(
    const std::vector<MadeMessage>& messages, PartitionTable& partitions, EventTime readAt)
{
    ProcessedBatch batch;
    auto& decoded = batch.decoded;
    auto bytes = std::make_shared<TextArena>();
    decoded.source.readAt = readAt;
    for (std::uint32_t i = 0; i < messages.size(); ++i) {
        const auto& made = messages[i];
        decoded.source.messages.push_back(messageOf(made, decoded.source, *bytes, partitions));
        if (made.rejection) {
            decoded.deadLetters.push_back({i, *made.rejection});
            continue;
        }
        decoded.payments.push_back(paymentOf(made, i));
        decoded.texts.push_back(textOf(made, decoded.arena));
        batch.outcomes.push_back(made.outcome);
    }
    decoded.source.bytes = std::move(bytes);
    return batch;
}

std::vector<ProcessedBatch> oneBatch(
    const std::vector<MadeMessage>& messages, PartitionTable& partitions, EventTime readAt)
{
    std::vector<ProcessedBatch> batches;
    batches.push_back(makeBatch(messages, partitions, readAt));
    return batches;
}

std::vector<MadeMessage> upiRun(std::int64_t firstOffset, int count, std::int32_t partition, EventTime from)
{
    std::vector<MadeMessage> messages;
    for (int i = 0; i < count; ++i) {
        MadeMessage made{.partition = partition, .id = "T"};
        made.offset = firstOffset + i;
        made.eventTime = from + std::chrono::milliseconds{i};
        made.recordTime = made.eventTime + std::chrono::milliseconds{5};
        const auto number = std::to_string(made.offset);
        made.id.append(std::to_string(partition)).append("-").append(number);
        made.payer = std::string("user").append(std::to_string(made.offset % 97)).append("@okaxis");
        made.payee = std::string("merchant").append(std::to_string(made.offset % 13)).append("@ybl");
        made.amount = Amount{(made.offset % 500 + 1) * 12'500};
        messages.push_back(std::move(made));
    }
    return messages;
}

MadeMessage transactionMessage(std::int64_t offset, const std::string& id)
{
    MadeMessage made;
    made.topic = "transactions";
    made.stream = StreamId::Transactions;
    made.offset = offset;
    made.eventTime = at(10, 0);
    made.id = id;
    made.payer = "4711";
    made.payee = "Corner Shop";
    made.method = "credit_card";
    made.location = "Pune, India";
    made.city = "Pune";
    made.country = "India";
    made.device = "d-1";
    made.currency = "USD";
    return made;
}

} // namespace halcyon::tests
