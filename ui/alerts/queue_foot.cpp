#include "ui/alerts/queue_foot.h"

#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kLeft = 12;
constexpr int kGap = 16;

} // namespace

QueueFoot::QueueFoot(QWidget* parent)
    : QWidget(parent)
    , m_acknowledge(new Button(tr("Acknowledge"), this))
    , m_close(new Button(tr("Close"), this))
    , m_unmark(new Button(tr("Unmark"), this))
{
    setFixedHeight(kHeight);
    m_acknowledge->setObjectName(QStringLiteral("acknowledgeMarkedButton"));
    m_close->setObjectName(QStringLiteral("closeMarkedButton"));
    m_unmark->setObjectName(QStringLiteral("unmarkButton"));
    m_acknowledge->setKeyCap(QStringLiteral("A"));
    m_close->setKeyCap(QStringLiteral("C"));
    m_unmark->setKeyCap(QStringLiteral("Esc"));
    for (Button* button : {m_acknowledge, m_close, m_unmark}) {
        button->setLook(Button::Look::Quiet);
        button->setSmall(true);
        button->hide();
    }
    connect(m_acknowledge, &QPushButton::clicked, this, &QueueFoot::acknowledgeClicked);
    connect(m_close, &QPushButton::clicked, this, &QueueFoot::closeClicked);
    connect(m_unmark, &QPushButton::clicked, this, &QueueFoot::unmarkClicked);
}

void QueueFoot::setRange(int first, int last, int count)
{
    m_range = count == 0 || first < 0
        ? QString()
        : tr("%1–%2 of %3").arg(formatCount(first + 1), formatCount(last + 1), formatCount(count));
    placeButtons();
    update();
}

void QueueFoot::setMarked(std::size_t count)
{
    m_marked = count == 0 ? QString() : tr("%1 marked").arg(formatCount(std::int64_t(count)));
    for (Button* button : {m_acknowledge, m_close, m_unmark})
        button->setVisible(count > 0);
    placeButtons();
    update();
}

void QueueFoot::setSorting(bool isSorting)
{
    m_isSorting = isSorting;
    update();
}

void QueueFoot::setRemark(const QString& remark)
{
    m_remark = remark;
    setToolTip(remark.toHtmlEscaped());
    update();
}

void QueueFoot::setActing(bool canAct)
{
    m_acknowledge->setEnabled(canAct);
    m_close->setEnabled(canAct);
}

double QueueFoot::leftWidth() const
{
    const QFontMetricsF metrics(uiFont());
    return kLeft + std::ceil(metrics.horizontalAdvance(m_range)) + kGap + std::ceil(metrics.horizontalAdvance(m_marked))
        + kGap;
}

void QueueFoot::placeButtons()
{
    int x = int(leftWidth());
    for (Button* button : {m_acknowledge, m_close, m_unmark}) {
        const QSize size = button->sizeHint();
        button->setGeometry(x, (kHeight - size.height()) / 2, size.width(), size.height());
        x += size.width();
    }
}

void QueueFoot::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeButtons();
}

void QueueFoot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().panel);
    painter.fillRect(0, 0, width(), 1, colours().border);
    painter.setFont(uiFont());
    painter.setPen(colours().text2);
    const QFontMetricsF metrics(painter.font());
    painter.drawText(QRectF(kLeft, 0, width(), kHeight), Qt::AlignLeft | Qt::AlignVCenter, m_range);
    painter.setPen(colours().text);
    painter.drawText(QRectF(kLeft + metrics.horizontalAdvance(m_range) + kGap, 0, width(), kHeight),
        Qt::AlignLeft | Qt::AlignVCenter, m_marked);
    painter.setPen(colours().text2);
    const double left = m_marked.isEmpty() ? leftWidth() : m_unmark->geometry().right() + kGap;
    const double room = width() - kLeft - left;
    painter.drawText(QRectF(left, 0, room, kHeight), Qt::AlignRight | Qt::AlignVCenter,
        metrics.elidedText(m_isSorting ? tr("sorting …") : m_remark, Qt::ElideRight, room));
}

} // namespace halcyon::ui
