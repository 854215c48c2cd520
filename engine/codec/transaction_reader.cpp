#include "engine/codec/transaction_reader.h"

#include "engine/quality/payment_rules.h"
#include "engine/quality/text_excerpt.h"

#include <array>
#include <charconv>

namespace halcyon::engine {

namespace {

/// In the order of domain.md's record: faults are reported in this order.
enum Field : std::size_t {
    TransactionId,
    UserId,
    AmountField,
    Merchant,
    Timestamp,
    IsFraud,
    PaymentMethod,
    Location,
    DeviceId,
};

constexpr std::array<FieldSpec, 9> kFields{{
    {"transaction_id"},
    {.name = "user_id", .type = JsonType::Number, .isInteger = true},
    {"amount", JsonType::Number},
    {"merchant"},
    {"timestamp"},
    {"is_fraud", JsonType::Boolean},
    {"payment_method"},
    {"location"},
    {"device_id"},
}};

constexpr std::string_view kUnknownCountry = "unknown";

} // namespace

TransactionReader::TransactionReader(const StreamSettings& settings, const ZoneClock& zone)
    : PaymentReader(kFields, settings, zone)
{
}

bool TransactionReader::read(const ReadTask& task)
{
    PaymentText& text = task.text;
    if (!readShape(task) || !readText(task, TransactionId, text.id, kFreeTextRule) || !readUser(task)
        || !readAmount(task, AmountField, kTransactionAmountRule)
        || !readText(task, Merchant, text.payee, kFreeTextRule) || !readTime(task, Timestamp)
        || !readText(task, PaymentMethod, text.method, kFreeTextRule) || !readLocation(task)
        || !readText(task, DeviceId, text.device, kFreeTextRule) || !checkNotFuture(task, Timestamp))
        return false;
    task.payment.stream = StreamId::Transactions;
    task.payment.currency = currency();
    task.payment.isFraud = fields().written(IsFraud) == "true";
    hashTexts(task);
    return true;
}

bool TransactionReader::readUser(const ReadTask& task)
{
    const std::string_view written = fields().written(UserId);
    const char* const end = written.data() + written.size();
    std::int32_t user = 0;
    if (std::from_chars(written.data(), end, user).ec != std::errc{})
        return refuse(task, UserId, excerpt(written) + ", not within 32 bits");
    task.text.payer = user == 0 ? "0" : written; // JSON knows a -0, but no other two ways to write an integer
    return true;
}

bool TransactionReader::readLocation(const ReadTask& task)
{
    static constexpr std::string_view kSeparator = ", ";
    PaymentText& text = task.text;
    if (!readText(task, Location, text.location, kFreeTextRule))
        return false;
    const std::size_t comma = text.location.find(kSeparator);
    text.city = text.location.substr(0, comma);
    text.country = comma == std::string_view::npos ? std::string_view{}
                                                   : text.location.substr(comma + kSeparator.size());
    if (text.country.empty())
        text.country = kUnknownCountry;
    return true;
}

void TransactionReader::hashTexts(const ReadTask& task) const
{
    const PaymentText& text = task.text;
    Payment& payment = task.payment;
    payment.id.value = hashText(text.id);
    payment.payer.value = hashText(text.payer);
    payment.payee.value = hashText(text.payee);
    payment.method.value = hashText(text.method);
    payment.country.value = hashText(text.country);
    payment.device.value = hashText(text.device);
}

} // namespace halcyon::engine
