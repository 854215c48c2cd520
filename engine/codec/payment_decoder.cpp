#include "engine/codec/payment_decoder.h"

#include "engine/codec/transaction_reader.h"
#include "engine/codec/upi_reader.h"

#include <algorithm>
#include <utility>

namespace halcyon::engine {

namespace {

constexpr std::size_t kAhead = 4; ///< messages whose bytes are asked for before their turn
constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kMostLines = 6; ///< of one message; more of it the processor asks for itself

void prefetchValue(const std::vector<Message>& messages, std::size_t number) noexcept
{
    if (number >= messages.size())
        return;
    const std::string_view value = messages[number].value;
    for (std::size_t at = 0; at < std::min(value.size(), kMostLines * kCacheLine); at += kCacheLine)
        __builtin_prefetch(value.data() + at);
}

} // namespace

struct PaymentDecoder::Impl {
    Impl(const AllStreamSettings& all, const ZoneClock& upiZone, const ZoneClock& transactionsZone)
        : settings(all)
        , upi(all[indexOf(StreamId::Upi)], upiZone)
        , transactions(all[indexOf(StreamId::Transactions)], transactionsZone)
    {
    }

    [[nodiscard]] bool read(const ReadTask& task);

    // Copied for each message: clearing in place makes g++ emit `rep stos`, which costs 10 ns more each.
    const Payment blankPayment;
    const PaymentText blankText;

    AllStreamSettings settings;
    UpiReader upi;
    TransactionReader transactions;
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

Result<PaymentDecoder> PaymentDecoder::create(const AllStreamSettings& settings)
{
    auto upiZone = ZoneClock::create(settings[indexOf(StreamId::Upi)].timeZone);
    if (!upiZone)
        return tl::unexpected(upiZone.error());
    auto transactionsZone = ZoneClock::create(settings[indexOf(StreamId::Transactions)].timeZone);
    if (!transactionsZone)
        return tl::unexpected(transactionsZone.error());
    return PaymentDecoder(std::make_unique<Impl>(settings, *upiZone, *transactionsZone));
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
        prefetchValue(messages, number + kAhead);
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
