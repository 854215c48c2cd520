#include "ui/explore/drill_histogram_view.h"

#include "ui/charts/time_axis.h"
#include "ui/charts/value_axis.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace halcyon::ui {

using namespace std::chrono;
using engine::EventTime;
using engine::TimeRange;

namespace {

constexpr std::array<seconds, 17> kSteps{seconds{1}, seconds{2}, seconds{5}, seconds{10}, seconds{15},
    seconds{30}, minutes{1}, minutes{2}, minutes{5}, minutes{10}, minutes{15}, minutes{30}, hours{1},
    hours{3}, hours{6}, hours{12}, hours{24}};
constexpr std::int64_t kMostBars = 150;
constexpr seconds kShortest{20};
constexpr hours kLongest{24 * 90};
constexpr double kGripWidth = 5;
constexpr int kValueLines = 2;

/// "7 min", "1 h 30 min", "45 s".
QString lengthText(microseconds length)
{
    const auto whole = round<seconds>(length);
    if (whole < minutes{2})
        return DrillHistogramView::tr("%1 s").arg(whole.count());
    const auto inHours = floor<hours>(whole);
    const auto rest = floor<minutes>(whole - inHours);
    if (inHours.count() == 0)
        return DrillHistogramView::tr("%1 min").arg(rest.count());
    return rest.count() == 0 ? DrillHistogramView::tr("%1 h").arg(inHours.count())
                             : DrillHistogramView::tr("%1 h %2 min").arg(inHours.count()).arg(rest.count());
}

TimeRange ordered(EventTime a, EventTime b)
{
    return a < b ? TimeRange{a, b} : TimeRange{b, a};
}

} // namespace

DrillHistogramView::DrillHistogramView(QWidget* parent)
    : QWidget(parent)
    , m_barColour(colours().series[0])
{
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Rows over time"));
}

TimeRange DrillHistogramView::contextOf(const TimeRange& range, EventTime now)
{
    const auto length = std::max<microseconds>(range.length(), kShortest / 3);
    const TimeRange wide{range.from - length, std::max(std::min(range.to + length, now), range.to)};
    const auto step = stepOf(wide);
    return {engine::floorTo(wide.from, step), engine::floorTo(wide.to + step - microseconds{1}, step)};
}

seconds DrillHistogramView::stepOf(const TimeRange& around)
{
    const auto fits = [&around](seconds step) { return around.length() / step <= kMostBars; };
    const auto found = std::ranges::find_if(kSteps, fits);
    return found == kSteps.end() ? kSteps.back() : *found;
}

void DrillHistogramView::setRanges(const TimeRange& around, const TimeRange& selection)
{
    m_around = around;
    m_selection = m_shown = selection;
    update();
}

void DrillHistogramView::setHistogram(std::optional<engine::DrillHistogram> histogram)
{
    m_histogram = std::move(histogram);
    m_remark.clear();
    update();
}

void DrillHistogramView::setRemark(const QString& remark)
{
    m_remark = remark;
    update();
}

void DrillHistogramView::setBarColour(const QColor& colour)
{
    m_barColour = colour;
    update();
}

void DrillHistogramView::setZone(Zone zone)
{
    m_zone = zone;
    update();
}

std::uint64_t DrillHistogramView::rowsInSight() const
{
    std::uint64_t rows = 0;
    if (m_histogram) {
        for (const auto* counts : {&m_histogram->matching, &m_histogram->others}) {
            for (const auto count : *counts)
                rows += count;
        }
    }
    return rows;
}

QRectF DrillHistogramView::plot() const
{
    return QRectF(rect()).adjusted(60, 4, -26, -26);
}

double DrillHistogramView::pixelsPerSecond() const
{
    return plot().width() / std::max(1e-6, duration<double>(m_around.length()).count());
}

double DrillHistogramView::xOf(EventTime time) const
{
    return plot().left() + duration<double>(time - m_around.from).count() * pixelsPerSecond();
}

EventTime DrillHistogramView::timeAt(double x) const
{
    const double clamped = std::clamp(x, plot().left(), plot().right());
    const auto back = duration<double>((clamped - plot().left()) / pixelsPerSecond());
    return m_around.from + duration_cast<microseconds>(back);
}

double DrillHistogramView::mostRows() const
{
    double most = 0;
    for (std::size_t i = 0; m_histogram && i < m_histogram->matching.size(); ++i)
        most = std::max(most, double(m_histogram->matching[i] + m_histogram->others[i]));
    return most;
}

