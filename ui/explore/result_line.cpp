#include "ui/explore/result_line.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kMargin = 12;

QColor ledColour(ResultLine::Kind kind)
{
    const Colours& c = colours();
    return kind == ResultLine::Kind::Good ? c.ok : kind == ResultLine::Kind::Busy ? c.info : c.critical;
}

} // namespace

ResultLine::ResultLine(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(kHeight);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setMouseTracking(true);
}

void ResultLine::setResult(Kind kind, const QString& text)
{
    m_kind = kind;
    m_text = text;
    setAccessibleName(text);
    setToolTip(text.toHtmlEscaped());
    update();
}

void ResultLine::setSqlShown(bool isShown)
{
    m_hasSql = isShown;
    update();
}

void ResultLine::setExport(double share, const QString& text)
{
    m_share = share;
    m_exportText = text;
    update();
}

QString ResultLine::rightWord() const
{
    if (m_share >= 0)
        return tr("Cancel");
    return m_hasSql ? tr("SQL") : QString();
}

QRect ResultLine::rightRect() const
{
    const int width = int(std::ceil(QFontMetricsF(uiFont()).horizontalAdvance(rightWord())));
    const int hint = m_kind == Kind::Busy || m_share >= 0 ? int(keyCapWidth(QStringLiteral("Esc"))) + 8 : 0;
    return {this->width() - kMargin - width - hint, 0, width, kHeight};
}

void ResultLine::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    painter.fillRect(rect(), c.panel);
    painter.fillRect(0, 0, width(), 1, c.border);
    drawLed(painter, {kMargin + 6.0, kHeight / 2.0}, ledColour(m_kind));
    const QRect right = rightRect();
    painter.setFont(uiFont());
    painter.setPen(c.link);
    painter.drawText(right, Qt::AlignLeft | Qt::AlignVCenter, rightWord());
    if (m_kind == Kind::Busy || m_share >= 0)
        drawKeyCap(painter, QPointF(right.right() + 8, 7), QStringLiteral("Esc"));
    int end = right.left() - 14;
    if (m_share >= 0) {
        constexpr int kBar = 140;
        drawBar(painter, QRectF(end - kBar, kHeight / 2.0 - 2, kBar, 5), m_share, c.accent);
        end -= kBar + 10;
        painter.setFont(uiFont());
        painter.setPen(c.text2);
        painter.drawText(QRectF(0, 0, end, kHeight), Qt::AlignRight | Qt::AlignVCenter, m_exportText);
        end -= int(QFontMetricsF(painter.font()).horizontalAdvance(m_exportText)) + 14;
    }
    painter.setFont(uiFont());
    painter.setPen(c.text);
    const double left = kMargin + 20;
    painter.drawText(QRectF(left, 0, end - left, kHeight), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(m_text, Qt::ElideRight, end - left));
}

void ResultLine::mouseReleaseEvent(QMouseEvent* event)
{
    if (!rightRect().adjusted(-6, 0, 40, 0).contains(event->position().toPoint()))
        return;
    if (m_share >= 0)
        Q_EMIT cancelClicked();
    else if (m_hasSql)
        Q_EMIT sqlClicked();
}

void ResultLine::mouseMoveEvent(QMouseEvent* event)
{
    const bool isOnWord = !rightWord().isEmpty() && rightRect().contains(event->position().toPoint());
    setCursor(isOnWord ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

} // namespace halcyon::ui
