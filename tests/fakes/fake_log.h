#pragma once

#include "engine/ingest/message_source.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halcyon::tests {

/// Topics in memory that survive their readers, as a broker's do.
class FakeLog {
public:
    struct Record {
        engine::PartitionName partition;
        std::int64_t offset = 0;
        std::string value;
        engine::EventTime time{};
        bool isMissing = false; ///< an offset without a message: compacted, a transaction marker
        bool fellSilent = false; ///< no message, no offset: the partition fell silent here
    };

    /// The offset is the next one of its partition.
    void append(Record record)
    {
        record.offset = record.fellSilent ? m_ends[record.partition] : m_ends[record.partition]++;
        m_records.push_back(std::move(record));
    }
    [[nodiscard]] const std::vector<Record>& records() const { return m_records; } ///< as appended
    [[nodiscard]] const std::map<engine::PartitionName, std::int64_t>& ends() const { return m_ends; }

private:
    std::vector<Record> m_records;
    std::map<engine::PartitionName, std::int64_t> m_ends;
};

/// Reads a FakeLog to its end in the order it was appended, wherever it starts:
/// what is decided must not depend on where a reader was interrupted, but may
/// depend on how partitions interleave.
class FakeSource final : public engine::MessageSource {
public:
    using StartOffset = std::function<std::optional<std::int64_t>(const std::string&, std::int32_t)>;

    FakeSource(std::shared_ptr<const FakeLog> log, std::shared_ptr<engine::PartitionTable> partitions,
        const StartOffset& start, std::size_t messagesAPoll);

    [[nodiscard]] engine::Result<engine::MessageBatch> poll(
        std::size_t most, std::chrono::milliseconds timeout) override;
    [[nodiscard]] bool isExhausted() const override { return m_next == m_log->records().size(); }
    [[nodiscard]] std::vector<engine::SourcePosition> positions() const override;
    [[nodiscard]] engine::SourceState state() const override { return {engine::SourceState::Link::Up, {}}; }

private:
    std::shared_ptr<const FakeLog> m_log;
    std::shared_ptr<engine::PartitionTable> m_partitions;
    std::map<engine::PartitionName, std::int64_t> m_positions;
    std::size_t m_messagesAPoll;
    std::size_t m_next = 0; ///< in the log's records
};

} // namespace halcyon::tests
