#include "ui/panels/bar_gauge.h"

#include "engine/api/metric_catalogue.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kPitch = 30;
constexpr int kBarTop = 7;
constexpr int kBarHeight = 14;
constexpr int kNameWidth = 146;
constexpr int kValueWidth = 50;
constexpr int kMargin = 12;

QColor fillOf(double score)
{
    const auto severity = engine::severityOf(int(std::lround(score)));
    return severity == engine::Severity::Minimal ? colours().series[1]
                                                 : colours().severityFill[std::size_t(severity)];
}

} // namespace

BarGauge::BarGauge(EngineFeed& feed, QWidget* parent)
    : PanelContent(parent)
    , m_subscription(feed, {std::string(engine::metric::kRiskiestPayees)})
{
    setMouseTracking(true);
}

void BarGauge::showLive(const LiveView& view)
{
    m_window = view.window();
    const auto& risks = view.snapshot.riskiestPayees;
    const bool isSame = std::ranges::equal(risks, m_risks, [](const auto& a, const auto& b) {
        return a.payee == b.payee && std::lround(a.meanScore * 10) == std::lround(b.meanScore * 10);
    });
    m_risks = risks;
    if (!isSame)
        update();
}

ValueTable BarGauge::values() const
{
    ValueTable table{{tr("Payee"), tr("Stream"), tr("Mean score"), tr("Payments")}, {}};
    for (const auto& risk : m_risks)
        table.rows << QStringList{toText(risk.payee), streamLabel(risk.stream),
            QString::number(risk.meanScore, 'f', 1), QString::number(risk.payments)};
    return table;
}

void BarGauge::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    painter.fillRect(rect(), c.panel);
    const int barLeft = kMargin + kNameWidth + 8;
    const int barWidth = width() - barLeft - kValueWidth - kMargin;
    int y = 0;
    for (std::size_t row = 0; row < m_risks.size() && y + kPitch <= height(); ++row, y += kPitch) {
        const auto& risk = m_risks[row];
        painter.setFont(uiFont());
        painter.setPen(int(row) == m_hovered ? c.link : c.text);
        painter.drawText(QRect(kMargin, y + kBarTop - 3, kNameWidth, 20), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetricsF(painter.font()).elidedText(toText(risk.payee), Qt::ElideRight, kNameWidth));
        painter.fillRect(barLeft, y + kBarTop, barWidth, kBarHeight, c.track);
        const double filled = std::clamp(risk.meanScore / 100, 0.0, 1.0) * barWidth;
        QLinearGradient gradient(barLeft, 0, barLeft + filled, 0);
        QColor from = fillOf(risk.meanScore);
        if (c.kind == ThemeKind::Dark)
            from.setAlphaF(0.55F);
        gradient.setColorAt(0, from);
        gradient.setColorAt(1, fillOf(risk.meanScore));
        painter.fillRect(QRectF(barLeft, y + kBarTop, filled, kBarHeight), gradient);
        painter.setFont(monoFont());
        painter.setPen(c.text);
        painter.drawText(QRect(width() - kMargin - kValueWidth, y + kBarTop - 3, kValueWidth, 20),
            Qt::AlignRight | Qt::AlignVCenter, formatDecimal(risk.meanScore, 1));
    }
}

int BarGauge::rowAt(double y) const
{
    const int row = int(std::floor(y / kPitch));
    return row >= 0 && row < int(m_risks.size()) ? row : -1;
}

void BarGauge::mouseMoveEvent(QMouseEvent* event)
{
    const int row = rowAt(event->position().y());
    if (row == m_hovered)
        return;
    m_hovered = row;
    setToolTip(row < 0 ? QString()
                       : tr("%1: %2 payments of %3")
                             .arg(toText(m_risks[std::size_t(row)].payee),
                                 formatCount(std::int64_t(m_risks[std::size_t(row)].payments)),
                                 streamLabel(m_risks[std::size_t(row)].stream)));
    update();
}

void BarGauge::leaveEvent(QEvent* event)
{
    PanelContent::leaveEvent(event);
    m_hovered = -1;
    update();
}

void BarGauge::mouseReleaseEvent(QMouseEvent* event)
{
    const int row = rowAt(event->position().y());
    if (event->button() != Qt::LeftButton || row < 0)
        return;
    const auto& risk = m_risks[std::size_t(row)];
    const bool isUpi = risk.stream == engine::StreamId::Upi;
    Q_EMIT drillRequested({risk.stream, m_window,
        {{isUpi ? "payee" : "merchant", engine::Filter::Op::Equals, risk.payee}}, risk.payee});
}

} // namespace halcyon::ui
