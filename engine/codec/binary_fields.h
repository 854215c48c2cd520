#pragma once

#include "engine/codec/field_spec.h"
#include "engine/codec/iso_time.h"
#include "engine/model/dead_letter.h"
#include "engine/model/money.h"
#include "engine/model/text_arena.h"

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// One value as Avro or Protobuf carries it.
struct BinaryValue {
    enum class Kind : std::uint8_t {
        Absent, ///< no such field
        Null,
        Text, ///< UTF-8
        Integer,
        Real,
        Decimal,
        Boolean,
        Moment, ///< a timestamp, in UTC
        LocalMoment, ///< a timestamp on the wall of the stream's zone
        Composite, ///< a record, an array or a map
    };
    Kind kind = Kind::Absent;
    bool hasNul = false; ///< of a Text
    ParsedAmount::State amountState = ParsedAmount::State::Exact; ///< of a `Decimal`
    /// Integer; a Real's bits; a Decimal's steps; 1 = true; microseconds of a moment.
    std::int64_t number = 0;
    std::string_view text; ///< Text; of a Composite, its type's name

    [[nodiscard]] double real() const noexcept { return std::bit_cast<double>(number); }
};

/// The fields of one message at a time that came in a binary encoding; the
/// same answers as `JsonFields` gives.
///
/// A decoder clears it, sets the values it finds, and asks for the shape.
class BinaryFields {
public:
    /// \pre `specs` outlives this.
    explicit BinaryFields(std::span<const FieldSpec> specs);

    void clear() noexcept
    {
        for (BinaryValue& value : m_values)
            value.kind = BinaryValue::Kind::Absent;
    }
    [[nodiscard]] BinaryValue& at(std::size_t field) noexcept { return m_values[field]; }

    /// Whether all required fields are there and of their types; else `rejection` says which is not.
    [[nodiscard]] bool checkShape(Rejection& rejection) const;

    [[nodiscard]] bool has(std::size_t field) const noexcept;

    // Of a required field, or of one that `has`:

    /// The value for a person.
    [[nodiscard]] std::string written(std::size_t field) const;
    /// A view into the message; nothing when it holds NUL, which PostgreSQL cannot store.
    [[nodiscard]] std::optional<std::string_view> text(std::size_t field, TextArena& /*arena*/) const noexcept
    {
        const BinaryValue& value = m_values[field];
        return value.hasNul ? std::nullopt : std::optional(value.text);
    }
    [[nodiscard]] ParsedAmount amount(std::size_t field) const noexcept;
    [[nodiscard]] std::optional<IsoTime> time(std::size_t field, TextArena& arena) const noexcept;
    /// Decimal digits, perhaps behind a minus, in `arena`.
    [[nodiscard]] std::string_view integer(std::size_t field, TextArena& arena) const;
    [[nodiscard]] bool isTrue(std::size_t field) const noexcept { return m_values[field].number != 0; }

private:
    std::span<const FieldSpec> m_specs;
    std::vector<BinaryValue> m_values; // one a field
};

} // namespace halcyon::engine
