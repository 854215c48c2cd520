#include "tests/pg/recording.h"

#include "tests/pg/private_postgres.h"

namespace halcyon::tests {

using namespace halcyon::engine;

namespace {

PgRecorderSettings settingsOf(const std::string& uri)
{
    PgRecorderSettings settings;
    settings.connection = uri;
    return settings;
}

} // namespace

Recording::Recording(const std::string& uri, const std::string& cluster)
    : Recording(settingsOf(uri), cluster)
{
}

Recording::Recording(PgRecorderSettings settings, const std::string& cluster)
    : store(std::move(settings))
    , state(store.takeOver(cluster))
{
    if (state)
        nextId = state->lastId + 1;
}

Result<void> Recording::commit(const std::vector<ProcessedBatch>& batches)
{
    auto done = store.commit({.batches = batches,
        .partitions = &partitions,
        .firstId = nextId,
        .skipped = skipped,
        .endOffsets = endOffsets});
    if (!done)
        return done;
    skipped.clear();
    for (const auto& batch : batches)
        nextId += std::int64_t(batch.decoded.source.messages.size());
    return {};
}

Result<void> Recording::commit(const std::vector<MadeMessage>& messages, EventTime readAt)
{
    return commit(oneBatch(messages, partitions, readAt));
}

std::string brokenInvariant(const std::string& uri)
{
    auto session = connectTo(uri);
    const auto check = [&](const std::string& name, const std::string& sql) {
        const auto answer = ask(session, sql);
        return answer == "0" ? std::string() : name + ": " + answer + "\n";
    };
    std::string broken;
    broken += check("ids that are missing or double",
        "SELECT (SELECT last_id FROM recorder) - count(DISTINCT id) + count(*) - count(DISTINCT id) FROM "
        "raw_messages");
    broken += check("offsets that are double",
        "SELECT count(*) - count(DISTINCT (cluster, topic, partition, \"offset\")) FROM raw_messages");
    broken += check("partitions whose rows are not all offsets up to the next one",
        "SELECT count(*) FROM consumer_offsets o FULL JOIN (SELECT t.id AS topic, m.partition, count(*) AS "
        "rows, "
        "min(\"offset\") AS first, max(\"offset\") AS last FROM raw_messages m JOIN topics t ON t.cluster = "
        "m.cluster "
        "AND t.topic = m.topic GROUP BY 1, 2) m USING (topic, partition) LEFT JOIN (SELECT topic, partition, "
        "sum(skipped) AS skipped, min(first_offset) AS first FROM ledger GROUP BY 1, 2) l USING (topic, "
        "partition) "
        "WHERE o.next_offset IS DISTINCT FROM l.first + coalesce(m.rows, 0) + l.skipped");
    broken += check("ledger rows that do not sum to their offsets",
        "SELECT count(*) FROM ledger WHERE clean + duplicate + late + dead_letter + filtered + skipped "
        "<> next_offset - first_offset");
    broken += check("ledger counts that are not those of the rows",
        "SELECT count(*) FROM (SELECT topic, partition, sum(clean) AS clean, sum(duplicate) AS duplicate, "
        "sum(conflict) AS conflict, sum(late) AS late, sum(dead_letter) AS dead FROM ledger GROUP BY 1, 2) l "
        "FULL JOIN (SELECT t.id AS topic, partition, count(*) FILTER (WHERE bucket = 'clean') AS clean, "
        "count(*) FILTER (WHERE bucket IN ('duplicate', 'conflict')) AS duplicate, "
        "count(*) FILTER (WHERE bucket = 'conflict') AS conflict, count(*) FILTER (WHERE bucket = 'late') AS "
        "late, "
        "count(*) FILTER (WHERE bucket = 'dead_letter') AS dead FROM raw_messages m JOIN topics t "
        "ON t.cluster = m.cluster AND t.topic = m.topic GROUP BY 1, 2) r USING (topic, partition) "
        "WHERE (l.clean, l.duplicate, l.conflict, l.late, l.dead) IS DISTINCT FROM "
        "(r.clean, r.duplicate, r.conflict, r.late, r.dead)");
    broken += check("days that count other rows than they hold",
        "SELECT (SELECT coalesce(sum(row_count), 0) FROM recorded_days) - (SELECT count(*) FROM "
        "raw_messages)");
    broken += check("commits that do not follow one another",
        "SELECT count(*) FROM (SELECT first_id, lag(last_id, 1, 0::bigint) OVER (ORDER BY first_id) AS "
        "before "
        "FROM commits) c WHERE first_id <> before + 1");
    return broken;
}

} // namespace halcyon::tests
