#pragma once

#include "engine/codec/field_spec.h"
#include "engine/codec/iso_time.h"
#include "engine/codec/json_object_reader.h"
#include "engine/model/dead_letter.h"
#include "engine/model/money.h"
#include "engine/model/text_arena.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// The fields of one JSON message at a time, of the types they should have.
///
/// The shape is judged before the values: `read` finds the first required field
/// that is missing or ill-typed, in the order of the specs; what a field holds
/// is for its reader to judge. An optional field of another type counts as absent.
/// What it answers is the same that `BinaryFields` answers for other encodings.
class JsonFields {
public:
    /// \pre `specs` outlives this; at most `JsonObjectReader::kMostKeys` of them.
    explicit JsonFields(std::span<const FieldSpec> specs);
    JsonFields(const JsonFields&) = delete; // the reader looks at the names here
    JsonFields& operator=(const JsonFields&) = delete;

    /// Whether `message` is a JSON object with all required fields; else `rejection` says why not.
    [[nodiscard]] bool read(std::string_view message, Rejection& rejection);

    [[nodiscard]] bool has(std::size_t field) const noexcept
    {
        const JsonValue* value = m_reader.find(field);
        return value != nullptr && value->type == m_types[field];
    }

    // Of a required field, or of one that `has`:

    /// The value as written, for a person.
    [[nodiscard]] std::string_view written(std::size_t field) const noexcept
    {
        return m_reader.find(field)->text;
    }
    /// A view into the message or, when it had escapes, into `arena`. Nothing
    /// when the escapes name what no text may hold: half of a surrogate pair,
    /// or NUL, which PostgreSQL cannot store.
    [[nodiscard]] std::optional<std::string_view> text(std::size_t field, TextArena& arena) const
    {
        const JsonValue& value = *m_reader.find(field);
        return value.hasEscapes ? unescaped(value, arena) : value.text;
    }
    [[nodiscard]] ParsedAmount amount(std::size_t field) const noexcept
    {
        return parseAmount(written(field));
    }
    [[nodiscard]] std::optional<IsoTime> time(std::size_t field, TextArena& arena) const
    {
        const auto content = text(field, arena);
        return content ? parseIsoTime(*content) : std::nullopt;
    }
    /// Decimal digits, perhaps behind a minus.
    [[nodiscard]] std::string_view integer(std::size_t field, TextArena& /*arena*/) const noexcept
    {
        return written(field);
    }
    [[nodiscard]] bool isTrue(std::size_t field) const noexcept { return written(field) == "true"; }

private:
    [[nodiscard]] static std::optional<std::string_view> unescaped(const JsonValue& value, TextArena& arena);

    std::span<const FieldSpec> m_specs;
    std::vector<std::string_view> m_names; // of the specs, as the reader wants them
    std::vector<JsonType> m_types;
    JsonObjectReader m_reader;
};

} // namespace halcyon::engine
