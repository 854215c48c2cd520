#include "ui/widgets/tab_strip.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kLeft = 12;
constexpr int kGap = 20;

} // namespace

TabStrip::TabStrip(const QStringList& texts, QWidget* parent)
    : QWidget(parent)
    , m_texts(texts)
{
    setFixedHeight(kHeight);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(texts.join(QStringLiteral(", ")));
}

void TabStrip::setText(int tab, const QString& text)
{
    if (m_texts[tab] == text)
        return;
    m_texts[tab] = text;
    update();
}

void TabStrip::setCurrent(int tab)
{
    if (tab == m_current || tab < 0 || tab >= m_texts.size())
        return;
    m_current = tab;
    update();
    Q_EMIT currentChanged(tab);
}

QRect TabStrip::tabRect(int tab) const
{
    const QFontMetricsF metrics(uiFont(12, QFont::DemiBold));
    int left = kLeft;
    for (int before = 0; before < tab; ++before)
        left += int(std::ceil(metrics.horizontalAdvance(m_texts[before]))) + kGap;
    return {left, 0, int(std::ceil(metrics.horizontalAdvance(m_texts[tab]))), kHeight};
}

void TabStrip::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    painter.fillRect(rect(), c.panel);
    painter.fillRect(0, height() - 1, width(), 1, c.border);
    for (int tab = 0; tab < m_texts.size(); ++tab) {
        const QRect at = tabRect(tab);
        const bool isCurrent = tab == m_current;
        painter.setFont(uiFont(12, isCurrent ? QFont::DemiBold : QFont::Medium));
        painter.setPen(isCurrent ? c.text : c.text2);
        painter.drawText(at.adjusted(0, 0, 2, -1), Qt::AlignLeft | Qt::AlignVCenter, m_texts[tab]);
        if (isCurrent)
            painter.fillRect(at.left(), height() - (hasFocus() ? 3 : 2), at.width(), hasFocus() ? 3 : 2, c.accent);
    }
}

void TabStrip::mousePressEvent(QMouseEvent* event)
{
    for (int tab = 0; tab < m_texts.size(); ++tab) {
        if (tabRect(tab).adjusted(-kGap / 2, 0, kGap / 2, 0).contains(event->position().toPoint()))
            setCurrent(tab);
    }
}

void TabStrip::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left)
        setCurrent(m_current - 1);
    else if (event->key() == Qt::Key_Right)
        setCurrent(m_current + 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace halcyon::ui
