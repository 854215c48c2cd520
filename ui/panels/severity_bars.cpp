#include "ui/panels/severity_bars.h"

#include "engine/api/metric_catalogue.h"
#include "ui/charts/chart_tooltip.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

using namespace std::chrono;
using engine::Severity;

namespace {

constexpr QMarginsF kMargins{48, 8, 14, 50};
constexpr double kBarShare = 0.66;
constexpr double kSmallestLabelGap = 30;
constexpr std::array kStack{
    Severity::Minimal, Severity::Low, Severity::Medium, Severity::High, Severity::Critical};
constexpr std::array kLegend{Severity::Critical, Severity::High, Severity::Medium, Severity::Low};

std::uint32_t totalOf(const engine::SeverityMinute& minute)
{
    std::uint32_t total = 0;
    for (const auto count : minute.counts)
        total += count;
    return total;
}

} // namespace

SeverityBars::SeverityBars(CrosshairBus& bus, EngineFeed& feed, QWidget* parent)
    : PanelContent(parent)
    , m_bus(bus)
    , m_subscription(feed, {std::string(engine::metric::kAlertsBySeverity)})
{
    setMouseTracking(true);
    connect(&bus, &CrosshairBus::moved, this, [this] { update(plot().toAlignedRect()); });
}

QRectF SeverityBars::plot() const
{
    return QRectF(rect()).marginsRemoved(kMargins);
}

void SeverityBars::showLive(const LiveView& view)
{
    const auto before = std::exchange(m_shown, view.snapshot.alertsBySeverity);
    const auto firstBefore = m_first;
    const Zone zoneBefore = std::exchange(m_zone, view.zone);
    m_minutes = std::max(1, int(view.snapshot.range / minutes{1}));
    m_edge = view.edge;
    m_first = engine::floorTo(view.edge, minutes{1}) - minutes{m_minutes - 1};
    std::uint32_t most = 0;
    for (const auto& minute : m_shown)
        most = std::max(most, totalOf(minute));
    const bool isRescaled = m_axis.follow(double(most), view.now);
    const bool isSame = std::ranges::equal(before, m_shown,
        [](const auto& a, const auto& b) { return a.minute == b.minute && a.counts == b.counts; });
    if (!isSame || isRescaled || firstBefore != m_first || zoneBefore != m_zone)
        update();
}

const engine::SeverityMinute* SeverityBars::find(engine::EventTime minute) const
{
    const auto found = std::ranges::find(m_shown, minute, &engine::SeverityMinute::minute);
    return found == m_shown.end() ? nullptr : &*found;
}

void SeverityBars::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), colours().panel);
    paintAxes(painter);
    for (int bar = 0; bar < m_minutes; ++bar)
        paintBar(painter, bar);
    paintLegend(painter);
    paintHover(painter);
}

void SeverityBars::paintAxes(QPainter& painter) const
{
    const Colours& c = colours();
    const QRectF area = plot();
    painter.setFont(uiFont(11));
    for (int step = 0; step <= ValueAxis::kSteps; ++step) {
        const double y = std::floor(area.bottom() - area.height() * step / ValueAxis::kSteps);
        painter.fillRect(QRectF(area.left(), y, area.width(), 1), step == 0 ? c.control : c.grid);
        painter.setPen(c.text2);
        painter.drawText(QRectF(0, y - 8, area.left() - 8, 16), Qt::AlignRight | Qt::AlignVCenter,
            formatSi(m_axis.top() * step / ValueAxis::kSteps));
    }
    const int every = std::max(1, int(std::ceil(kSmallestLabelGap / pitch())));
    for (int bar = 0; bar < m_minutes; ++bar) {
        const auto number
            = duration_cast<minutes>((minuteOf(bar) + zoneOffset(m_zone)).time_since_epoch()).count();
        if (number % every != 0)
            continue;
        const double x = area.left() + (bar + 0.5) * pitch();
        painter.fillRect(QRectF(std::floor(x), area.bottom(), 1, 4), c.control);
        const QString clock = formatClockMinutes(minuteOf(bar), m_zone);
        painter.drawText(QRectF(x - 24, area.bottom() + 6, 48, 16), Qt::AlignHCenter | Qt::AlignTop,
            every > 5 ? clock : clock.mid(2));
    }
}

void SeverityBars::paintBar(QPainter& painter, int bar) const
{
    const engine::SeverityMinute* minute = find(minuteOf(bar));
    if (!minute)
        return;
    const QRectF area = plot();
    const double width = std::max(1.0, std::floor(pitch() * kBarShare));
    const double left = std::floor(area.left() + (bar + 0.5) * pitch() - width / 2);
    double bottom = area.bottom();
    for (const Severity severity : kStack) {
        const double height = double(minute->counts[std::size_t(severity)]) / m_axis.top() * area.height();
        if (height <= 0)
            continue;
        const double top = bottom - height;
        const double gap = height > 2 ? 1 : 0;
        painter.fillRect(
            QRectF(QPointF(left, std::floor(top) + gap), QPointF(left + width, std::floor(bottom))),
            colours().severityFill[std::size_t(severity)]);
        bottom = top;
    }
}

