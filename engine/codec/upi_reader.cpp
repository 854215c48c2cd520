#include "engine/codec/upi_reader.h"

#include "engine/codec/binary_fields.h"
#include "engine/codec/json_fields.h"
#include "engine/quality/payment_rules.h"

#include <array>

namespace halcyon::engine {

namespace {

enum Field : std::size_t {
    TxnId,
    Payer,
    Payee,
    AmountField,
    Status,
    Timestamp,
    CurrencyField,
    DeviceId,
    Channel,
    ErrorCodeField,
    Location,
};

constexpr std::array<FieldSpec, 11> kFields{{
    {"txn_id"},
    {"payer"},
    {"payee"},
    {"amount", FieldType::Number},
    {"status"},
    {"timestamp", FieldType::Time},
    {"currency", FieldType::Text, false},
    {"device_id", FieldType::Text, false},
    {"channel", FieldType::Text, false},
    {"error_code", FieldType::Text, false},
    {"location", FieldType::Text, false},
}};

} // namespace

UpiReader::UpiReader(const StreamSettings& settings, const ZoneClock& zone)
    : PaymentReader(kFields, settings, zone)
{
}

std::span<const FieldSpec> UpiReader::specs() noexcept
{
    return kFields;
}

template <typename Fields>
bool UpiReader::read(const ReadTask& task, const Fields& fields)
{
    if (!readParties(task, fields) || !readAmount(task, fields, AmountField, kUpiAmountRule)
        || !readStatus(task, fields) || !readTime(task, fields, Timestamp) || !readCurrency(task, fields)
        || !checkNotFuture(task, Timestamp))
        return false;
    readOptionalTexts(task, fields);
    return true;
}

template <typename Fields>
bool UpiReader::readParties(const ReadTask& task, const Fields& fields)
{
    PaymentText& text = task.text;
    if (!readText(task, fields, TxnId, text.id, kUpiIdRule)
        || !readText(task, fields, Payer, text.payer, VpaRule{})
        || !readText(task, fields, Payee, text.payee, VpaRule{}))
        return false;
    text.bank = text.payer.substr(text.payer.find('@') + 1);
    Payment& payment = task.payment;
    payment.id.value = hashText(text.id);
    payment.payer.value = hashText(text.payer);
    payment.payee.value = hashText(text.payee);
    payment.bank.value = hashText(text.bank);
    return true;
}

template <typename Fields>
bool UpiReader::readStatus(const ReadTask& task, const Fields& fields)
{
    std::string_view text;
    if (!readText(task, fields, Status, text, StatusRule{}))
        return false;
    task.payment.status = *parseStatusName(text);
    return true;
}

template <typename Fields>
bool UpiReader::readCurrency(const ReadTask& task, const Fields& fields)
{
    task.payment.currency = currency();
    if (!fields.has(CurrencyField))
        return true;
    std::string_view code;
    if (!readText(task, fields, CurrencyField, code, CurrencyRule{}))
        return false;
    task.payment.currency = *Currency::parse(code);
    return true;
}

template <typename Fields>
void UpiReader::readOptionalTexts(const ReadTask& task, const Fields& fields)
{
    PaymentText& text = task.text;
    text.device = optionalText(task, fields, DeviceId);
    text.channel = optionalText(task, fields, Channel);
    text.errorCode = optionalText(task, fields, ErrorCodeField);
    text.location = optionalText(task, fields, Location);
    if (!text.device.empty())
        task.payment.device.value = hashText(text.device);
}

template bool UpiReader::read(const ReadTask&, const BinaryFields&);
template bool UpiReader::read(const ReadTask&, const JsonFields&);

} // namespace halcyon::engine
