#pragma once

#include "engine/api/history_values.h"
#include "ui/format/times.h"

#include <QWidget>

#include <vector>

namespace halcyon::ui {

/// How often an entity paid over the last hours, as bars; failed payments at
/// the foot of each in their colour.
class ActivityPlot : public QWidget {
    Q_OBJECT
public:
    explicit ActivityPlot(QWidget* parent = nullptr);

    /// Bars from the oldest of the payments up to `until`. `alertAt` is marked.
    void setPayments(const std::vector<engine::HistoryRow>& payments, engine::EventTime until, engine::EventTime alertAt);
    void setZone(Zone zone);
    void clear();
    /// How much time one bar stands for; 0 without payments.
    [[nodiscard]] std::chrono::seconds barLength() const { return m_step; }
    [[nodiscard]] QString barLengthText() const; ///< "5 min"
    [[nodiscard]] int mostInABar() const;

    static constexpr int kHeight = 92;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Bar {
        int all = 0;
        int failed = 0;
    };
    void paintAxes(QPainter& painter, const QRectF& plot, double top) const;

    std::vector<Bar> m_bars;
    engine::EventTime m_start{}, m_alertAt{};
    std::chrono::seconds m_step{0};
    Zone m_zone = Zone::Utc;
};

} // namespace halcyon::ui
