#pragma once

#include "engine/codec/field_spec.h"
#include "engine/codec/iso_time.h"
#include "engine/codec/zone_clock.h"
#include "engine/model/dead_letter.h"
#include "engine/model/message.h"
#include "engine/model/payment.h"
#include "engine/model/stream_settings.h"
#include "engine/model/text_arena.h"
#include "engine/quality/payment_rules.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace halcyon::engine {

/// One message on its way to a payment or a rejection.
struct ReadTask {
    const Message& message;
    EventTime readAt{};
    TextArena& arena;
    Payment& payment;
    PaymentText& text;
    Rejection& rejection;
};

/// What the readers of both streams share: fields by rule, and time.
///
/// `Fields` are the message's values in whatever encoding it came: `JsonFields`
/// or `BinaryFields`. Steps return false after they noted the task's rejection.
class PaymentReader {
public:
    PaymentReader(std::span<const FieldSpec> specs, const StreamSettings& settings, const ZoneClock& zone);

protected:
    /// A required text that the rule allows.
    template <typename Fields, typename Rule>
    [[nodiscard]] bool readText(const ReadTask& task, const Fields& fields, std::size_t field,
        std::string_view& text, const Rule& rule) const
    {
        const auto content = fields.text(field, task.arena);
        if (!content)
            return refuse(task, field, excerpt(fields.written(field)) + ", escapes what no text may hold");
        if (!rule.allows(*content))
            return refuse(task, field, rule.fault(*content));
        text = *content;
        return true;
    }
    /// An optional text; empty when it is absent, ill-typed, or too long.
    template <typename Fields>
    [[nodiscard]] std::string_view optionalText(
        const ReadTask& task, const Fields& fields, std::size_t field) const
    {
        if (!fields.has(field))
            return {};
        const auto text = fields.text(field, task.arena);
        return text && kFreeTextRule.allows(*text) ? *text : std::string_view{};
    }
    template <typename Fields>
    [[nodiscard]] bool readAmount(
        const ReadTask& task, const Fields& fields, std::size_t field, const AmountRule& rule) const
    {
        const ParsedAmount parsed = fields.amount(field);
        if (!rule.allows(parsed))
            return refuse(task, field, rule.fault(parsed, fields.written(field)));
        task.payment.amount = parsed.amount;
        task.payment.amountRounded = parsed.state == ParsedAmount::State::Rounded;
        return true;
    }
    /// The event time, and hour and day of the week in the stream's zone.
    template <typename Fields>
    [[nodiscard]] bool readTime(const ReadTask& task, const Fields& fields, std::size_t field)
    {
        const std::optional<IsoTime> time = fields.time(field, task.arena);
        if (!time)
            return refuseTime(task, field, fields.written(field));
        setTime(task.payment, *time);
        return true;
    }
    [[nodiscard]] bool checkNotFuture(const ReadTask& task, std::size_t field) const;

    /// Notes a fault of the field's value; always false.
    bool refuse(const ReadTask& task, std::size_t field, std::string fault) const;

    [[nodiscard]] Currency currency() const noexcept { return m_currency; }

private:
    void setTime(Payment& payment, const IsoTime& time);
    bool refuseTime(const ReadTask& task, std::size_t field, std::string_view written) const;
    bool reject(const ReadTask& task, std::size_t field, RejectReason reason, std::string detail) const;

    std::span<const FieldSpec> m_specs;
    ZoneClock m_zone;
    FutureRule m_futureRule;
    Currency m_currency;
};

} // namespace halcyon::engine
