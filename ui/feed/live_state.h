#pragma once

#include "engine/api/live_snapshot.h"
#include "ui/format/times.h"

#include <QMetaType>
#include <QString>

namespace halcyon::ui {

/// Whether what is on screen is what happens now.
struct LiveState {
    enum class Kind : unsigned char {
        Connecting, ///< nothing published yet, or Kafka not reached yet
        Waiting, ///< connected, but no message has ever come
        Live,
        Stale, ///< messages came, but none for `kSilence`, or Kafka or the engine is gone
        Paused, ///< by the operator
        Offline, ///< Kafka is down and no message has ever come
    };
    enum class Cause : unsigned char { None, KafkaDown, NoMessages, EngineSilent };

    /// So long without a message, a live stream counts as stale.
    static constexpr std::chrono::seconds kSilence{10};

    Kind kind = Kind::Connecting;
    Cause cause = Cause::None;
    engine::EventTime
        since{}; ///< wall clock; of Stale and Offline: of the newest message, or when Kafka went
    QString detail; ///< the engine's own sentence; may be empty

    friend bool operator==(const LiveState&, const LiveState&) = default;
};

[[nodiscard]] LiveState liveStateOf(const engine::LiveSnapshot& snapshot, engine::EventTime now);

/// For a badge: "LIVE", "STALE since 12:41:07".
[[nodiscard]] QString badgeOf(const LiveState& state, Zone zone);
/// For a banner: what happened, since when and what to do. Empty while live.
[[nodiscard]] QString sentenceOf(const LiveState& state, Zone zone);

/// The right edge of live charts on screen. While stale it goes on with the
/// clock, so that the time without data shows as a gap; else the snapshot's own.
[[nodiscard]] engine::EventTime shownEdge(
    const engine::LiveSnapshot& snapshot, const LiveState& state, engine::EventTime now);

} // namespace halcyon::ui

Q_DECLARE_METATYPE(halcyon::ui::LiveState)
