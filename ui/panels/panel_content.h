#pragma once

#include "engine/api/history_values.h"
#include "ui/feed/engine_feed.h"
#include "ui/models/values_model.h"

#include <QWidget>

#include <functional>
#include <optional>
#include <span>

namespace halcyon::ui {

/// What a live panel draws from, at one refresh.
struct LiveView {
    const engine::LiveSnapshot& snapshot;
    const LiveState& state;
    engine::EventTime edge; ///< the right edge of time
    engine::EventTime now; ///< wall clock
    Zone zone = Zone::Utc;

    [[nodiscard]] bool isStale() const { return state.kind == LiveState::Kind::Stale; }
    /// Whether any message has ever come; until then a zero is not a measurement.
    [[nodiscard]] bool hasMessages() const { return snapshot.lastMessageAt != engine::EventTime{}; }
    /// Whether Kafka has ever said where a log ends.
    [[nodiscard]] bool knowsLag() const;
    /// Where the gap without data begins, on the charts' own time.
    [[nodiscard]] std::optional<engine::EventTime> staleSince() const;
    [[nodiscard]] engine::TimeRange window() const { return {edge - snapshot.range, edge}; }
};
[[nodiscard]] LiveView makeLiveView(const EngineFeed& feed, Zone zone);

/// The values of a series whose second has ended by `edge`: a second still
/// filling would dip.
[[nodiscard]] std::span<const double> endedValues(const engine::MetricSeries& series, engine::EventTime edge);

/// Last, mean and largest of what is finite; NaN without any.
struct SeriesFigures {
    double last, mean, most;
};
[[nodiscard]] SeriesFigures figuresOf(std::span<const double> values);

/// The inside of a panel: shows a live view, tells its figures, and asks for
/// rows when somebody clicks or drags. Paints all of its rectangle.
class PanelContent : public QWidget {
    Q_OBJECT
public:
    explicit PanelContent(QWidget* parent = nullptr);

    /// Repaints what differs from the view shown before.
    virtual void showLive(const LiveView& view) = 0;
    /// Nothing to show in the last view: the panel says so instead.
    [[nodiscard]] virtual bool isEmpty() const { return false; }
    /// All it shows was read from Kafka: without any message the panel is empty, whatever the view holds.
    [[nodiscard]] virtual bool isFromMessages() const { return true; }
    /// What an empty panel says under "Nothing yet".
    [[nodiscard]] virtual QString emptyText() const { return tr("No payment in this time range."); }
    /// The figures shown, as text.
    [[nodiscard]] virtual ValueTable values() const = 0;

Q_SIGNALS:
    void drillRequested(const halcyon::engine::Drill& drill);
};

/// For a click on something both streams are in: a menu that asks which one.
void askStream(QWidget* owner, const QPoint& at, std::function<void(engine::StreamId)> chosen);

} // namespace halcyon::ui
