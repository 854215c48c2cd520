#include "engine/ingest/traffic_text.h"

#include "engine/ingest/upi_world.h"

#include <charconv>
#include <chrono>
#include <string_view>

namespace halcyon::engine {

namespace {

void appendNumber(std::string& out, std::uint64_t number)
{
    std::array<char, 20> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), end);
}

/// With leading zeros.
template <typename Out>
void writeDigits(Out at, std::uint64_t number, std::size_t digits)
{
    for (std::size_t i = digits; i-- > 0; number /= 10)
        at[i] = char('0' + number % 10);
}

void appendDigits(std::string& out, std::uint64_t number, std::size_t digits)
{
    const std::size_t at = out.size();
    out.resize(at + digits);
    writeDigits(out.begin() + std::ptrdiff_t(at), number, digits);
}

constexpr std::size_t kIdDigits = 14;

void appendVpa(std::string& out, const UpiAccount& account)
{
    out += "user";
    appendNumber(out, account.user);
    out += '@';
    out += upiBankHandle(account.bank);
}

void appendPayee(std::string& out, const UpiDraft& draft)
{
    if (!draft.isToMerchant)
        return appendVpa(out, draft.payee);
    out += "merchant";
    appendNumber(out, draft.merchant + 1);
    out += "@upi";
}

void appendUpiId(std::string& out, std::uint64_t id)
{
    out += 'T';
    appendDigits(out, id, kIdDigits);
}

void appendShopId(std::string& out, std::uint64_t id)
{
    out += "txn_";
    appendDigits(out, id, kIdDigits);
}

} // namespace

void appendPrice(std::string& out, std::int64_t hundredths)
{
    appendNumber(out, std::uint64_t(hundredths / 100));
    if (hundredths % 100 != 0) {
        out += '.';
        appendDigits(out, std::uint64_t(hundredths % 100), 2);
    }
}

void TrafficText::write(const PaymentDraft& draft, std::string& out)
{
    out.clear();
    if (const auto* upi = std::get_if<UpiDraft>(&draft.payment))
        writeUpi(*upi, draft.time, out);
    else
        writeShop(std::get<ShopDraft>(draft.payment), draft.time, out);
}

void TrafficText::writeUpi(const UpiDraft& draft, EventTime time, std::string& out)
{
    out += R"({"txn_id": ")";
    appendUpiId(out, draft.id);
    out += R"(", "payer": ")";
    appendVpa(out, draft.payer);
    out += R"(", "payee": ")";
    appendPayee(out, draft);
    out += R"(", "amount": )";
    appendPrice(out, draft.paise);
    out += R"(, "status": ")";
    out += statusName(draft.status);
    out += R"(", "timestamp": ")";
    appendTime(time, out);
    out += R"(+00:00")";
    if (draft.errorCode != 0) {
        out += R"(, "error_code": ")";
        out += upiErrorCode(draft.errorCode);
        out += '"';
    }
    if (draft.tellsDevice) {
        out += R"(, "device_id": "d)";
        appendDigits(out, TrafficRandom::mix(draft.payer.user) % 10'000'000'000, 10);
        out += R"(", "channel": "app")";
    }
    out += '}';
}

void TrafficText::writeShop(const ShopDraft& draft, EventTime time, std::string& out)
{
    out += R"({"transaction_id": ")";
    appendShopId(out, draft.id);
    out += R"(", "user_id": )";
    appendNumber(out, draft.user);
    out += R"(, "amount": )";
    appendPrice(out, draft.cents);
    out += R"(, "merchant": ")";
    out += m_shops.merchantName(draft.merchant);
    out += R"(", "timestamp": ")";
    appendTime(time, out);
    out += R"(", "is_fraud": )";
    out += draft.isFraud ? "true" : "false";
    out += R"(, "payment_method": ")";
    out += shopMethod(draft.method);
    out += R"(", "location": ")";
    out += shopCity(draft.place);
    if (!draft.leavesCountryOut) {
        out += ", ";
        out += shopCountry(draft.place);
    }
    out += R"(", "device_id": "device_)";
    appendNumber(out, draft.user);
    out += '_';
    appendNumber(out, draft.device + 1U);
    out += R"("})";
}

void TrafficText::appendTime(EventTime time, std::string& out)
{
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    if (second.time_since_epoch().count() != m_second) {
        m_second = second.time_since_epoch().count();
        const auto day = std::chrono::floor<std::chrono::days>(second);
        const std::chrono::year_month_day date(day);
        const std::chrono::hh_mm_ss clock(second - day);
        char* const text = m_secondText.data();
        writeDigits(text, std::uint64_t(int(date.year())), 4);
        writeDigits(text + 5, unsigned(date.month()), 2);
        writeDigits(text + 8, unsigned(date.day()), 2);
        writeDigits(text + 11, std::uint64_t(clock.hours().count()), 2);
        writeDigits(text + 14, std::uint64_t(clock.minutes().count()), 2);
        writeDigits(text + 17, std::uint64_t(clock.seconds().count()), 2);
        text[4] = text[7] = '-';
        text[10] = 'T';
        text[13] = text[16] = ':';
    }
    out.append(m_secondText.data(), m_secondText.size());
    out += '.';
    appendDigits(out, std::uint64_t((time - second).count()), 6);
}

std::string TrafficText::idOf(const PaymentDraft& draft)
{
    std::string text;
    if (draft.stream() == StreamId::Upi)
        appendUpiId(text, draft.id());
    else
        appendShopId(text, draft.id());
    return text;
}

std::string TrafficText::payerOf(const PaymentDraft& draft)
{
    std::string text;
    if (const auto* upi = std::get_if<UpiDraft>(&draft.payment))
        appendVpa(text, upi->payer);
    else
        appendNumber(text, std::get<ShopDraft>(draft.payment).user);
    return text;
}

} // namespace halcyon::engine
