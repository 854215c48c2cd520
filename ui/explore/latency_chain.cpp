#include "ui/explore/latency_chain.h"

#include "ui/format/times.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace halcyon::ui {

using namespace std::chrono;

namespace {

constexpr int kRow = 22;

/// Milliseconds with a tenth, as the chain's steps are short; longer ones in their own units.
QString stepText(microseconds length)
{
    if (length < seconds{10} && length > -seconds{10})
        return QStringLiteral("%1 ms").arg(double(length.count()) / 1000, 0, 'f', 1);
    return formatDuration(length);
}

} // namespace

LatencyChain::LatencyChain(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void LatencyChain::setMessage(const engine::StoredMessage& message)
{
    m_steps.clear();
    if (message.payment && message.recordTime)
        m_steps.push_back({tr("event → record"), tr("producer"), *message.recordTime - message.payment->eventTime, 0});
    if (message.recordTime)
        m_steps.push_back({tr("record → read"), tr("broker, fetch"), message.readAt - *message.recordTime, 5});
    else if (message.payment)
        m_steps.push_back({tr("event → read"), tr("no record time"), message.readAt - message.payment->eventTime, 5});
    m_steps.push_back({tr("read → committed"), tr("pipeline, database"), message.committedAt - message.readAt, 3});
    setAccessibleDescription(texts().join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QString LatencyChain::totalText() const
{
    microseconds total{0};
    for (const auto& step : m_steps)
        total += step.length;
    return m_steps.empty() ? QString() : stepText(total);
}

QStringList LatencyChain::texts() const
{
    QStringList texts;
    for (const auto& step : m_steps)
        texts << step.name + u' ' + stepText(step.length);
    return texts;
}

QSize LatencyChain::sizeHint() const
{
    return {606, std::max(1, int(m_steps.size())) * kRow};
}

void LatencyChain::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    const double barLeft = 122;
    const double remarkWidth = width() > 520 ? 130 : 0;
    const double valueRight = width() - remarkWidth;
    const double barRight = valueRight - 84;
    microseconds whole{0};
    for (const auto& step : m_steps)
        whole += std::max(step.length, microseconds{0});
    const double perMicro = whole.count() > 0 ? (barRight - barLeft) / double(whole.count()) : 0;
    double x = barLeft;
    double top = 0;
    for (const auto& step : m_steps) {
        painter.setFont(uiFont());
        painter.setPen(c.text);
        painter.drawText(QRectF(0, top, barLeft - 8, kRow), Qt::AlignLeft | Qt::AlignVCenter, step.name);
        painter.fillRect(QRectF(barLeft, top + 9, barRight - barLeft, 4), c.track);
        const double length = double(std::max(step.length, microseconds{0}).count()) * perMicro;
        painter.fillRect(QRectF(std::min(x, barRight - 1), top + 7, std::max(1.0, length), 8), c.series[std::size_t(step.colour)]);
        x += length;
        painter.setFont(monoFont());
        painter.setPen(step.length < microseconds{0} ? c.warn : c.text); // clocks disagree
        painter.drawText(QRectF(0, top, valueRight, kRow), Qt::AlignRight | Qt::AlignVCenter, stepText(step.length));
        if (remarkWidth > 0) {
            painter.setFont(uiFont(11));
            painter.setPen(c.text2);
            painter.drawText(QRectF(valueRight + 12, top, remarkWidth - 12, kRow), Qt::AlignLeft | Qt::AlignVCenter, step.remark);
        }
        top += kRow;
    }
}

} // namespace halcyon::ui
