#pragma once

#include "engine/codec/json_fields.h"
#include "engine/model/stream.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halcyon::engine {

/// Writes JSON payloads again as Avro, by the streams' own schemas
/// (resources/avro/). Not thread-safe.
class AvroTraffic {
public:
    AvroTraffic();

    /// Replaces the payload. What the schema cannot express, as most of what is
    /// broken, stays as it is: as from a producer that nobody moved to Avro.
    /// \param schemaId put before it in Confluent's frame
    void encode(StreamId stream, std::string& payload, std::optional<std::uint32_t> schemaId = {});

private:
    [[nodiscard]] bool writeUpi();
    [[nodiscard]] bool writeTransaction();
    [[nodiscard]] bool appendText(const JsonFields& fields, std::size_t field);

    JsonFields m_upi;
    JsonFields m_transactions;
    TextArena m_arena;
    std::string m_avro; // the record being written
};

} // namespace halcyon::engine
