#pragma once

#include "engine/api/live_snapshot.h"
#include "ui/charts/time_axis.h"

#include <cstdint>
#include <vector>

namespace halcyon::ui {

/// The values of one series that fall into one pixel column.
struct Bucket {
    float first = 0, least = 0, most = 0, last = 0;
    bool hasValue = false;
    bool isAfterGap = false; ///< the line is broken before it

    void add(float value);
    friend bool operator==(const Bucket&, const Bucket&) = default;
};

/// One series, reduced to what a plot of a given width can show.
class ColumnBuckets {
public:
    /// Takes all values whose second has ended by the axis's edge. Returns the
    /// leftmost column that is not as before, or `edgeColumn + 1` when none is.
    std::int64_t rebuild(const engine::MetricSeries& series, const TimeAxis& axis);
    void clear() { m_buckets.clear(); }

    [[nodiscard]] const Bucket* at(std::int64_t column) const;
    [[nodiscard]] std::int64_t firstColumn() const { return m_firstColumn; }
    [[nodiscard]] std::int64_t lastColumn() const
    {
        return m_firstColumn + std::int64_t(m_buckets.size()) - 1;
    }
    [[nodiscard]] double most() const { return m_most; } ///< of all columns; 0 without values

private:
    std::vector<Bucket> m_buckets;
    std::vector<Bucket> m_before; // the last picture, to find what changed
    std::int64_t m_firstColumn = 0;
    double m_most = 0;
};

} // namespace halcyon::ui
