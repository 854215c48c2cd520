#include "engine/codec/payment_reader.h"

#include <string>
#include <utility>

namespace halcyon::engine {

PaymentReader::PaymentReader(
    std::span<const FieldSpec> specs, const StreamSettings& settings, const ZoneClock& zone)
    : m_specs(specs)
    , m_fields(specs)
    , m_zone(zone)
    , m_futureRule{.tolerance = settings.futureTolerance}
    , m_currency(settings.currency)
{
}

std::string_view PaymentReader::shortText(const ReadTask& task, std::size_t field) const
{
    const auto text = m_fields.text(field, task.arena);
    return text && kFreeTextRule.allows(*text) ? *text : std::string_view{};
}

bool PaymentReader::readFramed(const ReadTask& task)
{
    if (m_fields.read(task.message.value.substr(kFrameSize), task.rejection))
        return true;
    std::uint32_t schema = 0;
    for (const char byte : task.message.value.substr(1, kFrameSize - 1))
        schema = (schema << 8) | std::uint8_t(byte);
    if (task.rejection.stage == RejectStage::Decode)
        task.rejection.detail = "not JSON behind the frame of schema " + std::to_string(schema);
    return false;
}

bool PaymentReader::readAmount(const ReadTask& task, std::size_t field, const AmountRule& rule) const
{
    const std::string_view written = m_fields.written(field);
    const ParsedAmount parsed = parseAmount(written);
    if (!rule.allows(parsed))
        return refuse(task, field, rule.fault(parsed, written));
    task.payment.amount = parsed.amount;
    task.payment.amountRounded = parsed.state == ParsedAmount::State::Rounded;
    return true;
}

bool PaymentReader::readTime(const ReadTask& task, std::size_t field)
{
    const auto written = m_fields.text(field, task.arena);
    const auto time = written ? parseIsoTime(*written) : std::nullopt;
    if (!time)
        return reject(task, field, RejectReason::BadTime,
            excerpt(m_fields.written(field)) + ", no moment as YYYY-MM-DDThh:mm:ss[.ffffff][Z|+hh:mm]");
    Payment& payment = task.payment;
    payment.time
        = time->offset ? EventTime{time->wall.time_since_epoch() - *time->offset} : m_zone.toUtc(time->wall);
    const WallTime wall = m_zone.toWall(payment.time);
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    payment.hour = std::uint8_t((wall - day) / std::chrono::hours{1});
    payment.dayOfWeek = std::uint8_t(std::chrono::weekday{day}.c_encoding() + 1);
    return true;
}

bool PaymentReader::checkNotFuture(const ReadTask& task, std::size_t field) const
{
    const EventTime time = task.payment.time;
    if (m_futureRule.allows(time, task.message.recordTime, task.readAt))
        return true;
    return reject(
        task, field, RejectReason::Future, m_futureRule.fault(time, task.message.recordTime, task.readAt));
}

bool PaymentReader::refuse(const ReadTask& task, std::size_t field, std::string fault) const
{
    return reject(task, field, RejectReason::OutOfRange, std::move(fault));
}

bool PaymentReader::refuseEscapes(const ReadTask& task, std::size_t field) const
{
    return refuse(task, field, excerpt(m_fields.written(field)) + ", escapes what no text may hold");
}

bool PaymentReader::reject(
    const ReadTask& task, std::size_t field, RejectReason reason, std::string detail) const
{
    task.rejection = {RejectStage::Validate, reason, std::string(m_specs[field].name), std::move(detail)};
    return false;
}

} // namespace halcyon::engine
