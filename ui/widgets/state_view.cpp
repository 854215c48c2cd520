#include "ui/widgets/state_view.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QPainter>

namespace halcyon::ui {

namespace {

constexpr int kIconSize = 24;
constexpr int kTitleHeight = 18;
constexpr int kGap = 6;
constexpr int kWidestText = 320;
constexpr int kButtonHeight = 28;

} // namespace

StateView::StateView(QWidget* parent)
    : QWidget(parent)
    , m_buttons(new QWidget(this))
    , m_buttonRow(new QHBoxLayout(m_buttons))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_buttonRow->setContentsMargins(0, 0, 0, 0);
    m_buttonRow->setSpacing(8);
    m_spin.setInterval(std::chrono::milliseconds{125});
    connect(&m_spin, &QTimer::timeout, this, [this] {
        m_angle = (m_angle + 45) % 360;
        update(0, height() - 48, width(), 48);
    });
}

void StateView::showLoading(const QString& text)
{
    setState(Kind::Loading, text, {});
}

void StateView::showEmpty(const QString& title, const QString& text)
{
    setState(Kind::Empty, title, text);
}

void StateView::showFailed(const QString& title, const QString& text)
{
    setState(Kind::Failed, title, text);
}

void StateView::setState(Kind kind, const QString& title, const QString& text)
{
    qDeleteAll(m_buttons->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
    m_kind = kind;
    m_title = title;
    m_text = text;
    setAccessibleName(title);
    setAccessibleDescription(text);
    if (kind == Kind::Loading && isVisible())
        m_spin.start();
    else
        m_spin.stop();
    placeButtons();
    update();
}

void StateView::addButton(const QString& text, std::function<void()> action)
{
    auto* button = new Button(text, m_buttons);
    const bool isFirst = m_buttonRow->count() == 0;
    button->setLook(isFirst && m_kind == Kind::Failed ? Button::Look::Primary : Button::Look::Plain);
    connect(button, &QPushButton::clicked, this, std::move(action));
    m_buttonRow->addWidget(button);
    button->show();
    placeButtons();
}

QRect StateView::textRect() const
{
    const int width = std::min(kWidestText, this->width() - 24);
    const int height = m_text.isEmpty()
        ? 0
        : QFontMetrics(uiFont()).boundingRect(QRect(0, 0, width, 1000), Qt::TextWordWrap, m_text).height();
    return {(this->width() - width) / 2, blockTop() + kIconSize + kTitleHeight + 2 * kGap, width, height};
}

int StateView::blockTop() const
{
    const int width = std::min(kWidestText, this->width() - 24);
    const int textHeight = m_text.isEmpty()
        ? 0
        : QFontMetrics(uiFont()).boundingRect(QRect(0, 0, width, 1000), Qt::TextWordWrap, m_text).height();
    const int buttons = m_buttonRow->count() > 0 ? kButtonHeight + 2 * kGap : 0;
    return std::max(8, (height() - kIconSize - kTitleHeight - 2 * kGap - textHeight - buttons) / 2);
}

void StateView::placeButtons()
{
    const QSize size = m_buttonRow->sizeHint();
    const int top = textRect().bottom() + 1 + 2 * kGap;
    m_buttons->setGeometry((width() - size.width()) / 2, top, size.width(), kButtonHeight);
}

void StateView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().panel);
    if (m_kind == Kind::Loading)
        paintLoading(painter);
    else
        paintMessage(painter);
}

void StateView::paintLoading(QPainter& painter) const
{
    constexpr int kWidths[] = {92, 64, 110, 80, 52};
    const QColor grey = colours().hover;
    int row = 0;
    for (int y = 10; y + 26 < height() - 48 && row < 8; y += 26, ++row) {
        painter.fillRect(12, y + 2, 14, 4, grey);
        painter.fillRect(38, y, kWidths[row % 5], 8, grey);
        painter.fillRect(width() - 58, y, 46, 8, grey);
        painter.fillRect(width() - 116, y, 46, 8, grey);
    }
    const QRectF ring(13, height() - 31, 12, 12);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours().track, 2));
    painter.drawEllipse(ring);
    painter.setPen(QPen(colours().accent, 2));
    painter.drawArc(ring, (90 - m_angle) * 16, -90 * 16);
    painter.setFont(uiFont());
    painter.setPen(colours().text);
    painter.drawText(QRect(37, height() - 35, width() - 49, 20), Qt::AlignVCenter, m_title);
}

void StateView::paintMessage(QPainter& painter) const
{
    const bool isFailed = m_kind == Kind::Failed;
    const int top = blockTop();
    drawIcon(painter, isFailed ? QStringLiteral("warning") : QStringLiteral("search"),
        isFailed ? colours().critical : colours().text2,
        QRectF((width() - kIconSize) / 2, top, kIconSize, kIconSize));
    painter.setFont(uiFont(13, QFont::DemiBold));
    painter.setPen(colours().text);
    painter.drawText(QRect(12, top + kIconSize + kGap, width() - 24, kTitleHeight), Qt::AlignCenter, m_title);
    painter.setFont(uiFont());
    painter.setPen(colours().text2);
    painter.drawText(textRect(), Qt::AlignHCenter | Qt::TextWordWrap, m_text);
}

void StateView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_kind == Kind::Loading)
        m_spin.start();
}

void StateView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_spin.stop();
}

void StateView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeButtons();
}

} // namespace halcyon::ui
