#include "engine/codec/payment_decoder.h"

#include "engine/codec/message_reader.h"
#include "engine/codec/own_schemas.h"
#include "engine/codec/transaction_reader.h"
#include "engine/codec/upi_reader.h"

#include <utility>

namespace halcyon::engine {

struct PaymentDecoder::Impl {
    Impl(const AllStreamSettings& all, const ZoneClock& upiZone, const ZoneClock& transactionsZone,
        std::shared_ptr<SchemaSource> source)
        : settings(all)
        , schemas(std::move(source))
        , upi(all[indexOf(StreamId::Upi)], upiZone, ownAvroSchema(StreamId::Upi), schemas)
        , transactions(all[indexOf(StreamId::Transactions)], transactionsZone,
              ownAvroSchema(StreamId::Transactions), schemas)
    {
    }

    [[nodiscard]] bool read(const ReadTask& task);

    // Copied for each message: clearing in place makes g++ emit `rep stos`, which costs 10 ns more each.
    const Payment blankPayment;
    const PaymentText blankText;

    AllStreamSettings settings;
    std::shared_ptr<SchemaSource> schemas;
    MessageReader<UpiReader> upi;
    MessageReader<TransactionReader> transactions;
};

bool PaymentDecoder::Impl::read(const ReadTask& task)
{
    const Message& message = task.message;
    const std::size_t largest = settings[indexOf(message.stream)].largestMessage;
    if (message.isTombstone) {
        task.rejection = {RejectStage::Decode, RejectReason::Tombstone, {}, "null value"};
        return false;
    }
    if (message.value.size() > largest) {
        task.rejection = {RejectStage::Decode, RejectReason::TooLarge, {},
            std::to_string(message.value.size()) + " bytes, more than " + std::to_string(largest)};
        return false;
    }
    return message.stream == StreamId::Upi ? upi.read(task) : transactions.read(task);
}

Result<PaymentDecoder> PaymentDecoder::create(
    const AllStreamSettings& settings, const std::shared_ptr<SchemaSource>& schemas)
{
    auto upiZone = ZoneClock::create(settings[indexOf(StreamId::Upi)].timeZone);
    if (!upiZone)
        return tl::unexpected(upiZone.error());
    auto transactionsZone = ZoneClock::create(settings[indexOf(StreamId::Transactions)].timeZone);
    if (!transactionsZone)
        return tl::unexpected(transactionsZone.error());
    return PaymentDecoder(std::make_unique<Impl>(settings, *upiZone, *transactionsZone, schemas));
}

PaymentDecoder PaymentDecoder::another() const
{
    return create(m_impl->settings, m_impl->schemas).value(); // this one proved the settings right
}

PaymentDecoder::PaymentDecoder(std::unique_ptr<Impl> impl) noexcept
    : m_impl(std::move(impl))
{
}

PaymentDecoder::~PaymentDecoder() = default;
PaymentDecoder::PaymentDecoder(PaymentDecoder&&) noexcept = default;
PaymentDecoder& PaymentDecoder::operator=(PaymentDecoder&&) noexcept = default;

DecodedBatch PaymentDecoder::decode(MessageBatch&& batch)
{
    DecodedBatch decoded;
    decoded.source = std::move(batch);
    const auto& messages = decoded.source.messages;
    decoded.payments.reserve(messages.size());
    decoded.texts.reserve(messages.size());
    Rejection rejection;
    for (std::uint32_t number = 0; number < messages.size(); ++number) {
        Payment& payment = decoded.payments.emplace_back(m_impl->blankPayment);
        PaymentText& text = decoded.texts.emplace_back(m_impl->blankText);
        payment.message = number;
        if (m_impl->read(
                {messages[number], decoded.source.readAt, decoded.arena, payment, text, rejection})) {
            payment.contentTag = contentTagOf(payment, text);
            continue;
        }
        decoded.payments.pop_back();
        decoded.texts.pop_back();
        decoded.deadLetters.push_back({number, std::exchange(rejection, {})});
    }
    return decoded;
}

} // namespace halcyon::engine
