#pragma once

#include "engine/model/event_time.h"

#include <chrono>

namespace halcyon::ui {

/// The smallest round number at or above `most` that five equal round steps reach; 1 for nothing.
[[nodiscard]] double niceTop(double most);

/// The same for counts: no step is a fraction.
[[nodiscard]] double niceCountTop(double most);

/// The smallest even digit times a power of ten at or above `most`, so that its
/// half is round too; 2 for nothing. For small plots with one line in the middle.
[[nodiscard]] double niceEvenTop(double most);

/// The top of a live value axis, which starts at 0. Grows when a value would
/// leave the plot, shrinks only after a while of much smaller values, and moves
/// at most once a second.
///
/// Told which value matters, it turns logarithmic, from 1 up in powers of ten,
/// while there are values beyond `kManyTimes` of it: else they would press what
/// is usual flat onto the bottom.
class ValueAxis {
public:
    static constexpr int kSteps = 5;
    static constexpr double kManyTimes = 100;

    explicit ValueAxis(double valueThatMatters = 0);

    /// Of something counted, whose ticks are whole numbers.
    [[nodiscard]] static ValueAxis ofCounts();

    /// Returns whether the top changed, and with it perhaps the kind of scale.
    bool follow(double most, engine::EventTime now);
    [[nodiscard]] double top() const { return m_top; }
    [[nodiscard]] bool isLogarithmic() const { return m_isLogarithmic; }
    /// Steps of the grid.
    [[nodiscard]] int steps() const;
    [[nodiscard]] double valueAt(int step) const;
    /// How far up a value stands: 0 at the bottom, 1 at the top.
    [[nodiscard]] double shareOf(double value) const;

private:
    double m_valueThatMatters; // 0: none
    double (*m_niceTop)(double) = niceTop;
    bool m_isLogarithmic = false;
    double m_top = 1;
    bool m_isFirst = true;
    engine::EventTime m_changedAt{};
    engine::EventTime m_largeAt{}; // when a value last needed most of the height
};

} // namespace halcyon::ui
