#include "engine/store/alert_history.h"

#include "engine/store/advisory_locks.h"
#include "engine/store/copy_writer.h"
#include "engine/store/factors_json.h"
#include "engine/store/pg_transaction.h"

#include <algorithm>
#include <array>

namespace halcyon::engine {

namespace {

constexpr std::array<std::string_view, 4> kKindNames{"acknowledge", "close", "note", "reopen"};
constexpr std::array<std::string_view, 4> kOutcomes{
    "confirmed", "valuable", "false_positive", "inconclusive"};
constexpr std::string_view kStoring = "store what was done to alerts";

AlertAction::Kind kindOf(std::string_view name) noexcept
{
    const auto found = std::find(kKindNames.begin(), kKindNames.end(), name);
    return AlertAction::Kind(found == kKindNames.end() ? 2 : found - kKindNames.begin());
}

Severity severityOfName(std::string_view name) noexcept
{
    for (std::size_t i = 0; i < kSeverityCount; ++i)
        if (severityName(Severity(i)) == name)
            return Severity(i);
    return Severity::Minimal;
}

Alert alertOf(const PgRows& rows, int i)
{
    Alert alert;
    alert.id = parseAlertId(rows.view(i, 0)).value_or(AlertId{});
    alert.stream = parseStreamName(rows.view(i, 1)).value_or(StreamId::Upi);
    alert.severity = severityOfName(rows.view(i, 2));
    alert.score = int(rows.integer(i, 3));
    alert.rule = rows.text(i, 4);
    alert.entity = rows.text(i, 5);
    alert.payee = rows.text(i, 6);
    alert.paymentId = rows.text(i, 7);
    alert.money.amount.steps = std::int64_t(rows.amount(i, 8).steps());
    alert.money.currency = Currency::parse(rows.view(i, 9)).value_or(Currency{});
    alert.eventTime = rows.time(i, 10);
    alert.firedAt = rows.time(i, 11);
    alert.lastTime = rows.time(i, 12);
    alert.count = std::uint32_t(rows.integer(i, 13));
    alert.topic = rows.text(i, 14);
    alert.partition = std::int32_t(rows.integer(i, 15));
    alert.offset = rows.integer(i, 16);
    alert.packVersion = rows.text(i, 17);
    alert.factors = factorsFromJson(rows.view(i, 18));
    return alert;
}

Result<void> checkActions(const std::vector<AlertAction>& actions)
{
    for (const auto& action : actions) {
        const bool isClose = action.kind == AlertAction::Kind::Close;
        const bool isKnown = std::find(kOutcomes.begin(), kOutcomes.end(), action.outcome) != kOutcomes.end();
        if (isClose ? !isKnown : !action.outcome.empty())
            return failure(ErrorCode::Usage,
                "Closing an alert, and nothing else, needs an outcome: confirmed, valuable, false_positive "
                "or "
                "inconclusive.");
    }
    return {};
}

PgResult<PgRows> insertActions(PgSession& session, const std::vector<AlertAction>& actions)
{
    std::array<std::vector<std::string>, 5> columns;
    for (const auto& action : actions) {
        columns[0].push_back(formatAlertId(action.alert));
        columns[1].emplace_back(kKindNames[std::size_t(action.kind)]);
        columns[2].push_back(action.outcome);
        columns[3].push_back(action.note);
        columns[4].push_back(action.actor);
    }
    PgParameters parameters;
    for (const auto& column : columns)
        parameters.texts(column);
    return session.query("INSERT INTO alert_actions (alert, kind, outcome, note, actor) "
                         "SELECT alert, kind, nullif(outcome, ''), note, actor FROM "
                         "unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY "
                         "AS n (alert, kind, outcome, note, actor, position) ORDER BY position "
                         "RETURNING sequence, at",
        parameters);
}

} // namespace

Result<std::vector<Alert>> readAlerts(HistorySession& session, TimeRange range, std::size_t limit)
{
    const auto rows = session.session.query(
        "SELECT id, stream, severity, score, rule, entity, payee, payment_id, amount, currency, event_time, "
        "fired_at, last_time, count, topic, partition, \"offset\", pack_version, factors::text FROM alerts "
        "WHERE first_time >= $1 AND first_time < $2 ORDER BY first_time DESC, id DESC LIMIT $3",
        PgParameters().time(range.from).time(range.to).integer(std::int64_t(limit)));
    if (!rows)
        return tl::unexpected(toError(rows.error(), "read alerts"));
    std::vector<Alert> alerts;
    for (int i = 0; i < rows->size(); ++i)
        alerts.push_back(alertOf(*rows, i));
    return alerts;
}

Result<std::vector<AlertAction>> readActionsAfter(HistorySession& session, std::int64_t after)
{
    const auto rows = session.session.query(
        "SELECT sequence, alert, kind, outcome, note, actor, at FROM alert_actions WHERE sequence > $1 "
        "ORDER BY sequence",
        PgParameters().integer(after));
    if (!rows)
        return tl::unexpected(toError(rows.error(), "read what was done to alerts"));
    std::vector<AlertAction> actions;
    for (int i = 0; i < rows->size(); ++i)
        actions.push_back({.sequence = rows->integer(i, 0),
            .alert = parseAlertId(rows->view(i, 1)).value_or(AlertId{}),
            .kind = kindOf(rows->view(i, 2)),
            .outcome = rows->text(i, 3),
            .note = rows->text(i, 4),
            .actor = rows->text(i, 5),
            .at = rows->time(i, 6)});
    return actions;
}

Result<std::vector<AlertAction>> storeActions(
    HistorySession& session, std::vector<AlertAction> actions, const std::string& actor)
{
    if (auto fine = checkActions(actions); !fine)
        return tl::unexpected(std::move(fine.error()));
    for (auto& action : actions) {
        action.note = cleanText(action.note);
        action.actor = cleanText(action.actor.empty() ? actor : action.actor);
    }
    auto transaction = PgTransaction::begin(session.session, "BEGIN READ WRITE");
    if (!transaction)
        return tl::unexpected(toError(transaction.error(), kStoring));
    if (auto locked
        = session.session.query("SELECT pg_advisory_xact_lock(" + lockKey(AdvisoryLock::AlertActions) + ")");
        !locked)
        return tl::unexpected(toError(locked.error(), kStoring));
    const auto rows = insertActions(session.session, actions);
    if (!rows)
        return tl::unexpected(toError(rows.error(), kStoring));
    if (auto done = transaction->commit(); !done)
        return tl::unexpected(toError(done.error(), kStoring));
    for (std::size_t i = 0; i < actions.size(); ++i) {
        actions[i].sequence = rows->integer(int(i), 0);
        actions[i].at = rows->time(int(i), 1);
    }
    return actions;
}

} // namespace halcyon::engine
