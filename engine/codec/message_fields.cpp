#include "engine/codec/message_fields.h"

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

/// Of a correct JSON number.
[[nodiscard]] bool isInteger(std::string_view number) noexcept
{
    return std::all_of(
        number.begin(), number.end(), [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

[[nodiscard]] std::string typeFault(const JsonValue& value, const FieldSpec& spec)
{
    const std::string found
        = value.type == spec.type ? excerpt(value.text) : std::string(jsonTypeName(value.type));
    return found + ", expected " + (spec.isInteger ? "integer" : std::string(jsonTypeName(spec.type)));
}

bool reject(Rejection& rejection, RejectReason reason, std::string_view field, std::string detail)
{
    rejection = {RejectStage::Validate, reason, std::string(field), std::move(detail)};
    return false;
}

} // namespace

MessageFields::MessageFields(std::span<const FieldSpec> specs)
    : m_specs(specs)
    , m_names(namesOf(specs))
    , m_reader(m_names)
{
}

bool MessageFields::read(std::string_view message, Rejection& rejection)
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
        if (value->type != spec.type || (spec.isInteger && !isInteger(value->text)))
            return reject(rejection, RejectReason::BadType, spec.name, typeFault(*value, spec));
    }
    return true;
}

std::optional<std::string_view> MessageFields::unescaped(const JsonValue& value, TextArena& arena)
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
