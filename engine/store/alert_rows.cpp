#include "engine/store/commit_writer.h"
#include "engine/store/factors_json.h"

#include <string>
#include <vector>

namespace halcyon::engine {

namespace {

constexpr std::string_view kColumns
    = "id, stream, severity, score, rule, entity, payee, payment_id, amount, currency, event_time, fired_at, "
      "first_time, last_time, count, topic, partition, \"offset\", pack_version, factors";
constexpr std::int16_t kFields = 20;

// What is shown belongs to the highest score so far; counts and times only grow.
constexpr auto kUpsertSql
    = "INSERT INTO alerts AS a SELECT * FROM incoming_alerts ON CONFLICT (id) DO UPDATE SET "
      "(severity, score, payee, payment_id, amount, currency, event_time, topic, partition, \"offset\", "
      "pack_version, factors) = (SELECT i.severity, i.score, i.payee, i.payment_id, i.amount, i.currency, "
      "i.event_time, i.topic, i.partition, i.\"offset\", i.pack_version, i.factors FROM (SELECT excluded.* "
      "UNION ALL SELECT a.*) AS i ORDER BY i.score DESC, i.count DESC LIMIT 1), "
      "fired_at = least(a.fired_at, excluded.fired_at), first_time = least(a.first_time, "
      "excluded.first_time), "
      "last_time = greatest(a.last_time, excluded.last_time), count = greatest(a.count, excluded.count)";

/// One alert of a commit in its newest form, with the time of its first payment.
struct Incoming {
    const Alert* newest = nullptr;
    EventTime firstTime{};
};

std::vector<Incoming> newestOfEach(std::span<const ProcessedBatch> batches)
{
    std::vector<Incoming> incoming;
    std::map<AlertId, std::size_t> known;
    for (const auto& batch : batches) {
        for (const auto& alert : batch.alerts) {
            const auto [entry, isNew] = known.try_emplace(alert.id, incoming.size());
            if (isNew)
                incoming.push_back({&alert, alert.eventTime});
            incoming[entry->second].newest = &alert;
        }
    }
    return incoming;
}

void encode(CopyWriter& writer, const Incoming& incoming)
{
    const auto& alert = *incoming.newest;
    const auto id = formatAlertId(alert.id);
    const auto stream = streamName(alert.stream);
    const auto severity = severityName(alert.severity);
    const auto factors = factorsToJson(alert.factors);
    writer.row(kFields,
        id.size() + stream.size() + severity.size() + alert.rule.size() + alert.entity.size()
            + alert.payee.size() + alert.paymentId.size() + alert.topic.size() + alert.packVersion.size() + 3,
        factors.size());
    writer.text(id);
    writer.text(stream);
    writer.text(severity);
    writer.integer16(std::int16_t(alert.score));
    writer.text(alert.rule);
    writer.text(alert.entity);
    writer.text(alert.payee);
    writer.text(alert.paymentId);
    writer.numeric(alert.money.amount.steps);
    writer.text(alert.money.currency.code());
    writer.time(alert.eventTime);
    writer.time(alert.firedAt);
    writer.time(incoming.firstTime);
    writer.time(alert.lastTime);
    writer.integer32(std::int32_t(alert.count));
    writer.text(alert.topic);
    writer.integer32(alert.partition);
    writer.integer64(alert.offset);
    writer.text(alert.packVersion);
    writer.json(factors);
}

} // namespace

PgResult<void> storeAlerts(PgSession& session, std::span<const ProcessedBatch> batches)
{
    const auto alerts = newestOfEach(batches);
    if (alerts.empty())
        return {};
    if (auto made = session.query("CREATE TEMPORARY TABLE IF NOT EXISTS incoming_alerts (LIKE alerts) "
                                  "ON COMMIT DELETE ROWS");
        !made)
        return tl::unexpected(std::move(made.error()));
    CopyWriter writer;
    CopyStream copy(session, writer);
    if (auto begun = copy.begin("incoming_alerts (" + std::string(kColumns) + ")"); !begun)
        return begun;
    for (const auto& alert : alerts) {
        encode(writer, alert);
        if (auto sent = copy.sendFull(); !sent)
            return sent;
    }
    if (auto ended = copy.end(); !ended)
        return ended;
    if (auto stored = session.query(kUpsertSql); !stored)
        return tl::unexpected(std::move(stored.error()));
    return {};
}

} // namespace halcyon::engine
