#include "engine/codec/message_reader.h"

#include "engine/codec/transaction_reader.h"
#include "engine/codec/upi_reader.h"

#include <algorithm>
#include <utility>

namespace halcyon::engine {

namespace {

[[nodiscard]] bool isSpace(char c) noexcept
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

[[nodiscard]] bool startsAsObject(std::string_view message) noexcept
{
    if (message.starts_with('{'))
        return true;
    const auto* const first = std::find_if_not(message.begin(), message.end(), isSpace);
    return first != message.end() && *first == '{';
}

/// Whether it holds bytes that no text has.
[[nodiscard]] bool isBinary(std::string_view message) noexcept
{
    return std::ranges::any_of(message, [](char c) { return std::uint8_t(c) < 0x20 && !isSpace(c); });
}

} // namespace

template <typename Reader>
MessageReader<Reader>::MessageReader(const StreamSettings& settings, const ZoneClock& zone,
    std::string_view avroSchema, std::shared_ptr<SchemaSource> schemas)
    : m_encoding(settings.encoding)
    , m_reader(settings, zone)
    , m_json(Reader::specs())
    , m_binary(Reader::specs())
    , m_avro(AvroPlan::compile(avroSchema, Reader::specs()).value()) // our own, with our fields
    , m_schemas(std::move(schemas))
{
}

template <typename Reader>
bool MessageReader<Reader>::read(const ReadTask& task)
{
    const std::string_view value = task.message.value;
    const bool isFramed = value.size() >= kFrameSize && value.front() == '\0';
    return isFramed ? readFramed(task) : readEncoded(task, value, false);
}

template <typename Reader>
bool MessageReader<Reader>::readFramed(const ReadTask& task)
{
    const std::string_view value = task.message.value;
    const std::string_view message = value.substr(kFrameSize);
    std::uint32_t schema = 0;
    for (const char byte : value.substr(1, kFrameSize - 1))
        schema = (schema << 8) | std::uint8_t(byte);
    const bool isRegistered
        = m_schemas != nullptr && m_encoding != Encoding::Json && !startsAsObject(message);
    if (isRegistered ? readRegistered(task, message, schema) : readEncoded(task, message, true))
        return true;
    if (task.rejection.stage != RejectStage::Decode)
        return false;
    // What looks like a frame may be a plain record whose first text is empty.
    if (m_encoding != Encoding::Json && m_avro.read(value, m_binary, task.arena, m_fault))
        return readBinary(task);
    task.rejection.detail += ", behind the frame of schema " + std::to_string(schema);
    return false;
}

template <typename Reader>
bool MessageReader<Reader>::readRegistered(
    const ReadTask& task, std::string_view message, std::uint32_t schema)
{
    const auto writer = writerOf(schema);
    if (writer && (*writer)->type == RegisteredSchema::Type::Json)
        return readJson(task, message);
    if (writer && (*writer)->plan)
        return readAvro(task, message, *(*writer)->plan);
    task.rejection = {RejectStage::Decode, RejectReason::UnknownSchema, {},
        writer ? (*writer)->plan.error().message : writer.error().message};
    return false;
}

template <typename Reader>
auto MessageReader<Reader>::writerOf(std::uint32_t schema) -> Result<const Writer*>
{
    if (const auto known = m_writers.find(schema); known != m_writers.end())
        return &known->second;
    const auto found = m_schemas->find(schema);
    if (!found)
        return tl::unexpected(found.error());
    Result<AvroPlan> plan = found->type == RegisteredSchema::Type::Avro
        ? AvroPlan::compile(found->text, Reader::specs())
        : failure(ErrorCode::Data, "the schema is for Protobuf, which is not read yet");
    return &m_writers.emplace(schema, Writer{found->type, std::move(plan)}).first->second;
}

template <typename Reader>
bool MessageReader<Reader>::readEncoded(const ReadTask& task, std::string_view message, bool isFramed)
{
    switch (m_encoding) {
    case Encoding::Json:
        return readJson(task, message);
    case Encoding::Avro:
        return readAvro(task, message, m_avro);
    case Encoding::Auto:
        break;
    }
    return startsAsObject(message) ? readJson(task, message) : readUnknown(task, message, isFramed);
}

template <typename Reader>
bool MessageReader<Reader>::readUnknown(const ReadTask& task, std::string_view message, bool isFramed)
{
    if (m_avro.read(message, m_binary, task.arena, m_fault))
        return readBinary(task);
    if (!isFramed && !isBinary(message))
        return readJson(task, message); // which says why it is none
    task.rejection = {RejectStage::Decode, RejectReason::NotAvro, {}, m_fault};
    return false;
}

template <typename Reader>
bool MessageReader<Reader>::readJson(const ReadTask& task, std::string_view message)
{
    return m_json.read(message, task.rejection) && m_reader.read(task, m_json);
}

template <typename Reader>
bool MessageReader<Reader>::readAvro(const ReadTask& task, std::string_view message, const AvroPlan& plan)
{
    if (plan.read(message, m_binary, task.arena, m_fault))
        return readBinary(task);
    task.rejection = {RejectStage::Decode, RejectReason::NotAvro, {}, m_fault};
    return false;
}

template <typename Reader>
bool MessageReader<Reader>::readBinary(const ReadTask& task)
{
    return m_binary.checkShape(task.rejection) && m_reader.read(task, m_binary);
}

template class MessageReader<UpiReader>;
template class MessageReader<TransactionReader>;

} // namespace halcyon::engine
