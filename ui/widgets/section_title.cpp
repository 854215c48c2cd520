#include "ui/widgets/section_title.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace halcyon::ui {

SectionTitle::SectionTitle(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_title(title)
{
    setFixedHeight(20);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAccessibleName(title);
}

void SectionTitle::setTitle(const QString& title)
{
    m_title = title;
    setAccessibleName(title);
    update();
}

void SectionTitle::setRemark(const QString& remark)
{
    m_remark = remark;
    update();
}

void SectionTitle::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(colours().text2);
    painter.setFont(uiFont(11, QFont::DemiBold));
    const double titleWidth = QFontMetricsF(painter.font()).horizontalAdvance(m_title);
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    painter.setFont(uiFont(11));
    const double room = width() - titleWidth - 12;
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(m_remark, Qt::ElideRight, room));
}

WarningLine::WarningLine(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(28);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    hide();
}

void WarningLine::setSentence(const QString& sentence)
{
    m_sentence = sentence;
    setToolTip(sentence.toHtmlEscaped());
    setAccessibleName(sentence);
    setVisible(!sentence.isEmpty());
    update();
}

void WarningLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours().warnGround);
    painter.drawRoundedRect(rect(), 4, 4);
    drawIcon(painter, QStringLiteral("warning"), colours().warn, QRectF(9, 7, 14, 14));
    painter.setFont(uiFont());
    painter.setPen(colours().text);
    const QRect room = rect().adjusted(31, 0, -9, 0);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(m_sentence, Qt::ElideRight, room.width()));
}

Separator::Separator(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(1);
}

void Separator::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), colours().border);
}

} // namespace halcyon::ui
