#include "ui/panels/donut.h"

#include "ui/format/money.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <array>
#include <cmath>

namespace halcyon::ui {

namespace {

constexpr std::array kSliceColours{0, 1, 2, 4, 5, 6, 7}; // into Colours::series; the fourth means failure
constexpr auto kRestName = "Other"; // the engine's own name for what is below the largest
constexpr double kLegendRow = 26;
constexpr double kLegendWidth = 158;
constexpr double kPi = 3.14159265358979323846;

} // namespace

Donut::Donut(Source source, EngineFeed& feed, QWidget* parent)
    : PanelContent(parent)
    , m_source(std::move(source))
    , m_feed(feed)
    , m_subscription(feed, {m_source.metric})
{
    setMouseTracking(true);
}

void Donut::setSource(Source source)
{
    m_source = std::move(source);
    m_subscription = MetricSubscription(m_feed, {m_source.metric});
    m_slices.clear();
    update();
}

void Donut::showLive(const LiveView& view)
{
    m_window = view.window();
    std::vector<Slice> slices;
    engine::AmountSum total;
    for (const auto& share : m_source.shares(view.snapshot)) {
        slices.push_back({toText(share.name), share.amount, 0});
        total.merge(share.amount);
        m_currency = share.currency;
    }
    for (auto& slice : slices)
        slice.share = total.toDouble() > 0 ? slice.amount.toDouble() / total.toDouble() : 0;
    const bool isSame = std::ranges::equal(slices, m_slices, [](const Slice& a, const Slice& b) {
        return a.name == b.name && std::lround(a.share * 1000) == std::lround(b.share * 1000);
    });
    const bool isSameTotal = formatMoneyShort(total, m_currency) == formatMoneyShort(m_total, m_currency);
    m_slices = std::move(slices);
    m_total = total;
    if (!isSame || !isSameTotal)
        update();
}

ValueTable Donut::values() const
{
    ValueTable table{{tr("Name"), tr("Amount, %1").arg(toText(m_currency.code())), tr("Percent")}, {}};
    for (const auto& slice : m_slices)
        table.rows << QStringList{slice.name, QString::fromStdString(engine::formatAmount(slice.amount)),
            QString::number(slice.share * 100, 'f', 1)};
    return table;
}

Donut::Geometry Donut::geometry() const
{
    const bool isNarrow = width() < 400;
    const double gap = isNarrow ? 14 : 24;
    const double box = std::min({224.0, height() - 8.0, std::max(112.0, width() - kLegendWidth - gap - 14)});
    const double radius = box * 0.375;
    const QPointF centre(14 + box / 2, height() / 2.0);
    const double legendHeight = kLegendRow * double(m_slices.size());
    return {centre, radius, box * 0.134, 14 + box + gap, (height() - legendHeight) / 2};
}

QColor Donut::colourOf(std::size_t slice) const
{
    const bool isRest = m_slices[slice].name == QLatin1String(kRestName);
    return isRest ? colours().text3
                  : colours().series[std::size_t(kSliceColours[slice % kSliceColours.size()])];
}

void Donut::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().panel);
    if (m_slices.empty())
        return;
    const Geometry at = geometry();
    paintRing(painter, at);
    paintLegend(painter, at);
}

void Donut::paintRing(QPainter& painter, const Geometry& at) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(at.centre.x() - at.radius, at.centre.y() - at.radius, 2 * at.radius, 2 * at.radius);
    const double gap = 1.6 / at.radius * 180 / kPi; // two px between slices
    double angle = 90;
    for (std::size_t slice = 0; slice < m_slices.size(); ++slice) {
        const double sweep = m_slices[slice].share * 360;
        QPen pen(colourOf(slice), at.thickness + (int(slice) == m_hovered ? 4 : 0));
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        if (sweep > gap)
            painter.drawArc(
                box, int(std::lround((angle - gap / 2) * 16)), -int(std::lround((sweep - gap) * 16)));
        angle -= sweep;
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QString total = formatMoneyShort(m_total, m_currency);
    painter.setFont(uiFont(at.radius > 70 ? 22 : at.radius > 50 ? 15 : 12, QFont::DemiBold));
    painter.setPen(colours().text);
    painter.drawText(QRectF(at.centre.x() - 80, at.centre.y() - 19, 160, 26), Qt::AlignCenter, total);
    painter.setFont(uiFont(11));
    painter.setPen(colours().text2);
    painter.drawText(QRectF(at.centre.x() - 80, at.centre.y() + (at.radius > 70 ? 10 : 3), 160, 16),
        Qt::AlignCenter, tr("total %1").arg(toText(m_currency.code())));
}

void Donut::paintLegend(QPainter& painter, const Geometry& at) const
{
    const Colours& c = colours();
    const double right = width() - 18;
    double y = at.legendTop;
    for (std::size_t slice = 0; slice < m_slices.size(); ++slice, y += kLegendRow) {
        painter.fillRect(QRectF(at.legendLeft, std::floor(y + kLegendRow / 2 - 5), 10, 10), colourOf(slice));
        const QString percent = QString::number(m_slices[slice].share * 100, 'f', 1) + u'%';
        painter.setFont(uiFont());
        painter.setPen(c.text);
        const double room = right - at.legendLeft - 20 - 48;
        painter.drawText(QRectF(at.legendLeft + 20, y, room, kLegendRow), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetricsF(painter.font()).elidedText(m_slices[slice].name, Qt::ElideRight, room));
        painter.setFont(monoFont());
        painter.drawText(QRectF(right - 60, y, 60, kLegendRow), Qt::AlignRight | Qt::AlignVCenter, percent);
    }
}

int Donut::sliceAt(const QPointF& point) const
{
    const Geometry at = geometry();
    if (point.x() >= at.legendLeft) {
        const int row = int(std::floor((point.y() - at.legendTop) / kLegendRow));
        return row >= 0 && row < int(m_slices.size()) ? row : -1;
    }
    const QPointF away = point - at.centre;
    if (std::abs(std::hypot(away.x(), away.y()) - at.radius) > at.thickness / 2 + 2)
        return -1;
    double turn = std::atan2(away.x(), -away.y()) / (2 * kPi); // from twelve o'clock, with the clock
    if (turn < 0)
        turn += 1;
    for (std::size_t slice = 0; slice < m_slices.size(); ++slice) {
        turn -= m_slices[slice].share;
        if (turn < 0)
            return int(slice);
    }
    return int(m_slices.size()) - 1;
}

void Donut::mouseMoveEvent(QMouseEvent* event)
{
    const int slice = sliceAt(event->position());
    if (slice == m_hovered)
        return;
    m_hovered = slice;
    setToolTip(slice < 0 ? QString()
                         : QStringLiteral("%1   %2").arg(m_slices[std::size_t(slice)].name,
                             formatMoney(m_slices[std::size_t(slice)].amount, m_currency)));
    update();
}

void Donut::leaveEvent(QEvent* event)
{
    PanelContent::leaveEvent(event);
    m_hovered = -1;
    update();
}

void Donut::mouseReleaseEvent(QMouseEvent* event)
{
    const int slice = sliceAt(event->position());
    if (event->button() != Qt::LeftButton || slice < 0)
        return;
    const QString name = m_slices[std::size_t(slice)].name;
    engine::Drill drill{m_source.stream, m_window, {}, name.toStdString()};
    if (name != QLatin1String(kRestName))
        drill.filters.push_back({m_source.filterField, engine::Filter::Op::Equals, name.toStdString()});
    Q_EMIT drillRequested(drill);
}

} // namespace halcyon::ui
