#pragma once

#include "engine/codec/json_object_reader.h"
#include "engine/model/dead_letter.h"
#include "engine/model/text_arena.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// A field of a stream's messages and the type its value must have.
struct FieldSpec {
    std::string_view name;
    JsonType type = JsonType::String;
    bool isRequired = true;
    bool isInteger = false; ///< a number without fraction and exponent
};

/// The fields of one message at a time, of the types they should have.
///
/// The shape is judged before the values: `read` finds the first required field
/// that is missing or ill-typed, in the order of the specs; what a field holds
/// is for its reader to judge. An optional field of another type counts as absent.
class MessageFields {
public:
    /// \pre `specs` outlives this; at most `JsonObjectReader::kMostKeys` of them.
    explicit MessageFields(std::span<const FieldSpec> specs);
    MessageFields(const MessageFields&) = delete; // the reader looks at the names here
    MessageFields& operator=(const MessageFields&) = delete;

    /// Whether `message` is a JSON object with all required fields; else `rejection` says why not.
    [[nodiscard]] bool read(std::string_view message, Rejection& rejection);

    /// The value as written, of a required field or one that `has`.
    [[nodiscard]] std::string_view written(std::size_t field) const noexcept
    {
        return m_reader.find(field)->text;
    }
    [[nodiscard]] bool has(std::size_t field) const noexcept
    {
        const JsonValue* value = m_reader.find(field);
        return value != nullptr && value->type == m_specs[field].type;
    }

    /// A string's text: a view into the message or, when it had escapes, into
    /// `arena`. Nothing when the escapes name what no text may hold: half of a
    /// surrogate pair, or NUL, which PostgreSQL cannot store.
    [[nodiscard]] std::optional<std::string_view> text(std::size_t field, TextArena& arena) const
    {
        const JsonValue& value = *m_reader.find(field);
        return value.hasEscapes ? unescaped(value, arena) : value.text;
    }

private:
    [[nodiscard]] static std::optional<std::string_view> unescaped(const JsonValue& value, TextArena& arena);

    std::span<const FieldSpec> m_specs;
    std::vector<std::string_view> m_names; // of the specs, as the reader wants them
    JsonObjectReader m_reader;
};

} // namespace halcyon::engine
