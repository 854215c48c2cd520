#pragma once

#include "ui/charts/column_buckets.h"
#include "ui/charts/refresh_scheduler.h"
#include "ui/feed/zone_choice.h"
#include "ui/panels/panel_content.h"

#include <functional>

namespace halcyon::ui {

/// What a tile says beside its line.
struct TileText {
    QString value, unit;
    QString delta; ///< "▲ 3.1%"; empty: nothing to compare with
    enum class Mood : unsigned char { Good, Bad, Neutral, Critical } mood = Mood::Neutral;

    friend bool operator==(const TileText&, const TileText&) = default;
};

/// One figure, how it compares, and its last minutes as a line: 108 px high on
/// a full screen; without the line when there is no room.
class StatTile : public QWidget, public Refreshable {
    Q_OBJECT
public:
    struct Spec {
        QString title;
        QString shortTitle; ///< where the title does not fit; empty: the title is short enough
        std::string metric; ///< of the line
        int colour = 0;
        int smoothing = 1; ///< seconds the line is averaged over
        QString explanation; ///< tooltip
        std::function<TileText(const LiveView& view, std::span<const double> values)> text;
    };
    StatTile(Spec spec, EngineFeed& feed, const ZoneChoice& zone, RefreshScheduler& scheduler,
        QWidget* parent = nullptr);
    ~StatTile() override;

    void refresh() override;
    [[nodiscard]] bool isOnScreen() const override { return isVisible(); }
    [[nodiscard]] const TileText& text() const { return m_text; }
    [[nodiscard]] const QString& title() const { return m_spec.title; }

Q_SIGNALS:
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] QRectF sparkRect() const;
    void paintText(QPainter& painter) const;
    void paintTitle(QPainter& painter) const;
    void paintSpark(QPainter& painter) const;
    void rescale();

    Spec m_spec;
    EngineFeed& m_feed;
    const ZoneChoice& m_zone;
    RefreshScheduler& m_scheduler;
    MetricSubscription m_subscription;
    TileText m_text;
    TimeAxis m_axis;
    ColumnBuckets m_buckets;
    float m_least = 0, m_most = 1; // of the line's height
    bool m_isStale = false;
};

/// "▲ 3.1%" of `last` against `mean`, or "▲ 0.4" with `decimals` when it is not
/// relative; empty where it makes no sense.
[[nodiscard]] QString deltaText(double last, double mean, bool isRelative, int decimals);

} // namespace halcyon::ui
