#pragma once

#include "ui/charts/refresh_scheduler.h"
#include "ui/feed/engine_feed.h"
#include "ui/feed/history_feed.h"
#include "ui/feed/zone_choice.h"

#include <QColor>
#include <QList>
#include <QWidget>

namespace halcyon::ui {

/// The line at the bottom: how the connections are, how far behind reading is,
/// and how the window itself keeps up. Looks once a second.
class StatusBar : public QWidget {
    Q_OBJECT
public:
    StatusBar(const EngineFeed& feed, const HistoryFeed* history, const RefreshScheduler& scheduler,
        const ZoneChoice& zone, QWidget* parent = nullptr);

    /// Takes the figures of now; called by its timer and by tests.
    void look();
    /// What a part says: "Kafka", "Postgres", "Recorder", "Lag", "Ingest", "UI", "Frame", "Memory", "UTC".
    /// Empty for a part that is not there: "UI" and "Frame" where nothing is refreshed.
    [[nodiscard]] QString valueOf(const QString& label) const;

    static constexpr int kHeight = 26;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Light : unsigned char { None, Ok, Warn, Bad, Off };
    struct Part {
        QString label, value, explanation;
        Light light = Light::None;
        QRectF shownAt;
    };
    [[nodiscard]] Part kafkaPart() const;
    [[nodiscard]] Part postgresPart() const;
    [[nodiscard]] Part recorderPart() const;
    [[nodiscard]] QList<Part> leftParts() const;
    [[nodiscard]] QList<Part> rightParts() const;
    static double paintPart(QPainter& painter, Part& part, double x);
    static double widthOf(const Part& part);

    const EngineFeed& m_feed;
    const HistoryFeed* m_history;
    const RefreshScheduler& m_scheduler;
    const ZoneChoice& m_zone;
    QTimer m_timer;
    QList<Part> m_left, m_right;
};

} // namespace halcyon::ui
