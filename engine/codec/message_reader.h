#pragma once

#include "engine/codec/avro_plan.h"
#include "engine/codec/binary_fields.h"
#include "engine/codec/json_fields.h"
#include "engine/codec/payment_reader.h"
#include "engine/codec/schema_source.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace halcyon::engine {

/// The messages of one stream in whatever encoding each of them came, plain or
/// behind the frame that Confluent's serializers write: a zero byte and four of
/// the schema's id, big-endian.
///
/// With `Encoding::Auto` a message whose first character is `{` is JSON: in
/// Avro that byte would be a text of negative length. Anything else is Avro: by
/// the schema that its frame names, or, plain or without a registry, by the
/// stream's own schema if it is that to the last byte.
template <typename Reader>
class MessageReader {
public:
    /// \param avroSchema the stream's own
    /// \param schemas may be null: no registry
    MessageReader(const StreamSettings& settings, const ZoneClock& zone, std::string_view avroSchema,
        std::shared_ptr<SchemaSource> schemas);

    /// Fills the task's payment and text, or its rejection and returns false.
    [[nodiscard]] bool read(const ReadTask& task);

private:
    static constexpr std::size_t kFrameSize = 5;

    /// How to read what was written by a registered schema.
    struct Writer {
        RegisteredSchema::Type type = RegisteredSchema::Type::Avro;
        Result<AvroPlan> plan; ///< of Avro
    };

    [[nodiscard]] bool readFramed(const ReadTask& task);
    [[nodiscard]] bool readEncoded(const ReadTask& task, std::string_view message, bool isFramed);
    [[nodiscard]] bool readRegistered(const ReadTask& task, std::string_view message, std::uint32_t schema);
    [[nodiscard]] Result<const Writer*> writerOf(std::uint32_t schema);
    [[nodiscard]] bool readUnknown(const ReadTask& task, std::string_view message, bool isFramed);
    [[nodiscard]] bool readJson(const ReadTask& task, std::string_view message);
    [[nodiscard]] bool readAvro(const ReadTask& task, std::string_view message, const AvroPlan& plan);
    [[nodiscard]] bool readBinary(const ReadTask& task);

    Encoding m_encoding;
    Reader m_reader;
    JsonFields m_json;
    BinaryFields m_binary;
    AvroPlan m_avro;
    std::shared_ptr<SchemaSource> m_schemas;
    std::unordered_map<std::uint32_t, Writer> m_writers; // by schema, of those that are known
    std::string m_fault; // of the last message that was not Avro
};

} // namespace halcyon::engine
