#pragma once

#include "engine/model/ledger.h"
#include "engine/store/recorder_store.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace halcyon::engine {

/// The three families of day tables; a message is one row in one of them.
enum class RowFamily : std::uint8_t { UpiEvents, TransactionEvents, DeadLetters };

inline constexpr std::size_t kRowFamilyCount = 3;
inline constexpr std::array<RowFamily, kRowFamilyCount> kRowFamilies{
    RowFamily::UpiEvents, RowFamily::TransactionEvents, RowFamily::DeadLetters};

/// "upi_events", "transaction_events", "dead_letters".
[[nodiscard]] std::string_view familyName(RowFamily family) noexcept;
[[nodiscard]] constexpr RowFamily familyOf(StreamId stream) noexcept
{
    return stream == StreamId::Upi ? RowFamily::UpiEvents : RowFamily::TransactionEvents;
}
/// "upi_events_2026_11_21"; `day` counts from 2000-01-01.
[[nodiscard]] std::string dayTableName(RowFamily family, std::int32_t day);

/// How far one partition moves in a commit.
struct PartitionMove {
    PartitionName name;
    StreamId stream = StreamId::Upi;
    std::optional<std::int64_t> expected; ///< next offset in the database; nothing for a new partition
    std::int64_t first = 0; ///< where this commit starts
    std::int64_t next = 0; ///< where it ends
    std::optional<std::int64_t> endOffset;
};

/// The ledger's row of one partition and minute, as far as one commit adds to it.
struct LedgerEntry {
    std::size_t move = 0; ///< whose partition
    EventTime minute{};
    std::int64_t firstOffset = 0;
    std::int64_t nextOffset = 0;
    std::int64_t firstId = 0;
    std::int64_t lastId = 0;
    LedgerCounts counts;

    [[nodiscard]] std::int64_t skipped() const noexcept
    {
        return nextOffset - firstOffset - std::int64_t(counts.total());
    }
};

/// What a commit adds to the table of one family and day.
struct DayFacts {
    std::int64_t rows = 0;
    std::int64_t firstId = 0;
    std::int64_t lastId = 0;
    std::optional<EventTime> oldest;
    std::optional<EventTime> newest;

    void add(std::int64_t id, std::optional<EventTime> eventTime);
};

/// The batches of one UTC day of `readAt`.
struct DayGroup {
    std::int32_t day = 0; ///< from 2000-01-01
    std::vector<std::size_t> batches;
    std::array<DayFacts, kRowFamilyCount> families;
};

/// What reading knew of a partition before the message `beforeId`.
struct MarkRow {
    std::int64_t beforeId = 0;
    PartitionName name;
    StreamId stream = StreamId::Upi;
    PartitionMark::Kind kind = PartitionMark::Kind::Waiting;
};

/// What one commit changes, worked out once, before the first attempt.
struct CommitPlan {
    std::int64_t firstId = 0;
    std::int64_t lastId = 0; ///< firstId - 1 without messages
    EventTime readFrom{};
    EventTime readTo{};
    std::vector<std::int64_t> batchFirstIds;
    std::vector<PartitionMove> moves;
    std::vector<std::size_t> moveOfPartition; ///< by PartitionIndex; `kNoMove` for one that is not in it
    std::vector<LedgerEntry> ledger;
    std::vector<DayGroup> days;
    std::vector<MarkRow> marks; ///< in the order told

    static constexpr std::size_t kNoMove = std::size_t(-1);
    [[nodiscard]] std::int64_t messages() const noexcept { return lastId - firstId + 1; }
};

/// Checks a request against what is recorded and lays it out. `Data` when an
/// offset was recorded before or one is missing without being `skipped`;
/// `Internal` when the ids do not follow `lastId` or a message has no outcome.
[[nodiscard]] Result<CommitPlan> planCommit(
    const CommitRequest& request, const std::map<PartitionName, std::int64_t>& recorded, std::int64_t lastId);

} // namespace halcyon::engine
