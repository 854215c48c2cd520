#include "ui/alerts/activity_plot.h"

#include "ui/charts/time_axis.h"
#include "ui/charts/value_axis.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace halcyon::ui {

using namespace std::chrono;

namespace {

constexpr std::int64_t kMostBars = 72;
constexpr std::array<seconds, 15> kSteps{seconds{1}, seconds{5}, seconds{10}, seconds{30}, minutes{1}, minutes{2},
    minutes{5}, minutes{10}, minutes{20}, minutes{30}, hours{1}, hours{3}, hours{6}, hours{12}, hours{24}};
constexpr int kValueLines = 2;

} // namespace

ActivityPlot::ActivityPlot(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(kHeight);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void ActivityPlot::clear()
{
    m_bars.clear();
    m_step = seconds{0};
    update();
}

void ActivityPlot::setZone(Zone zone)
{
    m_zone = zone;
    update();
}

void ActivityPlot::setPayments(
    const std::vector<engine::HistoryRow>& payments, engine::EventTime until, engine::EventTime alertAt)
{
    clear();
    m_alertAt = alertAt;
    if (payments.empty())
        return;
    const auto oldest = std::ranges::min(payments, {}, &engine::HistoryRow::eventTime).eventTime;
    until = std::max(until, std::ranges::max(payments, {}, &engine::HistoryRow::eventTime).eventTime + seconds{1});
    const auto fits = [&](seconds step) { return (until - oldest) / step < kMostBars; };
    const auto step = std::ranges::find_if(kSteps, fits);
    m_step = step == kSteps.end() ? kSteps.back() : *step;
    m_start = engine::floorTo(oldest, m_step);
    m_bars.resize(std::min<std::size_t>(std::size_t((until - m_start) / m_step) + 1, 1000));
    for (const auto& payment : payments) {
        const auto place = std::size_t((payment.eventTime - m_start) / m_step);
        if (place >= m_bars.size())
            continue;
        ++m_bars[place].all;
        m_bars[place].failed += payment.status == engine::PaymentStatus::Failed ? 1 : 0;
    }
}

QString ActivityPlot::barLengthText() const
{
    if (m_step >= hours{1})
        return tr("%1 h").arg(m_step / hours{1});
    return m_step >= minutes{1} ? tr("%1 min").arg(m_step / minutes{1}) : tr("%1 s").arg(m_step.count());
}

int ActivityPlot::mostInABar() const
{
    return m_bars.empty() ? 0 : std::ranges::max(m_bars, {}, &Bar::all).all;
}

void ActivityPlot::paintAxes(QPainter& painter, const QRectF& plot, double top) const
{
    const Colours& c = colours();
    painter.setFont(uiFont(10));
    for (int line = 0; line <= kValueLines; ++line) {
        const double y = std::round(plot.bottom() - plot.height() * line / kValueLines);
        painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), line == 0 ? c.control : c.grid);
        painter.setPen(c.text2);
        painter.drawText(QRectF(0, y - 7, plot.left() - 6, 14), Qt::AlignRight | Qt::AlignVCenter,
            formatSi(top * line / kValueLines));
    }
    const auto end = m_start + m_step * std::int64_t(m_bars.size());
    const TimeAxis axis
        = TimeAxis::make(plot.left(), plot.right(), 1, end, ceil<seconds>(end - m_start));
    for (const auto& tick : timeTicks(axis, m_zone, 90)) {
        const double x = axis.xOf(tick.time);
        if (x > plot.left() + 16 && x < plot.right() - 16)
            painter.drawText(QRectF(x - 40, plot.bottom() + 3, 80, 14), Qt::AlignCenter, tick.label);
    }
}

void ActivityPlot::paintEvent(QPaintEvent*)
{
    if (m_bars.empty())
        return;
    const Colours& c = colours();
    QPainter painter(this);
    const QRectF plot(28, 14, width() - 28, height() - 32);
    const double top = niceEvenTop(mostInABar());
    paintAxes(painter, plot, top);
    const double each = plot.width() / double(m_bars.size());
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const auto bar = [&](int count, const QColor& colour) {
            const double height = plot.height() * count / top;
            painter.fillRect(QRectF(plot.left() + double(i) * each, plot.bottom() - height,
                                 std::max(1.0, each - 1), height),
                colour);
        };
        bar(m_bars[i].all, c.series[0]);
        bar(m_bars[i].failed, c.series[3]);
    }
    const auto end = m_start + m_step * std::int64_t(m_bars.size());
    if (m_alertAt < m_start || m_alertAt >= end)
        return;
    const double x = plot.left() + plot.width() * duration<double>(m_alertAt - m_start) / duration<double>(end - m_start);
    QPen pen(c.critical, 1, Qt::CustomDashLine);
    pen.setDashPattern({4, 3});
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.drawLine(QPointF(x, 2), QPointF(x, plot.bottom()));
    painter.setPen(c.criticalText);
    painter.setFont(uiFont(10));
    const bool isNearRight = x > plot.right() - 44;
    painter.drawText(QRectF(isNearRight ? x - 44 : x + 4, 0, 40, 12),
        int(isNearRight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, tr("alert"));
}

} // namespace halcyon::ui
