#pragma once

#include "engine/api/history_values.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace halcyon::ui {

/// One line of a live chart, and what a click on it leads to.
struct LineStyle {
    std::string metric;
    QString name;
    int colour = 0; ///< into Colours::series
    bool hasArea = true;
    int decimals = 0; ///< of figures in legend and tooltip
    engine::StreamId stream = engine::StreamId::Upi;
    std::vector<engine::Filter> filters; ///< of the drill-down
};

/// A limit drawn across the plot: a dashed line, the band above it, a word.
struct Threshold {
    double value = 0;
    QString label;
};

} // namespace halcyon::ui
