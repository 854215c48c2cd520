#include "engine/store/window_writer.h"

#include "engine/store/copy_stream.h"
#include "engine/store/pg_transaction.h"

#include <algorithm>
#include <variant>
#include <vector>

namespace halcyon::engine {

namespace {

std::string tableName(std::string_view id)
{
    return "window_" + std::string(id);
}

/// Column names in the order rows are written in.
struct Columns {
    std::vector<std::string> keys; ///< stream (where shared), window_start, keys, currency
    std::vector<std::string> measures;
};

Columns columnsOf(const WindowSchema& schema, bool hasStream)
{
    Columns columns;
    if (hasStream)
        columns.keys.emplace_back("stream");
    columns.keys.emplace_back("window_start");
    for (const auto key : schema.keys)
        columns.keys.push_back(quotedName(key));
    columns.keys.emplace_back("currency");
    for (const auto& measure : schema.measures)
        columns.measures.push_back(quotedName(measure.name));
    return columns;
}

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::string upsert(const std::string& table, const std::string& incoming, const Columns& columns)
{
    std::string set;
    for (const auto& name : columns.measures)
        set += (set.empty() ? "" : ", ") + name + " = excluded." + name;
    const auto all = joined(columns.keys) + ", " + joined(columns.measures);
    return "INSERT INTO " + table + " (" + all + ") SELECT " + all + " FROM " + incoming + " ON CONFLICT ("
        + joined(columns.keys) + ") DO UPDATE SET " + set;
}

void writeMeasure(CopyWriter& writer, const MeasureValue& value)
{
    if (const auto* count = std::get_if<std::int64_t>(&value))
        writer.integer64(*count);
    else if (const auto* sum = std::get_if<AmountSum>(&value))
        writer.numeric(sum->steps());
    else if (const auto* real = std::get_if<double>(&value))
        writer.real(*real);
    else
        writer.null();
}

bool fits(MeasureType type, const MeasureValue& value) noexcept
{
    switch (type) {
    case MeasureType::Count:
        return value.index() == 0 || std::holds_alternative<std::int64_t>(value);
    case MeasureType::Money:
        return value.index() == 0 || std::holds_alternative<AmountSum>(value);
    case MeasureType::Real:
        break;
    }
    return value.index() == 0 || std::holds_alternative<double>(value);
}

void encodeRows(CopyWriter& writer, const WindowRows& rows, bool hasStream)
{
    const auto& schema = *rows.schema;
    const auto fields = std::int16_t(schema.keys.size() + schema.measures.size() + (hasStream ? 3 : 2));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::size_t textBytes = 64; // stream and currency
        for (const auto& key : rows.keysOf(i))
            textBytes += key.size();
        writer.row(fields, textBytes, 0);
        if (hasStream)
            writer.text(streamName(schema.stream));
        writer.time(rows.window.from);
        for (const auto& key : rows.keysOf(i))
            writer.text(key);
        writer.text(rows.currencies[i].code());
        for (const auto& value : rows.measuresOf(i))
            writeMeasure(writer, value);
    }
}

/// By window id; the last of two that are the same window counts.
std::map<std::string, std::vector<const WindowRows*>> grouped(std::span<const ProcessedBatch> batches)
{
    std::map<std::string, std::vector<const WindowRows*>> groups;
    for (const auto& batch : batches) {
        for (const auto& rows : batch.windows) {
            auto& group = groups[std::string(rows.schema->id)];
            const auto same = std::find_if(group.begin(), group.end(), [&](const WindowRows* other) {
                return other->schema->stream == rows.schema->stream && other->window == rows.window;
            });
            if (same == group.end())
                group.push_back(&rows);
            else
                *same = &rows;
        }
    }
    return groups;
}

} // namespace

PgResult<void> WindowWriter::readTables(PgSession& session)
{
    const auto rows = session.query(
        "SELECT substr(c.relname, 8), a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = "
        "c.oid "
        "WHERE c.relname LIKE 'window\\_%' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped "
        "AND pg_table_is_visible(c.oid)");
    if (!rows)
        return tl::unexpected(rows.error());
    m_columns.clear();
    for (int i = 0; i < rows->size(); ++i)
        m_columns[rows->text(i, 0)].insert(rows->text(i, 1));
    return {};
}

Result<void> WindowWriter::checkOne(const WindowRows& rows) const
{
    const auto& schema = *rows.schema;
    const auto table = m_columns.find(schema.id);
    const auto hasColumn = [&](std::string_view name) { return table->second.contains(name); };
    const auto hasAll = table != m_columns.end()
        && std::all_of(schema.keys.begin(), schema.keys.end(), hasColumn)
        && std::all_of(schema.measures.begin(), schema.measures.end(),
            [&](const MeasureColumn& measure) { return hasColumn(measure.name); });
    if (!hasAll)
        return failure(ErrorCode::Missing,
            "The database has no table " + tableName(schema.id)
                + " with the columns of that window; switch the window off or update Halcyon.");
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t m = 0; m < schema.measures.size(); ++m)
            if (!fits(schema.measures[m].type, rows.measuresOf(i)[m]))
                return failure(ErrorCode::Internal,
                    "Measure " + std::string(schema.measures[m].name) + " of window " + std::string(schema.id)
                        + " has a value of another type; this is a defect, please report it.");
    return {};
}

Result<void> WindowWriter::check(std::span<const ProcessedBatch> batches) const
{
    for (const auto& batch : batches)
        for (const auto& rows : batch.windows)
            if (auto fine = checkOne(rows); !fine)
                return fine;
    return {};
}

PgResult<void> WindowWriter::writeTable(
    PgSession& session, const std::string& id, std::span<const WindowRows* const> windows)
{
    const auto table = quotedName(tableName(id));
    const auto incoming = quotedName("incoming_" + tableName(id));
    const bool hasStream = m_columns.find(id)->second.contains("stream");
    const auto columns = columnsOf(*windows.front()->schema, hasStream);
    if (auto made = session.query("CREATE TEMPORARY TABLE IF NOT EXISTS " + incoming + " (LIKE " + table
            + ") ON COMMIT DELETE ROWS");
        !made)
        return tl::unexpected(made.error());
    const auto all = joined(columns.keys) + ", " + joined(columns.measures);
    CopyStream copy(session, m_writer);
    if (auto begun = copy.begin(incoming + " (" + all + ")"); !begun)
        return begun;
    for (const auto* rows : windows) {
        encodeRows(m_writer, *rows, hasStream);
        if (auto sent = copy.sendFull(); !sent)
            return sent;
    }
    if (auto ended = copy.end(); !ended)
        return ended;
    if (auto stored = session.query(upsert(table, incoming, columns)); !stored)
        return tl::unexpected(stored.error());
    return {};
}

PgResult<void> WindowWriter::write(PgSession& session, std::span<const ProcessedBatch> batches)
{
    for (const auto& [id, windows] : grouped(batches)) {
        // Streams that share a table may bring different measures: each shape is written by itself.
        std::map<const WindowSchema*, std::vector<const WindowRows*>> bySchema;
        for (const auto* rows : windows)
            bySchema[rows->schema].push_back(rows);
        for (const auto& [schema, same] : bySchema) {
            if (auto done = writeTable(session, id, same); !done)
                return done;
            if (bySchema.size() > 1)
                if (auto emptied = session.query("DELETE FROM " + quotedName("incoming_" + tableName(id)));
                    !emptied)
                    return tl::unexpected(emptied.error());
        }
    }
    return {};
}

} // namespace halcyon::engine
