#include "engine/ingest/avro_traffic.h"

#include "engine/codec/transaction_reader.h"
#include "engine/codec/upi_reader.h"
#include "engine/model/payment.h"

#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>

namespace halcyon::engine {

namespace {

/// Fields as both streams' specs order them, which is how their schemas do.
enum UpiField : std::size_t { kUpiAmount = 3, kUpiStatus = 4, kFirstOptional = 6 };
enum ShopField : std::size_t { kShopUser = 1, kShopAmount = 2, kShopIsFraud = 5 };

/// Zigzag, then base 128 (Avro 1.11 specification, "Binary Encoding").
void appendLong(std::string& avro, std::int64_t number)
{
    std::uint64_t zigzag = std::uint64_t(number) << 1 ^ std::uint64_t(number >> 63);
    for (; zigzag >= 0x80; zigzag >>= 7)
        avro += char(zigzag | 0x80);
    avro += char(zigzag);
}

/// Confluent's: a zero byte and the schema's id, big-endian.
void appendFrame(std::string& avro, std::uint32_t schemaId)
{
    avro += '\0';
    for (int shift = 24; shift >= 0; shift -= 8)
        avro += char(schemaId >> shift);
}

void appendBytes(std::string& avro, std::string_view bytes)
{
    appendLong(avro, std::int64_t(bytes.size()));
    avro += bytes;
}

/// As few bytes of a big-endian two's complement as hold it.
void appendDecimal(std::string& avro, std::int64_t unscaled)
{
    std::string bytes;
    do {
        bytes.insert(bytes.begin(), char(unscaled));
        unscaled >>= 8;
    } while (unscaled != (std::int8_t(bytes.front()) < 0 ? -1 : 0));
    appendBytes(avro, bytes);
}

template <typename Number>
[[nodiscard]] std::optional<Number> numberIn(std::string_view written)
{
    Number number{};
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), number);
    return error == std::errc{} && end == written.data() + written.size() ? std::optional(number)
                                                                          : std::nullopt;
}

} // namespace

AvroTraffic::AvroTraffic()
    : m_upi(UpiReader::specs())
    , m_transactions(TransactionReader::specs())
{
}

void AvroTraffic::encode(StreamId stream, std::string& payload, std::optional<std::uint32_t> schemaId)
{
    m_arena.clear();
    m_avro.clear();
    if (schemaId)
        appendFrame(m_avro, *schemaId);
    Rejection ignored;
    const bool isUpi = stream == StreamId::Upi;
    if (!(isUpi ? m_upi : m_transactions).read(payload, ignored))
        return;
    if (isUpi ? writeUpi() : writeTransaction())
        payload = m_avro;
}

bool AvroTraffic::writeUpi()
{
    for (std::size_t field = 0; field < UpiReader::specs().size(); ++field) {
        if (field == kUpiAmount) {
            const ParsedAmount amount = m_upi.amount(field);
            if (amount.state != ParsedAmount::State::Exact)
                return false;
            appendDecimal(m_avro, amount.amount.steps);
        } else if (field == kUpiStatus) {
            const auto status = parseStatusName(m_upi.written(field));
            if (!status)
                return false;
            appendLong(m_avro, std::int64_t(*status) - std::int64_t(PaymentStatus::Success));
        } else if (field >= kFirstOptional && !m_upi.has(field)) {
            appendLong(m_avro, 0); // the union's null
        } else {
            if (field >= kFirstOptional)
                appendLong(m_avro, 1);
            if (!appendText(m_upi, field))
                return false;
        }
    }
    return true;
}

bool AvroTraffic::writeTransaction()
{
    for (std::size_t field = 0; field < TransactionReader::specs().size(); ++field) {
        const std::string_view written = m_transactions.written(field);
        if (field == kShopUser) {
            const auto user = numberIn<std::int32_t>(written);
            if (!user)
                return false;
            appendLong(m_avro, *user);
        } else if (field == kShopAmount) {
            const auto amount = numberIn<double>(written);
            if (!amount)
                return false;
            m_avro.append(reinterpret_cast<const char*>(&*amount), sizeof(*amount));
        } else if (field == kShopIsFraud) {
            m_avro += char(m_transactions.isTrue(field) ? 1 : 0);
        } else if (!appendText(m_transactions, field)) {
            return false;
        }
    }
    return true;
}

bool AvroTraffic::appendText(const JsonFields& fields, std::size_t field)
{
    const auto text = fields.text(field, m_arena);
    if (!text)
        return false;
    appendBytes(m_avro, *text);
    return true;
}

} // namespace halcyon::engine
