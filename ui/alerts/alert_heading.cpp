#include "ui/alerts/alert_heading.h"

#include "ui/format/names.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QFontMetricsF>
#include <QPainter>

namespace halcyon::ui {

AlertHeading::AlertHeading(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(kHeight);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void AlertHeading::setAlert(const engine::Alert& alert, Zone zone)
{
    m_severity = alert.severity;
    m_entity = feedText(alert.entity);
    m_id = alertIdLabel(alert.id);
    m_firedShort = tr("raised %1").arg(formatClockMillis(alert.firedAt, zone));
    m_fired = tr("%1  ·  %2 after the event").arg(m_firedShort, formatDuration(alert.firedAt - alert.eventTime));
    setAccessibleName(m_entity + u' ' + m_id);
    update();
}

void AlertHeading::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    drawPill(painter, {0, 11}, m_severity, severityLabel(m_severity).toUpper());
    double x = kPillSize.width() + 10;
    painter.setFont(uiFont(14, QFont::DemiBold));
    painter.setPen(c.link);
    const double idWidth = QFontMetricsF(monoFont()).horizontalAdvance(m_id);
    const QString entity = QFontMetricsF(painter.font()).elidedText(m_entity, Qt::ElideRight, width() - x - idWidth - 10);
    painter.drawText(QRectF(x, 0, width(), kHeight), Qt::AlignLeft | Qt::AlignVCenter, entity);
    x += QFontMetricsF(painter.font()).horizontalAdvance(entity) + 10;
    painter.setFont(monoFont());
    painter.setPen(c.text2);
    painter.drawText(QRectF(x, 0, width(), kHeight), Qt::AlignLeft | Qt::AlignVCenter, m_id);
    x += idWidth + 12;
    painter.setFont(uiFont(11));
    const QFontMetricsF metrics(painter.font());
    for (const QString& text : {m_fired, m_firedShort}) {
        if (metrics.horizontalAdvance(text) > width() - x)
            continue;
        painter.drawText(QRectF(x, 0, width() - x, kHeight), Qt::AlignRight | Qt::AlignVCenter, text);
        return;
    }
}

} // namespace halcyon::ui
