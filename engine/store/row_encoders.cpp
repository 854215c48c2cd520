#include "engine/store/row_encoders.h"

namespace halcyon::engine {

namespace {

constexpr std::string_view kDeadLetterColumns
    = "id, \"offset\", read_at, record_time, partition, topic, stage, reason, field, detail, key, headers, "
      "payload";
constexpr std::int16_t kDeadLetterFields = 13;

std::size_t rawSize(const MessageRow& row) noexcept
{
    return row.message->key.size() + row.message->value.size() + CopyWriter::sizeOf(row.headers);
}

void writeMessage(CopyWriter& writer, const MessageRow& row)
{
    const auto& message = *row.message;
    message.hasKey ? writer.bytes(message.key) : writer.null();
    writer.headers(row.headers);
    message.isTombstone ? writer.null() : writer.bytes(message.value);
}

} // namespace

std::string_view deadLetterColumns() noexcept
{
    return kDeadLetterColumns;
}

void encodeDeadLetter(CopyWriter& writer, const MessageRow& row, const Rejection& rejection)
{
    const auto stage = stageName(rejection.stage);
    const auto reason = reasonName(rejection.reason);
    writer.row(kDeadLetterFields,
        stage.size() + reason.size() + rejection.field.size() + rejection.detail.size(), rawSize(row));
    writer.integer64(row.id);
    writer.integer64(row.message->offset);
    writer.time(row.readAt);
    writer.optionalTime(row.message->recordTime);
    writer.integer32(row.place.partition);
    writer.integer16(row.place.topic);
    writer.text(stage);
    writer.text(reason);
    writer.optionalText(rejection.field);
    writer.optionalText(rejection.detail);
    writeMessage(writer, row);
}

char bucketLetter(const Outcome& outcome) noexcept
{
    switch (outcome.bucket) {
    case Bucket::Clean:
        return 'c';
    case Bucket::Late:
        return 'l';
    case Bucket::Duplicate:
        return outcome.isConflict ? 'x' : 'd';
    case Bucket::Filtered:
    case Bucket::DeadLetter: // has no row among the events
        break;
    }
    return 'f';
}

char statusLetter(PaymentStatus status) noexcept
{
    const auto name = statusName(status);
    return name.empty() ? '?' : name.front();
}

std::string_view bankOf(std::string_view vpa) noexcept
{
    const auto at = vpa.find('@');
    if (at == std::string_view::npos)
        return {};
    const auto rest = vpa.substr(at + 1);
    return rest.substr(0, rest.find('@'));
}

} // namespace halcyon::engine
