#include "ui/widgets/facts.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/draw.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace halcyon::ui {

namespace {

constexpr int kColumnGap = 16;

void drawElided(QPainter& painter, const QRect& rect, const QString& text)
{
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, rect.width()));
}

/// The whole value of the fact under the pointer.
template <typename RectOf>
void showWholeValue(QWidget* owner, QHelpEvent* event, const QList<Fact>& facts, RectOf rectOf)
{
    for (int i = 0; i < facts.size(); ++i) {
        if (rectOf(i).contains(event->pos())) {
            QToolTip::showText(event->globalPos(),
                QStringLiteral("<qt>%1: %2</qt>")
                    .arg(facts[i].label.toHtmlEscaped(), facts[i].value.toHtmlEscaped()),
                owner);
            return;
        }
    }
    QToolTip::hideText();
}

} // namespace

FactTiles::FactTiles(int columns, int tileHeight, int gap, QWidget* parent)
    : QWidget(parent)
    , m_columns(columns)
    , m_tileHeight(tileHeight)
    , m_gap(gap)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void FactTiles::setFacts(const QList<Fact>& facts)
{
    if (facts == m_facts)
        return;
    const bool isSameCount = facts.size() == m_facts.size();
    m_facts = facts;
    if (!isSameCount)
        updateGeometry();
    update();
}

QSize FactTiles::sizeHint() const
{
    const int rows = int(m_facts.size() + m_columns - 1) / m_columns;
    return {m_columns * 110, std::max(0, rows * (m_tileHeight + m_gap) - m_gap)};
}

QRect FactTiles::tileRect(int tile) const
{
    const int column = tile % m_columns;
    const int width = this->width() - (m_columns - 1) * m_gap;
    const int left = column * width / m_columns + column * m_gap;
    const int right = (column + 1) * width / m_columns + column * m_gap;
    return {left, tile / m_columns * (m_tileHeight + m_gap), right - left, m_tileHeight};
}

void FactTiles::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    for (int tile = 0; tile < m_facts.size(); ++tile) {
        const QRect rect = tileRect(tile);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours().raised);
        painter.drawRoundedRect(rect, 4, 4);
        painter.setRenderHint(QPainter::Antialiasing, false);
        const int top = rect.top() + (m_tileHeight - 36) / 2;
        painter.setFont(uiFont(11));
        painter.setPen(colours().text2);
        drawElided(painter, QRect(rect.left() + 9, top, rect.width() - 18, 18), m_facts[tile].label);
        painter.setFont(monoFont(m_tileHeight >= 44 ? 13 : 12));
        painter.setPen(toneColour(m_facts[tile].tone));
        drawElided(painter, QRect(rect.left() + 9, top + 17, rect.width() - 12, 18), m_facts[tile].value);
    }
}

bool FactTiles::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    showWholeValue(this, static_cast<QHelpEvent*>(event), m_facts, [this](int i) { return tileRect(i); });
    return true;
}

FactList::FactList(int columns, int labelWidth, QWidget* parent)
    : QWidget(parent)
    , m_columns(columns)
    , m_labelWidth(labelWidth)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void FactList::setFacts(const QList<Fact>& facts)
{
    if (facts == m_facts)
        return;
    const bool isSameCount = facts.size() == m_facts.size();
    m_facts = facts;
    if (!isSameCount)
        updateGeometry();
    update();
}

void FactList::setColumns(int columns)
{
    if (columns == m_columns)
        return;
    m_columns = columns;
    updateGeometry();
    update();
}

QString FactList::valueOf(const QString& label) const
{
    const auto found
        = std::find_if(m_facts.begin(), m_facts.end(), [&](const Fact& fact) { return fact.label == label; });
    return found == m_facts.end() ? QString() : found->value;
}

int FactList::rows() const
{
    return int(m_facts.size() + m_columns - 1) / m_columns;
}

QSize FactList::sizeHint() const
{
    return {m_columns * 200, rows() * kRowHeight};
}

QRect FactList::factRect(int fact) const
{
    const int column = fact / std::max(1, rows());
    const int width = (this->width() - (m_columns - 1) * kColumnGap) / m_columns;
    return {column * (width + kColumnGap), fact % std::max(1, rows()) * kRowHeight, width, kRowHeight};
}

void FactList::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    for (int i = 0; i < m_facts.size(); ++i) {
        const QRect rect = factRect(i);
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colours().row);
        painter.setFont(uiFont());
        painter.setPen(colours().text2);
        drawElided(painter, QRect(rect.left(), rect.top(), m_labelWidth - 6, rect.height()), m_facts[i].label);
        painter.setFont(monoFont());
        painter.setPen(toneColour(m_facts[i].tone));
        drawElided(painter, rect.adjusted(m_labelWidth, 0, 0, 0), m_facts[i].value);
    }
}

bool FactList::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    showWholeValue(this, static_cast<QHelpEvent*>(event), m_facts, [this](int i) { return factRect(i); });
    return true;
}

} // namespace halcyon::ui
