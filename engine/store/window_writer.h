#pragma once

#include "engine/model/processed_batch.h"
#include "engine/store/copy_writer.h"
#include "engine/store/pg_session.h"

#include <map>
#include <set>
#include <span>
#include <string>

namespace halcyon::engine {

/// Stores final windows in their tables, inside the caller's transaction: any
/// window whose table (window_<id>) has its keys and measures as columns.
///
/// A window stored before is replaced, so a repeat changes nothing.
class WindowWriter {
public:
    /// Reads which window tables the database has.
    [[nodiscard]] PgResult<void> readTables(PgSession& session);

    /// `Missing` for a window without a table, `Internal` for a measure of
    /// another type than its schema says; neither is tried again.
    [[nodiscard]] Result<void> check(std::span<const ProcessedBatch> batches) const;

    [[nodiscard]] PgResult<void> write(PgSession& session, std::span<const ProcessedBatch> batches);

private:
    [[nodiscard]] PgResult<void> writeTable(
        PgSession& session, const std::string& id, std::span<const WindowRows* const> windows);
    [[nodiscard]] Result<void> checkOne(const WindowRows& rows) const;

    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> m_columns; ///< by window id
    CopyWriter m_writer;
};

} // namespace halcyon::engine