void SeverityBars::paintLegend(QPainter& painter) const
{
    struct Entry {
        QString name, count;
        double nameWidth, countWidth;
    };
    std::vector<Entry> entries;
    double wanted = 0;
    for (const Severity severity : kLegend) {
        std::uint64_t sum = 0;
        for (const auto& minute : m_shown)
            sum += minute.counts[std::size_t(severity)];
        Entry entry{severityLabel(severity), formatCount(std::int64_t(sum)), 0, 0};
        entry.nameWidth = std::ceil(QFontMetricsF(uiFont()).horizontalAdvance(entry.name));
        entry.countWidth = std::ceil(QFontMetricsF(monoFont(11)).horizontalAdvance(entry.count));
        wanted += 17 + entry.nameWidth + 7 + entry.countWidth;
        entries.push_back(entry);
    }
    const bool isWide = kMargins.left() + wanted + 3 * 24 + 12 <= width();
    double x = isWide ? kMargins.left() : 12;
    const double gap = std::clamp((width() - 24 - wanted) / 3, 6.0, 24.0);
    const double y = height() - 24;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Entry& entry = entries[i];
        painter.fillRect(QRectF(x, y + 3, 10, 10), colours().severityFill[std::size_t(kLegend[i])]);
        painter.setFont(uiFont());
        painter.setPen(colours().text);
        painter.drawText(
            QRectF(x + 17, y, entry.nameWidth + 1, 16), Qt::AlignLeft | Qt::AlignVCenter, entry.name);
        painter.setFont(monoFont(11));
        painter.setPen(colours().text2);
        painter.drawText(QRectF(x + 24 + entry.nameWidth, y, entry.countWidth + 1, 16),
            Qt::AlignLeft | Qt::AlignVCenter, entry.count);
        x += 24 + entry.nameWidth + entry.countWidth + gap;
    }
}

int SeverityBars::hoveredBar() const
{
    if (!m_bus.age())
        return -1;
    const auto bar = (engine::floorTo(m_edge - *m_bus.age(), minutes{1}) - m_first) / minutes{1};
    return bar >= 0 && bar < m_minutes ? int(bar) : -1;
}

void SeverityBars::paintHover(QPainter& painter) const
{
    const int bar = hoveredBar();
    if (bar < 0)
        return;
    const QRectF area = plot();
    QColor shade = colours().text3;
    shade.setAlpha(30);
    painter.fillRect(QRectF(area.left() + bar * pitch(), area.top(), pitch(), area.height()), shade);
    ChartTooltip tooltip{formatLongDateClock(minuteOf(bar), m_zone), {}};
    const engine::SeverityMinute* minute = find(minuteOf(bar));
    for (const Severity severity : kLegend)
        tooltip.lines.push_back({colours().severityFill[std::size_t(severity)], severityLabel(severity),
            formatCount(minute ? minute->counts[std::size_t(severity)] : 0)});
    tooltip.paint(painter, tooltip.placedAt(area.left() + (bar + 0.5) * pitch(), area));
}

int SeverityBars::barAt(double x) const
{
    const int bar = int(std::floor((x - plot().left()) / pitch()));
    return bar >= 0 && bar < m_minutes ? bar : -1;
}

void SeverityBars::mouseMoveEvent(QMouseEvent* event)
{
    const int bar = plot().contains(event->position()) ? barAt(event->position().x()) : -1;
    if (bar < 0)
        m_bus.leave();
    else
        m_bus.moveTo(std::max(microseconds{0}, m_edge - minuteOf(bar) - seconds{30}));
}

void SeverityBars::leaveEvent(QEvent* event)
{
    PanelContent::leaveEvent(event);
    m_bus.leave();
}

void SeverityBars::mouseReleaseEvent(QMouseEvent* event)
{
    const int bar = plot().contains(event->position()) ? barAt(event->position().x()) : -1;
    if (event->button() != Qt::LeftButton || bar < 0)
        return;
    const engine::TimeRange range{minuteOf(bar), minuteOf(bar) + minutes{1}};
    askStream(this, event->position().toPoint(), [this, range](engine::StreamId stream) {
        const int least = stream == engine::StreamId::Upi ? 25 : 50; // from here on a payment raises an alert
        Q_EMIT drillRequested({stream, range, {{"score", engine::Filter::Op::AtLeast, std::to_string(least)}},
            tr("Alerting payments").toStdString()});
    });
}

ValueTable SeverityBars::values() const
{
    ValueTable table{{tr("Minute")}, {}};
    for (const Severity severity : kLegend)
        table.header << severityLabel(severity);
    for (int bar = m_minutes - 1; bar >= 0; --bar) {
        const engine::SeverityMinute* minute = find(minuteOf(bar));
        QStringList row{formatDateClock(minuteOf(bar), m_zone)};
        for (const Severity severity : kLegend)
            row << QString::number(minute ? minute->counts[std::size_t(severity)] : 0);
        table.rows << row;
    }
    return table;
}

} // namespace halcyon::ui
