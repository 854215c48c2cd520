#include "engine/ingest/file_source.h"

#include "engine/ingest/jsonl_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace halcyon::engine {

namespace {

/// A batch ends early rather than hold more than this, so that long lines do not add up.
constexpr std::size_t kMostBytes = std::size_t{16} << 20;

} // namespace

/// A batch being filled, and the lines its messages point into.
struct FileSource::Batch {
    MessageBatch messages;
    std::shared_ptr<std::deque<JsonlMessage>> lines = std::make_shared<std::deque<JsonlMessage>>();
    std::size_t bytes = 0;
};

Result<std::unique_ptr<FileSource>> FileSource::open(
    const FileSourceSettings& settings, PartitionTable& partitions)
{
    if (settings.topics[indexOf(settings.stream)].empty())
        return failure(ErrorCode::Config,
            fmt::format("Stream {} has no topic: set one in the profile or pass --topic.",
                streamName(settings.stream)));
    auto reader = LineReader::open(settings.path);
    if (!reader)
        return tl::unexpected(reader.error());
    return std::unique_ptr<FileSource>(new FileSource(std::move(*reader), settings, partitions));
}

FileSource::FileSource(LineReader reader, FileSourceSettings settings, PartitionTable& partitions)
    : m_reader(std::move(reader))
    , m_settings(std::move(settings))
    , m_partitions(partitions)
{
}

Result<MessageBatch> FileSource::poll(std::size_t mostMessages, std::chrono::milliseconds timeout)
{
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    Batch batch;
    Result<void> outcome = m_failure;
    while (outcome && batch.lines->size() < mostMessages && batch.bytes < kMostBytes) {
        // What is there already is not kept back for what may come.
        const auto line
            = m_reader.next(batch.lines->empty() ? deadline : std::chrono::steady_clock::time_point{});
        if (!line)
            outcome = tl::unexpected(line.error());
        else if (!line->has_value())
            break;
        else if (!isBlankLine(**line))
            outcome = take(**line, batch);
    }
    m_failure = outcome; // told once what came before it is handed out, and from then on
    if (!outcome && batch.messages.messages.empty())
        return tl::unexpected(outcome.error());
    batch.messages.readAt = wallClockNow();
    batch.messages.bytes = std::move(batch.lines);
    if (outcome && m_reader.isAtEnd()) {
        const std::scoped_lock lock(m_mutex);
        m_isExhausted = true;
    }
    return std::move(batch.messages);
}

Result<void> FileSource::take(std::string_view line, Batch& batch)
{
    auto parsed = parseJsonlLine(line);
    if (!parsed)
        return badLine(parsed.error().message);
    const auto& kept = batch.lines->emplace_back(std::move(*parsed));
    batch.bytes += line.size();
    const auto number = std::int64_t(m_reader.linesRead()) - 1;
    const std::int64_t offset = kept.offset.value_or(number);

    Message message;
    {
        const std::scoped_lock lock(m_mutex);
        auto& position
            = positionOf(kept.topic.value_or(m_settings.topics[indexOf(m_settings.stream)].front()),
                kept.partition.value_or(0));
        if (position.firstOffset < 0)
            position.firstOffset = position.startedAt = position.position = offset;
        if (offset < position.position)
            return badLine(
                fmt::format("Offset {} comes after offset {} of the same partition; put the lines in order, "
                            "or leave the offsets out.",
                    offset, position.position - 1));
        position.position = offset + 1;
        message.partition = position.partition;
    }
    message.value = kept.value;
    message.isTombstone = kept.isTombstone;
    message.hasKey = kept.key.has_value();
    if (kept.key)
        message.key = *kept.key;
    message.offset = offset;
    message.recordTime = kept.timestamp;
    message.stream = m_partitions.at(message.partition).stream;
    message.firstHeader = std::uint32_t(batch.messages.headers.size());
    message.headerCount = std::uint32_t(kept.headers.size());
    for (const auto& [name, value] : kept.headers)
        batch.messages.headers.push_back({name, value});
    batch.messages.messages.push_back(message);
    return {};
}

SourcePosition& FileSource::positionOf(const std::string& topic, std::int32_t number)
{
    const auto [entry, isNew] = m_positions.try_emplace({topic, number});
    if (isNew) {
        auto stream = m_settings.stream;
        for (const auto candidate : kAllStreams) {
            const auto& topics = m_settings.topics[indexOf(candidate)];
            if (std::find(topics.begin(), topics.end(), topic) != topics.end())
                stream = candidate;
        }
        entry->second.partition = m_partitions.intern(topic, number, stream);
        entry->second.firstOffset = -1;
    }
    return entry->second;
}

tl::unexpected<Error> FileSource::badLine(const std::string& what) const
{
    return failure(
        ErrorCode::Data, fmt::format("Line {} of {}: {}", m_reader.linesRead(), m_reader.name(), what));
}

bool FileSource::isExhausted() const
{
    const std::scoped_lock lock(m_mutex);
    return m_isExhausted;
}

std::vector<SourcePosition> FileSource::positions() const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<SourcePosition> rows;
    for (const auto& [name, position] : m_positions) {
        rows.push_back(position);
        if (m_isExhausted)
            rows.back().endOffset = position.position;
    }
    return rows;
}

SourceState FileSource::state() const
{
    return {.link = SourceState::Link::Up};
}

} // namespace halcyon::engine
