#include "engine/codec/avro_compiler.h"

#include "engine/quality/text_excerpt.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace halcyon::engine {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kLargestSchema = std::size_t{1} << 20;
constexpr std::size_t kMostNodes = 10'000;
constexpr int kMostSchemaLevels = 64;
constexpr std::uint32_t kLargestFixed = 1U << 20;
constexpr int kMostScale = 38;

/// Why a schema is none; caught by `compile`, never leaves this file.
struct SchemaFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

[[nodiscard]] const Json& member(const Json& type, const char* name)
{
    const auto found = type.find(name);
    if (found == type.end())
        throw SchemaFault(std::string("a type without ") + name);
    return *found;
}

[[nodiscard]] std::string textMember(const Json& type, const char* name)
{
    const Json& value = member(type, name);
    if (!value.is_string())
        throw SchemaFault(std::string(name) + " is not a text");
    return value.get<std::string>();
}

[[nodiscard]] std::string optionalText(const Json& type, const char* name)
{
    const auto found = type.find(name);
    return found != type.end() && found->is_string() ? found->get<std::string>() : std::string();
}

[[nodiscard]] std::string fullNameOf(const std::string& name, const std::string& space)
{
    return space.empty() || name.find('.') != std::string::npos ? name : space + '.' + name;
}

[[nodiscard]] std::string spaceOf(const std::string& fullName)
{
    const std::size_t dot = fullName.rfind('.');
    return dot == std::string::npos ? std::string() : fullName.substr(0, dot);
}

/// The name that a definition gives its type: `name` may hold the namespace itself.
[[nodiscard]] std::string definedName(const Json& type, const std::string& outerSpace)
{
    const std::string own = optionalText(type, "namespace");
    return fullNameOf(textMember(type, "name"), type.contains("namespace") ? own : outerSpace);
}

[[nodiscard]] std::uint8_t scaleOf(const Json& type)
{
    const Json scale = type.value("scale", Json(0));
    if (!scale.is_number_integer() || scale.get<int>() < 0 || scale.get<int>() > kMostScale)
        throw SchemaFault("a decimal's scale is not within 0 to 38");
    return std::uint8_t(scale.get<int>());
}

/// The units a timestamp's logical type has in a millisecond; 0 when it is none.
[[nodiscard]] std::int32_t momentUnit(std::string_view logicalType) noexcept
{
    if (logicalType.ends_with("timestamp-millis"))
        return 1;
    if (logicalType.ends_with("timestamp-micros"))
        return 1'000;
    return logicalType.ends_with("timestamp-nanos") ? 1'000'000 : 0;
}

} // namespace

Result<AvroPlan> AvroCompiler::compile(std::string_view schemaJson)
{
    const auto refuse = [](const std::string& why) {
        return failure(ErrorCode::Data, "The Avro schema cannot be used: " + why + ".");
    };
    if (schemaJson.size() > kLargestSchema)
        return refuse("it has more than " + std::to_string(kLargestSchema) + " bytes");
    const Json schema = Json::parse(schemaJson, nullptr, false);
    if (schema.is_discarded())
        return refuse("it is not JSON");
    try {
        m_plan.m_root = add(schema, {.isMessage = true});
        const Node& root = m_plan.m_nodes[m_plan.m_root];
        if (root.op != Op::Record && root.op != Op::Union)
            return refuse("it is not of a record");
        return std::move(m_plan);
    } catch (const SchemaFault& fault) {
        return refuse(fault.what());
    } catch (const Json::exception&) {
        return refuse("a part of it has another type than Avro wants");
    }
}

AvroCompiler::NodeIndex AvroCompiler::add(const Json& type, const Place& place)
{
    if (place.level > kMostSchemaLevels)
        throw SchemaFault("its types are nested deeper than " + std::to_string(kMostSchemaLevels));
    if (type.is_string())
        return addNamed(type.get<std::string>(), place);
    if (type.is_array())
        return addUnion(type, place);
    if (!type.is_object())
        throw SchemaFault("a type is neither a name, nor a union, nor an object");
    const Json& kind = member(type, "type");
    Place inner = place;
    ++inner.level;
    if (!kind.is_string())
        return add(kind, inner); // {"type": {...}}
    const auto name = kind.get<std::string>();
    if (name == "array" || name == "map")
        return addContainer(type, name, inner);
    if (name != "record" && name != "error" && name != "enum" && name != "fixed")
        return addPrimitive(name, type, inner);

    const std::string fullName = definedName(type, place.space);
    m_definitions.emplace(fullName, &type);
    m_spaces.emplace(fullName, place.space);
    inner.space = spaceOf(fullName);
    if (name == "enum")
        return addEnum(type, inner);
    return name == "fixed" ? addFixed(type, inner) : addRecord(type, fullName, inner);
}

AvroCompiler::NodeIndex AvroCompiler::addNamed(const std::string& name, const Place& place)
{
    for (const std::string& fullName : {fullNameOf(name, place.space), name}) {
        const auto definition = m_definitions.find(fullName);
        if (definition == m_definitions.end())
            continue;
        const auto known = m_unwanted.find(fullName);
        if (known != m_unwanted.end() && place.field == AvroPlan::kUnwanted)
            return known->second;
        Place there = place;
        there.space = m_spaces.at(fullName);
        ++there.level;
        return add(*definition->second, there);
    }
    return addPrimitive(name, Json::object(), place);
}

