#include "ui/charts/column_buckets.h"

#include <algorithm>
#include <cmath>

namespace halcyon::ui {

using namespace std::chrono;

void Bucket::add(float value)
{
    if (!hasValue) {
        first = least = most = value;
        hasValue = true;
    }
    least = std::min(least, value);
    most = std::max(most, value);
    last = value;
}

std::int64_t ColumnBuckets::rebuild(const engine::MetricSeries& series, const TimeAxis& axis)
{
    std::swap(m_buckets, m_before);
    const std::int64_t firstBefore = m_firstColumn;
    m_firstColumn = axis.firstColumn();
    m_buckets.assign(std::size_t(axis.columns), Bucket{});
    m_most = 0;
    bool isAfterGap = true;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
        const engine::EventTime second = series.start + seconds{std::int64_t(i)};
        if (second + seconds{1} > axis.edge)
            break; // still filling: it would dip
        const double value = series.values[i];
        const std::int64_t place = axis.columnOf(second) - m_firstColumn;
        if (!std::isfinite(value)) {
            isAfterGap = true;
        } else if (place >= 0 && place < axis.columns) {
            Bucket& bucket = m_buckets[std::size_t(place)];
            if (!bucket.hasValue)
                bucket.isAfterGap = isAfterGap;
            bucket.add(float(value));
            m_most = std::max(m_most, value);
            isAfterGap = false;
        }
    }
    if (firstBefore != m_firstColumn || m_before.size() != m_buckets.size())
        return m_firstColumn;
    const auto [changed, same] = std::ranges::mismatch(m_buckets, m_before);
    return m_firstColumn + (changed - m_buckets.begin());
}

const Bucket* ColumnBuckets::at(std::int64_t column) const
{
    const std::int64_t place = column - m_firstColumn;
    return place >= 0 && place < std::int64_t(m_buckets.size()) ? &m_buckets[std::size_t(place)] : nullptr;
}

} // namespace halcyon::ui
