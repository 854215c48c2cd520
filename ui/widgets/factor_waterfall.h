#pragma once

#include "engine/model/score.h"
#include "engine/model/stream.h"

#include <QWidget>

#include <vector>

namespace halcyon::ui {

/// Why a payment has its score: one line a factor with what was seen, what was
/// allowed and how many points it added, as steps up to the score.
class FactorWaterfall : public QWidget {
    Q_OBJECT
public:
    explicit FactorWaterfall(QWidget* parent = nullptr);

    /// `alertFrom`: the score from which such a payment raises an alert.
    void setScore(std::vector<engine::Factor> factors, int score, int alertFrom);
    [[nodiscard]] const std::vector<engine::Factor>& factors() const { return m_factors; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Columns;
    [[nodiscard]] Columns columns() const;
    void paintHead(QPainter& painter, const Columns& at) const;
    void paintLimits(QPainter& painter, const Columns& at) const;
    void paintFactor(QPainter& painter, const Columns& at, std::size_t number, int before) const;
    void paintSum(QPainter& painter, const Columns& at) const;

    std::vector<engine::Factor> m_factors;
    int m_score = 0;
    int m_alertFrom = 0;
};

/// The score from which a stream's default rules raise an alert. (An alert does
/// not carry the limit of the pack that raised it.)
[[nodiscard]] int defaultAlertScore(engine::StreamId stream);

} // namespace halcyon::ui
