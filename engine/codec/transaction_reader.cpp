#include "engine/codec/transaction_reader.h"

#include "engine/codec/binary_fields.h"
#include "engine/codec/json_fields.h"
#include "engine/quality/payment_rules.h"
#include "engine/quality/text_excerpt.h"

#include <array>
#include <charconv>

namespace halcyon::engine {

namespace {

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
    {"user_id", FieldType::Integer},
    {"amount", FieldType::Number},
    {"merchant"},
    {"timestamp", FieldType::Time},
    {"is_fraud", FieldType::Boolean},
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

std::span<const FieldSpec> TransactionReader::specs() noexcept
{
    return kFields;
}

template <typename Fields>
bool TransactionReader::read(const ReadTask& task, const Fields& fields)
{
    PaymentText& text = task.text;
    if (!readText(task, fields, TransactionId, text.id, kFreeTextRule) || !readUser(task, fields)
        || !readAmount(task, fields, AmountField, kTransactionAmountRule)
        || !readText(task, fields, Merchant, text.payee, kFreeTextRule) || !readTime(task, fields, Timestamp)
        || !readText(task, fields, PaymentMethod, text.method, kFreeTextRule) || !readLocation(task, fields)
        || !readText(task, fields, DeviceId, text.device, kFreeTextRule) || !checkNotFuture(task, Timestamp))
        return false;
    task.payment.stream = StreamId::Transactions;
    task.payment.currency = currency();
    task.payment.isFraud = fields.isTrue(IsFraud);
    hashTexts(task);
    return true;
}

template <typename Fields>
bool TransactionReader::readUser(const ReadTask& task, const Fields& fields)
{
    const std::string_view written = fields.integer(UserId, task.arena);
    const char* const end = written.data() + written.size();
    std::int32_t user = 0;
    if (std::from_chars(written.data(), end, user).ec != std::errc{})
        return refuse(task, UserId, excerpt(written) + ", not within 32 bits");
    task.text.payer = user == 0 ? "0" : written; // JSON knows a -0, but no other two ways to write an integer
    return true;
}

template <typename Fields>
bool TransactionReader::readLocation(const ReadTask& task, const Fields& fields)
{
    static constexpr std::string_view kSeparator = ", ";
    PaymentText& text = task.text;
    if (!readText(task, fields, Location, text.location, kFreeTextRule))
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

template bool TransactionReader::read(const ReadTask&, const BinaryFields&);
template bool TransactionReader::read(const ReadTask&, const JsonFields&);

} // namespace halcyon::engine
