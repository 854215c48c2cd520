#pragma once

#include "engine/model/result.h"

#include <cstdint>
#include <string>

namespace halcyon::engine {

/// A schema as a registry keeps it; what an id means never changes.
struct RegisteredSchema {
    enum class Type : std::uint8_t { Avro, Json, Protobuf };
    Type type = Type::Avro;
    std::string text;
};

/// Who knows what the ids in Confluent's frames mean. Safe from any thread.
class SchemaSource {
public:
    virtual ~SchemaSource() = default;

    /// May wait, a bounded time, and then not again for a while: a schema that
    /// was not to be had is answered at once until it is time to ask anew.
    /// `Missing` when there is none with that id, `Connect`, `Access` or
    /// `Timeout` when nobody says, `Data` for an answer that makes no sense. The
    /// message is one clause for a dead letter: "the registry knows no schema 7".
    [[nodiscard]] virtual Result<RegisteredSchema> find(std::uint32_t id) = 0;
};

} // namespace halcyon::engine
