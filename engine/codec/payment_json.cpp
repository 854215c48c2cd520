#include "engine/codec/payment_json.h"

#include "engine/codec/json_text.h"

#include <array>
#include <cstdio>
#include <string_view>

namespace halcyon::engine {

namespace {

/// Writes the members of one object.
class ObjectWriter {
public:
    explicit ObjectWriter(std::string& json)
        : m_json(json)
    {
        m_json += '{';
    }
    void close() { m_json += '}'; }

    /// A number or literal, as it is to stand there.
    void raw(std::string_view name, std::string_view value)
    {
        m_json += m_isFirst ? "\"" : ",\"";
        (m_json += name) += "\":";
        m_json += value;
        m_isFirst = false;
    }
    void text(std::string_view name, std::string_view value)
    {
        raw(name, {});
        appendJsonString(m_json, value);
    }
    void textIfAny(std::string_view name, std::string_view value)
    {
        if (!value.empty())
            text(name, value);
    }
    void boolean(std::string_view name, bool value) { raw(name, value ? "true" : "false"); }
    void number(std::string_view name, unsigned value) { raw(name, std::to_string(value)); }

private:
    std::string& m_json;
    bool m_isFirst = true;
};

[[nodiscard]] std::string dateOf(WallTime wall)
{
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(wall)};
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", int(date.year()), unsigned(date.month()),
        unsigned(date.day()));
    return text.data();
}

/// The payee's name when it says that it is a merchant.
[[nodiscard]] std::string_view merchantOf(std::string_view payee)
{
    const std::string_view name = payee.substr(0, payee.find('@'));
    return name.find("merchant") == std::string_view::npos ? "unknown" : name;
}

void writeUpi(ObjectWriter& event, const Payment& payment, const PaymentText& text, ZoneClock& zone)
{
    event.text("txn_id", text.id);
    event.text("payer", text.payer);
    event.text("payee", text.payee);
    event.raw("amount", formatAmount(payment.amount));
    event.text("currency", payment.currency.code());
    event.text("status", statusName(payment.status));
    event.text("timestamp", formatIsoTime(payment.time));
    event.textIfAny("device_id", text.device);
    event.textIfAny("channel", text.channel);
    event.textIfAny("error_code", text.errorCode);
    event.textIfAny("location", text.location);
    event.text("payer_bank", text.bank);
    event.text("merchant_id", merchantOf(text.payee));
    event.text("txn_date", dateOf(zone.toWall(payment.time)));
}

void writeTransaction(ObjectWriter& event, const Payment& payment, const PaymentText& text)
{
    event.text("transaction_id", text.id);
    event.raw("user_id", text.payer);
    event.raw("amount", formatAmount(payment.amount));
    event.text("currency", payment.currency.code());
    event.text("merchant", text.payee);
    event.text("timestamp", formatIsoTime(payment.time));
    event.boolean("is_fraud", payment.isFraud);
    event.text("payment_method", text.method);
    event.text("location", text.location);
    event.text("device_id", text.device);
    event.text("city", text.city);
    event.text("country", text.country);
    event.text("amount_category", amountCategory(payment.amount));
    event.boolean("is_high_value", payment.isHighValue());
    event.number("transaction_hour", payment.hour);
    event.number("day_of_week", payment.dayOfWeek);
    event.boolean("is_weekend", payment.isWeekend());
}

} // namespace

void appendPaymentJson(std::string& json, const Payment& payment, const PaymentText& text, ZoneClock& zone)
{
    ObjectWriter event(json);
    if (payment.stream == StreamId::Upi)
        writeUpi(event, payment, text, zone);
    else
        writeTransaction(event, payment, text);
    event.close();
}

} // namespace halcyon::engine