void DrillHistogramView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().panel);
    if (m_around.length() <= microseconds{0})
        return;
    const double top = niceEvenTop(mostRows());
    QColor shade = colours().accent;
    shade.setAlphaF(0.14F);
    const QRectF area = plot();
    const double from = std::clamp(xOf(m_shown.from), area.left(), area.right());
    const double to = std::clamp(xOf(m_shown.to), area.left(), area.right());
    painter.fillRect(QRectF(from, area.top(), to - from, area.height()), shade);
    paintAxes(painter, top);
    paintBars(painter, top);
    paintSelection(painter);
    paintTooltip(painter);
}

void DrillHistogramView::paintAxes(QPainter& painter, double top) const
{
    const Colours& c = colours();
    const QRectF area = plot();
    painter.setFont(uiFont(11));
    for (int line = 0; line <= kValueLines; ++line) {
        const double y = std::round(area.bottom() - area.height() * line / kValueLines);
        painter.fillRect(QRectF(area.left(), y, area.width(), 1), line == 0 ? c.control : c.grid);
        painter.setPen(c.text2);
        if (m_histogram)
            painter.drawText(QRectF(0, y - 8, area.left() - 8, 16), Qt::AlignRight | Qt::AlignVCenter,
                formatSi(top * line / kValueLines));
    }
    const TimeAxis axis
        = TimeAxis::make(area.left(), area.right(), 1, m_around.to, ceil<seconds>(m_around.length()));
    for (const auto& tick : timeTicks(axis, m_zone, 90)) {
        const double x = xOf(tick.time);
        if (x < area.left() + 14 || x > area.right() - 14)
            continue;
        painter.fillRect(QRectF(std::round(x), area.bottom(), 1, 4), c.control);
        painter.drawText(QRectF(x - 40, area.bottom() + 6, 80, 16), Qt::AlignCenter, tick.label);
    }
}

void DrillHistogramView::paintBars(QPainter& painter, double top) const
{
    if (!m_histogram)
        return;
    const QRectF area = plot();
    for (std::size_t i = 0; i < m_histogram->matching.size(); ++i) {
        const double rows = double(m_histogram->matching[i] + m_histogram->others[i]);
        if (rows <= 0)
            continue;
        const EventTime start = m_histogram->start + m_histogram->step * std::int64_t(i);
        const double left = std::max(area.left(), xOf(start));
        const double right = std::min(area.right(), xOf(start + m_histogram->step));
        const double gap = right - left > 4 ? 1 : 0;
        const double height = std::max(1.0, area.height() * rows / top);
        const bool isInRange = m_shown.contains(start + microseconds{m_histogram->step} / 2);
        painter.fillRect(
            QRectF(left + gap / 2, area.bottom() - height, std::max(0.5, right - left - gap), height),
            isInRange ? m_barColour : colours().control);
    }
}

