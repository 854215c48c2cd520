#pragma once

#include "engine/ingest/line_reader.h"
#include "engine/ingest/message_source.h"
#include "engine/model/partition.h"
#include "engine/model/stream.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace halcyon::engine {

struct FileSourceSettings {
    std::string path; ///< "-" is the standard input
    StreamId stream = StreamId::Upi; ///< of bare payloads, and of topics that no stream claims
    std::array<std::vector<std::string>, kStreamCount> topics; ///< by stream; the first names bare payloads
};

/// Messages from a .jsonl file (cli.md, "Files of messages").
///
/// A bare payload gets its stream's first topic, partition 0 and as its offset
/// the number of its line, from 0; an envelope's missing members likewise.
/// Empty lines are no messages. Lines may be 64 MB long and end in CRLF.
/// Threads: `poll` on one at a time, the rest on any.
/// Final errors: `Data` for an envelope that cannot be told, or offsets of a
/// partition that do not grow; `Storage` when reading fails. Each names its line.
class FileSource final : public MessageSource {
public:
    [[nodiscard]] static Result<std::unique_ptr<FileSource>> open(
        const FileSourceSettings& settings, PartitionTable& partitions);

    [[nodiscard]] Result<MessageBatch> poll(
        std::size_t mostMessages, std::chrono::milliseconds timeout) override;
    [[nodiscard]] bool isExhausted() const override;
    [[nodiscard]] std::vector<SourcePosition> positions() const override;
    [[nodiscard]] SourceState state() const override;

private:
    struct Batch;
    FileSource(LineReader reader, FileSourceSettings settings, PartitionTable& partitions);

    [[nodiscard]] Result<void> take(std::string_view line, Batch& batch);
    [[nodiscard]] SourcePosition& positionOf(const std::string& topic, std::int32_t number);
    [[nodiscard]] tl::unexpected<Error> badLine(const std::string& what) const;

    LineReader m_reader;
    FileSourceSettings m_settings;
    PartitionTable& m_partitions;
    Result<void> m_failure;
    mutable std::mutex m_mutex; // guards what other threads ask for: the two below
    std::map<std::pair<std::string, std::int32_t>, SourcePosition> m_positions;
    bool m_isExhausted = false;
};

} // namespace halcyon::engine
