#include "ui/alerts/new_alerts_banner.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

namespace halcyon::ui {

NewAlertsBanner::NewAlertsBanner(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(kHeight);
    setCursor(Qt::PointingHandCursor);
    hide();
}

void NewAlertsBanner::setWaiting(const WaitingAlerts& waiting, engine::EventTime now)
{
    QStringList parts;
    for (const auto severity : {engine::Severity::Critical, engine::Severity::High}) {
        const std::size_t count = waiting.bySeverity[std::size_t(severity)];
        if (count > 0)
            parts << QStringLiteral("%1 %2").arg(formatCount(std::int64_t(count)), severityLabel(severity).toLower());
    }
    m_count = tr("%1 new").arg(formatCount(std::int64_t(waiting.count)));
    m_text = (parts.isEmpty() ? QString() : parts.join(QStringLiteral(", ")) + QStringLiteral(". "))
        + tr("The order below holds still while you read.");
    const auto age = std::chrono::floor<std::chrono::seconds>(now - waiting.newest);
    m_age = age < std::chrono::seconds{1} ? tr("newest just now") : tr("newest %1 s ago").arg(age.count());
    if (age >= std::chrono::minutes{1})
        m_age = tr("newest %1 ago").arg(formatDuration(age));
    setAccessibleName(m_count + QStringLiteral(". ") + m_text);
    setVisible(waiting.count > 0);
    update();
}

void NewAlertsBanner::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    painter.fillRect(rect(), c.selected);
    painter.fillRect(0, 0, width(), 1, c.border);
    drawIcon(painter, QStringLiteral("bell"), c.selectedText, QRectF(12, 8, 14, 14));
    double x = 36;
    const auto write = [&](const QFont& font, const QString& text, double gap) {
        painter.setFont(font);
        painter.setPen(c.selectedText);
        painter.drawText(QRectF(x, 0, width(), kHeight), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += QFontMetricsF(font).horizontalAdvance(text) + gap;
    };
    write(uiFont(12, QFont::DemiBold), m_count, 10);
    write(uiFont(), tr("— press"), 6);
    x += drawKeyCap(painter, {x, 7}, QStringLiteral("G")) + 6;
    write(uiFont(), tr("to go."), 8);
    const double ageWidth = QFontMetricsF(uiFont()).horizontalAdvance(m_age);
    const double room = width() - x - ageWidth - 24;
    write(uiFont(), QFontMetricsF(uiFont()).elidedText(m_text, Qt::ElideRight, room), 0);
    painter.drawText(rect().adjusted(0, 0, -12, 0), Qt::AlignRight | Qt::AlignVCenter, m_age);
}

void NewAlertsBanner::mouseReleaseEvent(QMouseEvent* event)
{
    if (rect().contains(event->position().toPoint()))
        Q_EMIT clicked();
}

} // namespace halcyon::ui
