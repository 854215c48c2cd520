#include "ui/panels/grid_container.h"

#include <algorithm>
#include <cmath>

namespace halcyon::ui {

namespace {

constexpr double kLowestPitch = 34; // a tile of three rows then has its 94 px

} // namespace

void GridContainer::add(QWidget* panel, const GridPos& at)
{
    panel->setParent(this);
    m_items.append({panel, at});
    panel->setGeometry(rectOf(at));
    panel->show();
}

int GridContainer::rows() const
{
    int last = 1;
    for (const auto& item : m_items)
        last = std::max(last, item.at.y + item.at.h);
    return last;
}

int GridContainer::smallestHeight() const
{
    return int(rows() * kLowestPitch);
}

QRect GridContainer::rectOf(const GridPos& at) const
{
    const double columnPitch = (width() - 2 * kGap - (kColumns - 1) * kGap) / double(kColumns) + kGap;
    const double rowPitch = double(height()) / rows();
    const auto edge = [](double position) { return int(std::lround(position)); };
    const int left = edge(kGap + at.x * columnPitch);
    const int right = edge(kGap + (at.x + at.w) * columnPitch) - kGap;
    const int top = edge(at.y * rowPitch);
    const int bottom = edge((at.y + at.h) * rowPitch) - kGap;
    return {left, top, right - left, bottom - top};
}

void GridContainer::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (const auto& item : m_items)
        item.panel->setGeometry(rectOf(item.at));
}

} // namespace halcyon::ui
