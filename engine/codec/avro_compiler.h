#pragma once

#include "engine/codec/avro_plan.h"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <string>
#include <vector>

namespace halcyon::engine {

/// Turns one Avro schema into a plan. For one use.
class AvroCompiler {
public:
    explicit AvroCompiler(std::span<const FieldSpec> wanted)
        : m_wanted(wanted)
    {
    }

    [[nodiscard]] Result<AvroPlan> compile(std::string_view schemaJson);

private:
    using Json = nlohmann::json;
    using Node = AvroPlan::Node;
    using Op = AvroPlan::Op;
    using NodeIndex = std::uint32_t;

    /// Where in the schema a type stands.
    struct Place {
        std::string space; ///< the namespace that names without one belong to
        std::int8_t field = AvroPlan::kUnwanted;
        bool isMessage = false; ///< the message itself, whose fields are wanted
        int level = 0;
    };

    // Each throws `SchemaFault`, which `compile` catches.
    NodeIndex add(const Json& type, const Place& place);
    NodeIndex addNamed(const std::string& name, const Place& place);
    NodeIndex addPrimitive(const std::string& name, const Json& type, const Place& place);
    NodeIndex addUnion(const Json& branches, const Place& place);
    NodeIndex addRecord(const Json& type, const std::string& fullName, Place place);
    NodeIndex addEnum(const Json& type, const Place& place);
    NodeIndex addFixed(const Json& type, const Place& place);
    NodeIndex addContainer(const Json& type, const std::string& kind, const Place& place);
    NodeIndex append(Node node);
    NodeIndex appendChildren(NodeIndex parent, const std::vector<NodeIndex>& children);

    std::span<const FieldSpec> m_wanted;
    AvroPlan m_plan;
    std::map<std::string, const Json*> m_definitions; // by full name
    std::map<std::string, std::string> m_spaces; // the namespace inside each of them
    std::map<std::string, NodeIndex> m_unwanted; // records that are skipped, by full name
};

} // namespace halcyon::engine
