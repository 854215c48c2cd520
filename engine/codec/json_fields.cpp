#include "engine/codec/json_fields.h"

#include "engine/codec/json_text.h"
#include "engine/quality/text_excerpt.h"

#include <algorithm>
#include <utility>

namespace halcyon::engine {

namespace {

[[nodiscard]] std::vector<std::string_view> namesOf(std::span<const FieldSpec> specs)
{
    std::vector<std::string_view> names;
    for (const FieldSpec& spec : specs)
        names.push_back(spec.name);
    return names;
}

[[nodiscard]] JsonType jsonTypeOf(FieldType type) noexcept
{
    switch (type) {
    case FieldType::Number:
    case FieldType::Integer:
        return JsonType::Number;
    case FieldType::Boolean:
        return JsonType::Boolean;
    case FieldType::Text:
    case FieldType::Time:
        break;
    }
    return JsonType::String;
}

[[nodiscard]] std::vector<JsonType> typesOf(std::span<const FieldSpec> specs)
{
    std::vector<JsonType> types;
    for (const FieldSpec& spec : specs)
        types.push_back(jsonTypeOf(spec.type));
    return types;
}

/// Of a correct JSON number.
[[nodiscard]] bool isInteger(std::string_view number) noexcept
{
    return std::all_of(
        number.begin(), number.end(), [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

[[nodiscard]] std::string typeFault(const JsonValue& value, const FieldSpec& spec)
{
    const JsonType expected = jsonTypeOf(spec.type);
    const std::string found
        = value.type == expected ? excerpt(value.text) : std::string(jsonTypeName(value.type));
    return found + ", expected "
        + (spec.type == FieldType::Integer ? "integer" : std::string(jsonTypeName(expected)));
}

bool reject(Rejection& rejection, RejectReason reason, std::string_view field, std::string detail)
{
    rejection = {RejectStage::Validate, reason, std::string(field), std::move(detail)};
    return false;
}

} // namespace

JsonFields::JsonFields(std::span<const FieldSpec> specs)
    : m_specs(specs)
    , m_names(namesOf(specs))
    , m_types(typesOf(specs))
    , m_reader(m_names)
{
}

bool JsonFields::read(std::string_view message, Rejection& rejection)
{
    if (!m_reader.read(message)) {
        rejection = {RejectStage::Decode, RejectReason::NotJson, {}, m_reader.fault().describe(message)};
        return false;
    }
    for (std::size_t field = 0; field < m_specs.size(); ++field) {
        const FieldSpec& spec = m_specs[field];
        if (!spec.isRequired)
            continue;
        const JsonValue* value = m_reader.find(field);
        if (value == nullptr)
            return reject(rejection, RejectReason::MissingField, spec.name, "not in the message");
        if (value->type != m_types[field] || (spec.type == FieldType::Integer && !isInteger(value->text)))
            return reject(rejection, RejectReason::BadType, spec.name, typeFault(*value, spec));
    }
    return true;
}

std::optional<std::string_view> JsonFields::unescaped(const JsonValue& value, TextArena& arena)
{
    const auto size = unescapeJson(value.text, arena.reserve(value.text.size()));
    if (!size)
        return std::nullopt;
    const std::string_view text = arena.keep(*size);
    if (text.find('\0') != std::string_view::npos)
        return std::nullopt;
    return text;
}

} // namespace halcyon::engine
