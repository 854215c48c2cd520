#include "engine/codec/upi_reader.h"

#include "engine/quality/payment_rules.h"

#include <array>

namespace halcyon::engine {

namespace {

/// In the order of domain.md's table: faults are reported in this order.
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
    {"amount", JsonType::Number},
    {"status"},
    {"timestamp"},
    {"currency", JsonType::String, false},
    {"device_id", JsonType::String, false},
    {"channel", JsonType::String, false},
    {"error_code", JsonType::String, false},
    {"location", JsonType::String, false},
}};

} // namespace

UpiReader::UpiReader(const StreamSettings& settings, const ZoneClock& zone)
    : PaymentReader(kFields, settings, zone)
{
}

bool UpiReader::read(const ReadTask& task)
{
    if (!readShape(task) || !readParties(task) || !readAmount(task, AmountField, kUpiAmountRule)
        || !readStatus(task) || !readTime(task, Timestamp) || !readCurrency(task)
        || !checkNotFuture(task, Timestamp))
        return false;
    readOptionalTexts(task);
    return true;
}

bool UpiReader::readParties(const ReadTask& task)
{
    PaymentText& text = task.text;
    if (!readText(task, TxnId, text.id, kUpiIdRule) || !readText(task, Payer, text.payer, VpaRule{})
        || !readText(task, Payee, text.payee, VpaRule{}))
        return false;
    text.bank = text.payer.substr(text.payer.find('@') + 1);
    Payment& payment = task.payment;
    payment.id.value = hashText(text.id);
    payment.payer.value = hashText(text.payer);
    payment.payee.value = hashText(text.payee);
    payment.bank.value = hashText(text.bank);
    return true;
}

bool UpiReader::readStatus(const ReadTask& task)
{
    std::string_view text;
    if (!readText(task, Status, text, StatusRule{}))
        return false;
    task.payment.status = *parseStatusName(text);
    return true;
}

bool UpiReader::readCurrency(const ReadTask& task)
{
    task.payment.currency = currency();
    if (!fields().has(CurrencyField))
        return true;
    std::string_view code;
    if (!readText(task, CurrencyField, code, CurrencyRule{}))
        return false;
    task.payment.currency = *Currency::parse(code);
    return true;
}

void UpiReader::readOptionalTexts(const ReadTask& task)
{
    PaymentText& text = task.text;
    text.device = optionalText(task, DeviceId);
    text.channel = optionalText(task, Channel);
    text.errorCode = optionalText(task, ErrorCodeField);
    text.location = optionalText(task, Location);
    if (!text.device.empty())
        task.payment.device.value = hashText(text.device);
}

} // namespace halcyon::engine