void DrillHistogramView::paintSelection(QPainter& painter) const
{
    const Colours& c = colours();
    const QRectF area = plot();
    for (const EventTime edge : {m_shown.from, m_shown.to}) {
        const double x = std::round(xOf(edge));
        if (x < area.left() - 1 || x > area.right() + 1)
            continue;
        painter.fillRect(QRectF(x, area.top(), 1, area.height()), c.accent);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.accent);
        painter.drawRoundedRect(QRectF(x - 2, area.center().y() - 11, 5, 22), 2, 2);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    if (hasFocus() && m_grip == Grip::None) {
        painter.setPen(QPen(c.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(area.adjusted(-1, 0, 0, 0));
    }
    const QString label = formatRange(m_shown, m_zone) + QStringLiteral(" · ") + lengthText(m_shown.length());
    painter.setFont(uiFont(11));
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(label) + 20;
    double x = xOf(m_shown.to) + 9;
    if (x + width > area.right())
        x = std::max(area.left() + 4, xOf(m_shown.from) - width - 9);
    painter.setPen(QPen(c.control, 1));
    painter.setBrush(c.raised);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(std::round(x) + 0.5, area.top() + 2.5, std::round(width), 20);
    painter.drawRoundedRect(box, 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(c.text);
    painter.drawText(box, Qt::AlignCenter, label);
    if (m_histogram || m_remark.isEmpty())
        return;
    painter.setFont(uiFont(12));
    painter.setPen(c.text2);
    const QRectF room = area.adjusted(12, 30, -12, -8);
    constexpr int kHow = int(Qt::AlignCenter) | Qt::TextWordWrap;
    painter.fillRect(painter.boundingRect(room, kHow, m_remark).adjusted(-8, -4, 8, 4), c.panel);
    painter.drawText(room, kHow, m_remark);
}

void DrillHistogramView::paintTooltip(QPainter& painter) const
{
    if (!m_histogram || !m_hoverX || m_grip != Grip::None)
        return;
    const auto bar = (timeAt(*m_hoverX) - m_histogram->start) / microseconds{m_histogram->step};
    if (bar < 0 || std::size_t(bar) >= m_histogram->matching.size())
        return;
    const EventTime start = m_histogram->start + m_histogram->step * bar;
    const auto place = std::size_t(bar);
    const auto rows = m_histogram->matching[place] + m_histogram->others[place];
    const bool isInRange = m_shown.contains(start + microseconds{m_histogram->step} / 2);
    ChartTooltip tooltip;
    tooltip.time = formatRange({start, start + m_histogram->step}, m_zone);
    tooltip.lines.push_back({isInRange ? m_barColour : colours().control,
        isInRange ? tr("in range") : tr("outside"), tr("%1 rows").arg(formatCount(std::int64_t(rows)))});
    QPen pen(colours().text3, 1, Qt::DashLine);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.drawLine(QPointF(*m_hoverX, plot().top()), QPointF(*m_hoverX, plot().bottom()));
    tooltip.paint(painter, tooltip.placedAt(*m_hoverX, plot()));
}

DrillHistogramView::Grip DrillHistogramView::gripAt(double x) const
{
    if (std::abs(x - xOf(m_shown.from)) <= kGripWidth)
        return Grip::From;
    return std::abs(x - xOf(m_shown.to)) <= kGripWidth ? Grip::To : Grip::Brush;
}

void DrillHistogramView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_around.length() <= microseconds{0})
        return;
    m_pressedX = event->position().x();
    m_grip = gripAt(m_pressedX);
}

void DrillHistogramView::mouseMoveEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    if (m_grip != Grip::None) {
        dragTo(x);
        return;
    }
    m_hoverX = plot().contains(event->position()) ? std::optional(x) : std::nullopt;
    setCursor(m_hoverX && gripAt(x) != Grip::Brush ? Qt::SizeHorCursor : Qt::ArrowCursor);
    update();
}

void DrillHistogramView::dragTo(double x)
{
    switch (m_grip) {
    case Grip::From:
        m_shown = ordered(timeAt(x), m_selection.to);
        break;
    case Grip::To:
        m_shown = ordered(m_selection.from, timeAt(x));
        break;
    case Grip::Brush:
        if (std::abs(x - m_pressedX) > 3)
            m_shown = ordered(timeAt(m_pressedX), timeAt(x));
        break;
    case Grip::None:
        break;
    }
    update();
}

void DrillHistogramView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_grip == Grip::None)
        return;
    m_grip = Grip::None;
    choose(m_shown);
}

/// Whole seconds: nobody brushes finer, and the range stays readable.
void DrillHistogramView::choose(TimeRange range)
{
    if (range == m_selection)
        return; // a click that dragged nothing
    range = {floor<seconds>(range.from), ceil<seconds>(range.to)};
    if (range.length() < seconds{1})
        range.to = range.from + seconds{1};
    m_shown = range;
    update();
    if (range != m_selection)
        Q_EMIT rangeChosen(range);
}

void DrillHistogramView::wheelEvent(QWheelEvent* event)
{
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0 || m_around.length() <= microseconds{0})
        return;
    const EventTime anchor = timeAt(event->position().x());
    const double factor = std::pow(0.8, notches);
    const auto scaled = [factor](microseconds length) {
        return microseconds{std::int64_t(double(length.count()) * factor)};
    };
    TimeRange wanted{anchor - scaled(anchor - m_around.from), anchor + scaled(m_around.to - anchor)};
    if (wanted.length() < kShortest || wanted.length() > kLongest)
        return;
    const auto step = stepOf(wanted);
    wanted = {engine::floorTo(wanted.from, step), engine::floorTo(wanted.to + step - microseconds{1}, step)};
    Q_EMIT aroundChosen(wanted);
    event->accept();
}

void DrillHistogramView::keyPressEvent(QKeyEvent* event)
{
    const auto step = m_histogram ? m_histogram->step : stepOf(m_around);
    const int direction = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? +1 : 0;
    if (direction != 0) {
        if (!event->modifiers().testFlag(Qt::ShiftModifier))
            m_shown.from += step * direction;
        m_shown.to = std::max(m_shown.to + step * direction, m_shown.from + seconds{1});
        update();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        choose(m_shown);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void DrillHistogramView::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hoverX.reset();
    update();
}

} // namespace halcyon::ui
