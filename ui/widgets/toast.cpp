#include "ui/widgets/toast.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

namespace halcyon::ui {

namespace {

constexpr int kWidth = 432;
constexpr int kHeight = 55;
constexpr int kGap = 8;
constexpr int kLeftMargin = 72; // beside the rail: at the right stand the buttons of what is being worked on
constexpr int kBottomMargin = 42; // above the status bar

QColor colourOf(ToastNote::Kind kind)
{
    const Colours& c = colours();
    return kind == ToastNote::Kind::Ok ? c.ok : kind == ToastNote::Kind::Warning ? c.critical : c.info;
}

QString iconOf(ToastNote::Kind kind)
{
    return kind == ToastNote::Kind::Ok     ? QStringLiteral("check")
        : kind == ToastNote::Kind::Warning ? QStringLiteral("warning")
                                           : QStringLiteral("info");
}

} // namespace

class ToastStack::Toast : public QWidget {
public:
    Toast(ToastNote note, ToastStack* stack)
        : QWidget(stack)
        , m_note(std::move(note))
        , m_stack(stack)
    {
        setFixedSize(kWidth, kHeight);
        setAccessibleName(m_note.title);
        setObjectName(QStringLiteral("toast"));
        m_life.setSingleShot(true);
        connect(&m_life, &QTimer::timeout, this, [this] { m_stack->remove(this); });
        m_life.start(m_note.lasts);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Colours& c = colours();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(c.control, 1));
        painter.setBrush(c.raised);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.fillRect(QRectF(0, 2, 3, height() - 4), colourOf(m_note.kind));
        drawIcon(painter, iconOf(m_note.kind), colourOf(m_note.kind), QRectF(14, 10, 16, 16));
        painter.setFont(uiFont(12, QFont::DemiBold));
        painter.setPen(c.text);
        painter.drawText(QRect(40, 9, width() - 130, 16), Qt::AlignLeft | Qt::AlignVCenter, m_note.title);
        painter.setPen(c.link);
        painter.drawText(
            QRect(40, 28, width() - 52, 16), Qt::AlignRight | Qt::AlignVCenter, m_note.actionText);
        painter.setFont(monoFont(11));
        painter.setPen(c.text2);
        painter.drawText(QRect(40, 9, width() - 52, 16), Qt::AlignRight | Qt::AlignVCenter, m_note.time);
        painter.setFont(uiFont());
        const double room = width() - 60 - actionWidth();
        painter.drawText(QRectF(40, 28, room, 16), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetricsF(painter.font()).elidedText(m_note.text, Qt::ElideRight, room));
    }

    void mouseReleaseEvent(QMouseEvent* event) override
    {
        const bool isOnAction
            = event->position().x() > width() - 24 - actionWidth() && event->position().y() > 24;
        if (isOnAction && m_note.action)
            m_note.action();
        m_stack->remove(this);
    }

private:
    [[nodiscard]] double actionWidth() const
    {
        return QFontMetricsF(uiFont(12, QFont::DemiBold)).horizontalAdvance(m_note.actionText);
    }

    ToastNote m_note;
    ToastStack* m_stack;
    QTimer m_life;
};

ToastStack::ToastStack(QWidget* window)
    : QWidget(window)
{
    setObjectName(QStringLiteral("toastStack"));
    window->installEventFilter(this);
    hide();
}

void ToastStack::add(ToastNote note)
{
    while (m_toasts.size() >= kMost)
        remove(m_toasts.first());
    auto* toast = new Toast(std::move(note), this);
    m_toasts.append(toast);
    toast->show();
    place();
}

void ToastStack::remove(Toast* toast)
{
    if (!m_toasts.removeOne(toast))
        return;
    toast->deleteLater();
    toast->hide();
    place();
}

void ToastStack::place()
{
    setVisible(!m_toasts.isEmpty());
    const int height = int(m_toasts.size()) * (kHeight + kGap) - kGap;
    const QWidget* window = parentWidget();
    setGeometry(kLeftMargin, window->height() - kBottomMargin - height, kWidth, std::max(height, 0));
    int y = 0;
    for (Toast* toast : m_toasts) {
        toast->move(0, y);
        y += kHeight + kGap;
    }
    raise();
}

bool ToastStack::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && !m_toasts.isEmpty())
        place();
    return QWidget::eventFilter(watched, event);
}

} // namespace halcyon::ui
