#include "engine/codec/payment_reader.h"

#include <string>
#include <utility>

namespace halcyon::engine {

PaymentReader::PaymentReader(
    std::span<const FieldSpec> specs, const StreamSettings& settings, const ZoneClock& zone)
    : m_specs(specs)
    , m_zone(zone)
    , m_futureRule{.tolerance = settings.futureTolerance}
    , m_currency(settings.currency)
{
}

void PaymentReader::setTime(Payment& payment, const IsoTime& time)
{
    payment.time
        = time.offset ? EventTime{time.wall.time_since_epoch() - *time.offset} : m_zone.toUtc(time.wall);
    const WallTime wall = m_zone.toWall(payment.time);
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    payment.hour = std::uint8_t((wall - day) / std::chrono::hours{1});
    payment.dayOfWeek = std::uint8_t(std::chrono::weekday{day}.c_encoding() + 1);
}

bool PaymentReader::refuseTime(const ReadTask& task, std::size_t field, std::string_view written) const
{
    return reject(task, field, RejectReason::BadTime,
        excerpt(written) + ", no moment as YYYY-MM-DDThh:mm:ss[.ffffff][Z|+hh:mm]");
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

bool PaymentReader::reject(
    const ReadTask& task, std::size_t field, RejectReason reason, std::string detail) const
{
    task.rejection = {RejectStage::Validate, reason, std::string(m_specs[field].name), std::move(detail)};
    return false;
}

} // namespace halcyon::engine
