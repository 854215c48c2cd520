#include "engine/codec/binary_fields.h"

#include "engine/quality/text_excerpt.h"

#include <array>
#include <charconv>
#include <initializer_list>

namespace halcyon::engine {

namespace {

using Kind = BinaryValue::Kind;

[[nodiscard]] constexpr unsigned oneOf(std::initializer_list<Kind> kinds) noexcept
{
    unsigned bits = 0;
    for (const Kind kind : kinds)
        bits |= 1U << unsigned(kind);
    return bits;
}

/// The kinds that are of a type, in the order of `FieldType`.
constexpr std::array<unsigned, 5> kKindsOf{oneOf({Kind::Text}),
    oneOf({Kind::Integer, Kind::Real, Kind::Decimal}), oneOf({Kind::Integer}), oneOf({Kind::Boolean}),
    oneOf({Kind::Text, Kind::Moment, Kind::LocalMoment})};

[[nodiscard]] bool fits(Kind kind, FieldType type) noexcept
{
    return (kKindsOf[std::size_t(type)] >> unsigned(kind) & 1U) != 0;
}

[[nodiscard]] std::string_view expectedName(FieldType type) noexcept
{
    static constexpr std::array<std::string_view, 5> kNames{
        "string", "number", "integer", "boolean", "string or timestamp"};
    return kNames[std::size_t(type)];
}

[[nodiscard]] std::string foundName(const BinaryValue& value)
{
    switch (value.kind) {
    case Kind::Null:
        return "null";
    case Kind::Text:
        return "string";
    case Kind::Integer:
        return "integer";
    case Kind::Real:
        return "floating-point number";
    case Kind::Decimal:
        return "decimal";
    case Kind::Boolean:
        return "boolean";
    case Kind::Moment:
    case Kind::LocalMoment:
        return "timestamp";
    case Kind::Composite:
        return std::string(value.text);
    case Kind::Absent:
        break;
    }
    return "nothing";
}

template <typename Number>
[[nodiscard]] std::string digitsOf(Number number)
{
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return {digits.data(), end};
}

/// The same years that `parseIsoTime` reads: 0001 to 9999.
[[nodiscard]] bool isWithinYears(WallTime wall) noexcept
{
    using namespace std::chrono;
    constexpr local_days kFirst{year{1} / 1 / 1};
    constexpr local_days kEnd{year{10000} / 1 / 1};
    return wall >= WallTime{kFirst.time_since_epoch()} && wall < WallTime{kEnd.time_since_epoch()};
}

} // namespace

BinaryFields::BinaryFields(std::span<const FieldSpec> specs)
    : m_specs(specs)
    , m_values(specs.size())
{
}

bool BinaryFields::checkShape(Rejection& rejection) const
{
    for (std::size_t field = 0; field < m_specs.size(); ++field) {
        const FieldSpec& spec = m_specs[field];
        const BinaryValue& value = m_values[field];
        if (!spec.isRequired || fits(value.kind, spec.type))
            continue;
        rejection = {
            RejectStage::Validate, RejectReason::MissingField, std::string(spec.name), "not in the message"};
        if (value.kind != Kind::Absent) {
            rejection.reason = RejectReason::BadType;
            rejection.detail = foundName(value) + ", expected " + std::string(expectedName(spec.type));
        }
        return false;
    }
    return true;
}

bool BinaryFields::has(std::size_t field) const noexcept
{
    return fits(m_values[field].kind, m_specs[field].type);
}

std::string BinaryFields::written(std::size_t field) const
{
    const BinaryValue& value = m_values[field];
    switch (value.kind) {
    case Kind::Text:
        return std::string(value.text);
    case Kind::Real:
        return digitsOf(value.real());
    case Kind::Decimal:
        return value.amountState == ParsedAmount::State::TooLarge ? "a decimal of more than 18 digits"
                                                                  : formatAmount(Amount{value.number});
    default:
        return digitsOf(value.number);
    }
}

ParsedAmount BinaryFields::amount(std::size_t field) const noexcept
{
    const BinaryValue& value = m_values[field];
    switch (value.kind) {
    case Kind::Real:
        return parseAmount(value.real());
    case Kind::Decimal:
        return {value.amountState, Amount{value.number}};
    default:
        break;
    }
    std::int64_t steps = 0;
    if (__builtin_mul_overflow(value.number, Amount::kUnit, &steps) || Amount{steps} > kLargestAmount)
        return {ParsedAmount::State::TooLarge, {}};
    return {ParsedAmount::State::Exact, Amount{steps}};
}

std::optional<IsoTime> BinaryFields::time(std::size_t field, TextArena& arena) const noexcept
{
    const BinaryValue& value = m_values[field];
    if (value.kind == Kind::Text) {
        const auto content = text(field, arena);
        return content ? parseIsoTime(*content) : std::nullopt;
    }
    const WallTime wall{std::chrono::microseconds{value.number}};
    if (!isWithinYears(wall))
        return std::nullopt;
    return value.kind == Kind::Moment ? IsoTime{wall, std::chrono::minutes{0}} : IsoTime{wall, std::nullopt};
}

std::string_view BinaryFields::integer(std::size_t field, TextArena& arena) const
{
    static constexpr std::size_t kMostDigits = 20;
    char* const room = arena.reserve(kMostDigits);
    const auto end = std::to_chars(room, room + kMostDigits, m_values[field].number).ptr;
    return arena.keep(std::size_t(end - room));
}

} // namespace halcyon::engine
