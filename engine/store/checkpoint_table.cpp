#include "engine/store/checkpoint_table.h"

#include "engine/runtime/fault_point.h"
#include "engine/store/copy_stream.h"
#include "engine/store/pg_transaction.h"

#include <algorithm>
#include <string_view>

namespace halcyon::engine {

namespace {

constexpr std::size_t kPart = 8000; // with the row's head it fills a page of PostgreSQL

constexpr auto kHeadSql = "INSERT INTO checkpoints (through_id, size, created_at) SELECT $1, $2, "
                          "clock_timestamp() AT TIME ZONE 'UTC' FROM recorder "
                          "WHERE last_id >= $1 AND epoch = $3 ON CONFLICT (through_id) DO UPDATE "
                          "SET size = excluded.size, created_at = excluded.created_at";
constexpr auto kPartsGoneSql = "DELETE FROM checkpoint_parts WHERE through_id = $1";
constexpr auto kOldGoneSql = "DELETE FROM checkpoints WHERE through_id NOT IN "
                             "(SELECT through_id FROM checkpoints ORDER BY through_id DESC LIMIT 3)";

PgResult<void> copyParts(PgSession& session, const Checkpoint& checkpoint)
{
    CopyWriter rows;
    CopyStream copy(session, rows);
    if (auto begun = copy.begin("checkpoint_parts (through_id, part, bytes)"); !begun)
        return begun;
    std::string_view left = checkpoint.bytes;
    for (std::int32_t number = 0; !left.empty(); ++number) {
        const std::string_view part = left.substr(0, kPart);
        left.remove_prefix(part.size());
        rows.row(3, 0, part.size());
        rows.integer64(checkpoint.throughId);
        rows.integer32(number);
        rows.bytes(part);
        if (auto sent = copy.sendFull(); !sent)
            return sent;
    }
    return copy.end();
}

} // namespace

PgResult<std::vector<Checkpoint>> readCheckpoints(PgSession& session)
{
    const auto heads = session.query("SELECT through_id, size FROM checkpoints ORDER BY through_id DESC");
    if (!heads)
        return tl::unexpected(heads.error());
    std::vector<Checkpoint> checkpoints;
    for (int i = 0; i < heads->size(); ++i) {
        Checkpoint& checkpoint = checkpoints.emplace_back(heads->integer(i, 0));
        checkpoint.bytes.reserve(std::size_t(std::max<std::int64_t>(0, heads->integer(i, 1))));
        const auto read
            = session.stream("SELECT bytes FROM checkpoint_parts WHERE through_id = $1 ORDER BY part",
                PgParameters().integer(checkpoint.throughId), [&](const PgRows& row) {
                    checkpoint.bytes += row.text(0, 0);
                    return true;
                });
        if (!read)
            return tl::unexpected(read.error());
    }
    return checkpoints;
}

PgResult<bool> storeCheckpoint(PgSession& session, const Checkpoint& checkpoint, std::int64_t epoch)
{
    auto transaction = PgTransaction::begin(session);
    if (!transaction)
        return tl::unexpected(std::move(transaction.error()));
    const auto head = session.query(kHeadSql,
        PgParameters()
            .integer(checkpoint.throughId)
            .integer(std::int64_t(checkpoint.bytes.size()))
            .integer(epoch));
    if (!head)
        return tl::unexpected(head.error());
    if (head->affected() != 1)
        return false;
    if (auto gone = session.query(kPartsGoneSql, PgParameters().integer(checkpoint.throughId)); !gone)
        return tl::unexpected(std::move(gone.error()));
    if (auto copied = copyParts(session, checkpoint); !copied)
        return tl::unexpected(std::move(copied.error()));
    if (auto gone = session.query(kOldGoneSql); !gone)
        return tl::unexpected(std::move(gone.error()));
    faultPoint("after-checkpoint");
    if (auto done = transaction->commit(); !done)
        return tl::unexpected(std::move(done.error()));
    return true;
}

} // namespace halcyon::engine
