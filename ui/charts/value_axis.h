#pragma once

#include "engine/model/event_time.h"

#include <chrono>

namespace halcyon::ui {

/// The smallest round number at or above `most` that five equal round steps reach; 1 for nothing.
[[nodiscard]] double niceTop(double most);

/// The smallest even digit times a power of ten at or above `most`, so that its
/// half is round too; 2 for nothing. For small plots with one line in the middle.
[[nodiscard]] double niceEvenTop(double most);

/// The top of a live value axis, which starts at 0. Grows when a value would
/// leave the plot, shrinks only after a while of much smaller values, and moves
/// at most once a second.
class ValueAxis {
public:
    static constexpr int kSteps = 5;

    /// Returns whether the top changed.
    bool follow(double most, engine::EventTime now);
    [[nodiscard]] double top() const { return m_top; }

private:
    double m_top = 1;
    bool m_isFirst = true;
    engine::EventTime m_changedAt{};
    engine::EventTime m_largeAt{}; // when a value last needed most of the height
};

} // namespace halcyon::ui
