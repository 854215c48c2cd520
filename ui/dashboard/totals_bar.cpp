#include "ui/dashboard/totals_bar.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

TotalsBar::TotalsBar(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("totalsBar"));
    setToolTip(
        tr("Clean and late payments this console has read, and their exact sums. It counts from when the "
           "console began to read, not from the start of the range."));
}

void TotalsBar::show(TotalsLine line)
{
    const QString before = text();
    m_line = std::move(line);
    if (text() == before)
        return;
    setAccessibleName(text());
    update();
}

QString TotalsBar::text() const
{
    if (m_line.since.isEmpty())
        return {};
    QString all = tr("since %1:").arg(m_line.since);
    for (const auto& stream : m_line.streams)
        all += QStringLiteral(" %1 %2 · %3").arg(stream.name, stream.payments, stream.sums);
    return all;
}

void TotalsBar::paintEvent(QPaintEvent*)
{
    if (m_line.since.isEmpty())
        return;
    const Colours& c = colours();
    QPainter painter(this);
    double x = 0;
    const auto put = [&](const QString& part, const QFont& font, const QColor& ink, double gap) {
        painter.setFont(font);
        painter.setPen(ink);
        const double room = width() - x;
        if (room < 20)
            return;
        const QFontMetricsF metrics(font);
        painter.drawText(QRectF(x, 0, room, height()), Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(part, Qt::ElideRight, room));
        x += std::ceil(metrics.horizontalAdvance(part)) + gap;
    };
    put(tr("since"), uiFont(), c.text2, 6);
    put(m_line.since, monoFont(), c.text, 24);
    for (const auto& stream : m_line.streams) {
        put(stream.name, uiFont(), c.text2, 8);
        put(tr("%1 payments").arg(stream.payments), monoFont(), c.text, 10);
        put(QStringLiteral("·"), uiFont(), c.text3, 10);
        put(stream.sums, monoFont(), c.text, 28);
    }
}

} // namespace halcyon::ui
