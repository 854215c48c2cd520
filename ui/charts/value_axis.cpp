#include "ui/charts/value_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace halcyon::ui {

namespace {

constexpr std::array kRoundSteps{1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0};
constexpr double kHeadroom = 1.04;
constexpr double kMuchSmaller = 0.7;
constexpr std::chrono::seconds kPatience{5};

} // namespace

double niceTop(double most)
{
    if (!std::isfinite(most) || most <= 0)
        return 1;
    const double step = most / ValueAxis::kSteps;
    const double scale = std::pow(10.0, std::floor(std::log10(step)));
    for (const double round : kRoundSteps) {
        if (round * scale >= step * (1 - 1e-9))
            return round * scale * ValueAxis::kSteps;
    }
    return kRoundSteps.back() * scale * ValueAxis::kSteps;
}

double niceCountTop(double most)
{
    return std::ceil(niceTop(most) / ValueAxis::kSteps - 1e-9) * ValueAxis::kSteps;
}

double niceEvenTop(double most)
{
    double power = 1;
    while (power * 10 < most)
        power *= 10;
    for (const double factor : {2.0, 4.0, 6.0, 8.0, 10.0}) {
        if (factor * power >= most)
            return factor * power;
    }
    return 20 * power;
}

ValueAxis::ValueAxis(double valueThatMatters)
    : m_valueThatMatters(valueThatMatters)
{
}

ValueAxis ValueAxis::ofCounts()
{
    ValueAxis axis;
    axis.m_niceTop = niceCountTop;
    return axis;
}

int ValueAxis::steps() const
{
    return m_isLogarithmic ? int(std::lround(std::log10(m_top))) : kSteps;
}

double ValueAxis::valueAt(int step) const
{
    return m_isLogarithmic ? std::pow(10.0, step) : m_top * step / kSteps;
}

double ValueAxis::shareOf(double value) const
{
    if (!m_isLogarithmic)
        return value / m_top;
    return std::log10(std::max(value, 1.0)) / std::log10(m_top); // NaN stays NaN
}

bool ValueAxis::follow(double most, engine::EventTime now)
{
    const bool isWide = m_valueThatMatters > 0 && most > kManyTimes * m_valueThatMatters;
    const double wanted = isWide ? std::pow(10.0, std::ceil(std::log10(most))) : m_niceTop(most * kHeadroom);
    if (wanted >= m_top * kMuchSmaller)
        m_largeAt = now;
    const bool mustGrow = wanted > m_top;
    const bool mayShrink = wanted < m_top && now - m_largeAt >= kPatience;
    const bool isSettled = now - m_changedAt >= std::chrono::seconds{1};
    if (!m_isFirst && !((mustGrow || mayShrink) && isSettled))
        return false;
    const bool isChanged = wanted != m_top || m_isFirst;
    m_isFirst = false;
    m_top = wanted;
    m_isLogarithmic = isWide;
    m_changedAt = m_largeAt = now;
    return isChanged;
}

} // namespace halcyon::ui
