#include "ui/feed/live_state.h"

#include <QCoreApplication>

namespace halcyon::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("LiveState", text);
}

LiveState beforeFirstMessage(const engine::LiveSnapshot& snapshot)
{
    const QString detail = QString::fromStdString(snapshot.kafka.detail);
    switch (snapshot.kafka.state) {
    case engine::LinkStatus::State::Down:
        return {LiveState::Kind::Offline, LiveState::Cause::KafkaDown, snapshot.kafka.since, detail};
    case engine::LinkStatus::State::Up:
        return {LiveState::Kind::Waiting, LiveState::Cause::NoMessages, snapshot.kafka.since, detail};
    case engine::LinkStatus::State::Connecting:
        break;
    }
    return {LiveState::Kind::Connecting, LiveState::Cause::None, snapshot.kafka.since, detail};
}

} // namespace

LiveState liveStateOf(const engine::LiveSnapshot& snapshot, engine::EventTime now)
{
    using Kind = LiveState::Kind;
    if (snapshot.sequence == 0)
        return {};
    if (snapshot.isPaused)
        return {Kind::Paused, LiveState::Cause::None, snapshot.takenAt, {}};
    if (snapshot.lastMessageAt == engine::EventTime{})
        return beforeFirstMessage(snapshot);
    const QString detail = QString::fromStdString(snapshot.kafka.detail);
    if (snapshot.kafka.state == engine::LinkStatus::State::Down)
        return {Kind::Stale, LiveState::Cause::KafkaDown, snapshot.lastMessageAt, detail};
    if (now - snapshot.takenAt >= LiveState::kSilence)
        return {Kind::Stale, LiveState::Cause::EngineSilent, snapshot.takenAt, detail};
    if (now - snapshot.lastMessageAt >= LiveState::kSilence)
        return {Kind::Stale, LiveState::Cause::NoMessages, snapshot.lastMessageAt, detail};
    return {Kind::Live, LiveState::Cause::None, {}, {}};
}

QString badgeOf(const LiveState& state, Zone zone)
{
    switch (state.kind) {
    case LiveState::Kind::Connecting:
        return tr("CONNECTING");
    case LiveState::Kind::Waiting:
        return tr("WAITING");
    case LiveState::Kind::Live:
        return tr("LIVE");
    case LiveState::Kind::Stale:
        return tr("STALE since %1").arg(formatClock(state.since, zone));
    case LiveState::Kind::Paused:
        return tr("PAUSED");
    case LiveState::Kind::Offline:
        break;
    }
    return tr("OFFLINE");
}

QString sentenceOf(const LiveState& state, Zone zone)
{
    const QString since = formatClock(state.since, zone);
    const auto orElse
        = [&state](const QString& sentence) { return state.detail.isEmpty() ? sentence : state.detail; };
    switch (state.kind) {
    case LiveState::Kind::Live:
        return {};
    case LiveState::Kind::Connecting:
        return orElse(tr("Connecting to Kafka; nothing has been read yet."));
    case LiveState::Kind::Waiting:
        return tr("Connected to Kafka, but no message has come yet: check that producers write to the "
                  "profile's topics.");
    case LiveState::Kind::Paused:
        return tr("Reading is paused; Kafka keeps the messages. Press P to go on where it stopped.");
    case LiveState::Kind::Offline:
        return orElse(
            tr("No data yet: Kafka cannot be reached; Halcyon keeps trying. Check the profile's brokers."));
    case LiveState::Kind::Stale:
        break;
    }
    if (state.cause == LiveState::Cause::EngineSilent)
        return tr("The engine has reported nothing since %1; if this lasts, restart the console.").arg(since);
    if (state.cause == LiveState::Cause::KafkaDown)
        return tr("Nothing new since %1.").arg(since) + u' '
            + orElse(tr("Kafka cannot be reached; Halcyon keeps trying."));
    return tr("No message has come since %1 although Kafka is connected: check the producers.").arg(since);
}

engine::EventTime shownEdge(
    const engine::LiveSnapshot& snapshot, const LiveState& state, engine::EventTime now)
{
    if (state.kind != LiveState::Kind::Stale || now <= snapshot.lastMessageAt)
        return snapshot.edge;
    const auto silence = std::chrono::floor<std::chrono::seconds>(now - snapshot.lastMessageAt);
    return std::max(snapshot.edge, std::min(snapshot.edge, snapshot.lastMessageAt) + silence);
}

} // namespace halcyon::ui