AvroCompiler::NodeIndex AvroCompiler::addPrimitive(
    const std::string& name, const Json& type, const Place& place)
{
    static constexpr std::array<std::pair<std::string_view, Op>, 8> kPrimitives{
        {{"null", Op::Null}, {"boolean", Op::Boolean}, {"int", Op::Int}, {"long", Op::Long},
            {"float", Op::Float}, {"double", Op::Double}, {"bytes", Op::Text}, {"string", Op::Text}}};
    const auto* const found = std::ranges::find(kPrimitives, name, &std::pair<std::string_view, Op>::first);
    if (found == kPrimitives.end()) {
        if (m_definitions.contains(fullNameOf(name, place.space)) || m_definitions.contains(name))
            return addNamed(name, place); // {"type": "a.Name"}
        throw SchemaFault("the type " + excerpt(name) + " is not defined");
    }
    Node node{.op = found->second, .field = place.field};
    const std::string logicalType = optionalText(type, "logicalType");
    if (name == "bytes" && logicalType == "decimal") {
        node.op = Op::Decimal;
        node.scale = scaleOf(type);
    } else if (const std::int32_t unit = momentUnit(logicalType); name == "long" && unit != 0) {
        node.op = logicalType.starts_with("local-") ? Op::LocalMoment : Op::Moment;
        node.unit = unit;
    }
    return append(node);
}

AvroCompiler::NodeIndex AvroCompiler::addUnion(const Json& branches, const Place& place)
{
    const NodeIndex node = append({.op = Op::Union, .field = place.field});
    Place inner = place;
    ++inner.level;
    std::vector<NodeIndex> children;
    for (const Json& branch : branches) {
        if (branch.is_array())
            throw SchemaFault("a union stands in a union");
        children.push_back(add(branch, inner));
    }
    if (children.empty())
        throw SchemaFault("a union has no types");
    return appendChildren(node, children);
}

AvroCompiler::NodeIndex AvroCompiler::addRecord(const Json& type, const std::string& fullName, Place place)
{
    const NodeIndex node = append({.op = Op::Record, .field = place.field});
    const bool isMessage = std::exchange(place.isMessage, false);
    if (!isMessage && place.field == AvroPlan::kUnwanted)
        m_unwanted.emplace(fullName, node); // before its fields, which may name it
    place.field = AvroPlan::kUnwanted;
    const Json& fields = member(type, "fields");
    if (!fields.is_array())
        throw SchemaFault("the fields of " + excerpt(fullName) + " are not a list");
    std::vector<NodeIndex> children;
    for (const Json& field : fields) {
        Place inner = place;
        if (isMessage) {
            const auto wanted = std::ranges::find(m_wanted, textMember(field, "name"), &FieldSpec::name);
            if (wanted != m_wanted.end())
                inner.field = std::int8_t(wanted - m_wanted.begin());
        }
        children.push_back(add(member(field, "type"), inner));
    }
    return appendChildren(node, children);
}

AvroCompiler::NodeIndex AvroCompiler::addEnum(const Json& type, const Place& place)
{
    const auto symbols = member(type, "symbols").get<std::vector<std::string>>();
    const Node node{.op = Op::Enum,
        .field = place.field,
        .first = std::uint32_t(m_plan.m_symbols.size()),
        .count = std::uint32_t(symbols.size())};
    m_plan.m_symbols.insert(m_plan.m_symbols.end(), symbols.begin(), symbols.end());
    return append(node);
}

AvroCompiler::NodeIndex AvroCompiler::addFixed(const Json& type, const Place& place)
{
    const Json& size = member(type, "size");
    if (!size.is_number_unsigned() || size.get<std::uint64_t>() > kLargestFixed)
        throw SchemaFault("a fixed type's size is not within 0 to " + std::to_string(kLargestFixed));
    Node node{.op = Op::Fixed, .field = place.field, .count = size.get<std::uint32_t>()};
    if (optionalText(type, "logicalType") == "decimal") {
        node.op = Op::FixedDecimal;
        node.scale = scaleOf(type);
    }
    return append(node);
}

AvroCompiler::NodeIndex AvroCompiler::addContainer(
    const Json& type, const std::string& kind, const Place& place)
{
    const bool isMap = kind == "map";
    const NodeIndex node = append({.op = isMap ? Op::Map : Op::Array, .field = place.field});
    Place inner = place;
    inner.field = AvroPlan::kUnwanted;
    inner.isMessage = false;
    const NodeIndex item = add(member(type, isMap ? "values" : "items"), inner);
    m_plan.m_nodes[node].item = item;
    return node;
}

AvroCompiler::NodeIndex AvroCompiler::append(Node node)
{
    if (m_plan.m_nodes.size() >= kMostNodes)
        throw SchemaFault("it has more than " + std::to_string(kMostNodes) + " types");
    m_plan.m_nodes.push_back(node);
    return NodeIndex(m_plan.m_nodes.size() - 1);
}

AvroCompiler::NodeIndex AvroCompiler::appendChildren(NodeIndex parent, const std::vector<NodeIndex>& children)
{
    Node& node = m_plan.m_nodes[parent];
    node.first = std::uint32_t(m_plan.m_children.size());
    node.count = std::uint32_t(children.size());
    m_plan.m_children.insert(m_plan.m_children.end(), children.begin(), children.end());
    return parent;
}

} // namespace halcyon::engine
