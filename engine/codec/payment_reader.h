#pragma once

#include "engine/codec/message_fields.h"
#include "engine/codec/zone_clock.h"
#include "engine/model/message.h"
#include "engine/model/payment.h"
#include "engine/model/stream_settings.h"
#include "engine/model/text_arena.h"
#include "engine/quality/payment_rules.h"

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
/// Its steps return false after they noted the task's rejection.
class PaymentReader {
public:
    PaymentReader(std::span<const FieldSpec> specs, const StreamSettings& settings, const ZoneClock& zone);

protected:
    /// One JSON object, with all required fields, of their types; plain or
    /// behind the frame that Confluent's serializers write: a zero byte, which
    /// no JSON begins with, and four of the schema's id.
    [[nodiscard]] bool readShape(const ReadTask& task)
    {
        const std::string_view value = task.message.value;
        return isFramed(value) ? readFramed(task) : m_fields.read(value, task.rejection);
    }

    /// A required text that the rule allows.
    template <typename Rule>
    [[nodiscard]] bool readText(
        const ReadTask& task, std::size_t field, std::string_view& text, const Rule& rule)
    {
        const auto content = m_fields.text(field, task.arena);
        if (!content)
            return refuseEscapes(task, field);
        if (!rule.allows(*content))
            return refuse(task, field, rule.fault(*content));
        text = *content;
        return true;
    }
    /// An optional text; empty when it is absent, ill-typed, or too long.
    [[nodiscard]] std::string_view optionalText(const ReadTask& task, std::size_t field) const
    {
        return m_fields.has(field) ? shortText(task, field) : std::string_view{};
    }

    [[nodiscard]] bool readAmount(const ReadTask& task, std::size_t field, const AmountRule& rule) const;
    /// The event time, and hour and day of the week in the stream's zone.
    [[nodiscard]] bool readTime(const ReadTask& task, std::size_t field);
    [[nodiscard]] bool checkNotFuture(const ReadTask& task, std::size_t field) const;

    /// Each notes a fault of the field's value; always false.
    bool refuse(const ReadTask& task, std::size_t field, std::string fault) const;
    bool refuseEscapes(const ReadTask& task, std::size_t field) const;

    [[nodiscard]] const MessageFields& fields() const noexcept { return m_fields; }
    [[nodiscard]] Currency currency() const noexcept { return m_currency; }

private:
    static constexpr std::size_t kFrameSize = 5;
    [[nodiscard]] static bool isFramed(std::string_view value) noexcept
    {
        return value.size() >= kFrameSize && value.front() == '\0';
    }
    [[nodiscard]] bool readFramed(const ReadTask& task);
    [[nodiscard]] std::string_view shortText(const ReadTask& task, std::size_t field) const;
    bool reject(const ReadTask& task, std::size_t field, RejectReason reason, std::string detail) const;

    std::span<const FieldSpec> m_specs;
    MessageFields m_fields;
    ZoneClock m_zone;
    FutureRule m_futureRule;
    Currency m_currency;
};

} // namespace halcyon::engine
