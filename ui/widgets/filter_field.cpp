#include "ui/widgets/filter_field.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kIconSize = 14;
constexpr int kIconLeft = 10;
constexpr int kGap = 8;

int advance(const QFont& font, const QString& text)
{
    return text.isEmpty() ? 0 : int(std::ceil(QFontMetricsF(font).horizontalAdvance(text))) + kGap;
}

QFont wordFont()
{
    return uiFont(11, QFont::DemiBold);
}

} // namespace

FilterField::FilterField(QWidget* parent)
    : QLineEdit(parent)
{
    setFont(monoFont());
    setTextMargins(kIconSize + kGap - 1, 0, 0, 0);
    setObjectName(QStringLiteral("filterField"));
}

void FilterField::setSmall(bool isSmall)
{
    setProperty("small", isSmall); // the style sheet sets the height
    setFixedHeight(isSmall ? 24 : 28);
}

void FilterField::setVerdict(Verdict verdict, const QString& word, const QString& figures)
{
    m_word = word;
    m_figures = figures;
    const int info = advance(wordFont(), word) + advance(monoFont(11), figures);
    setTextMargins(kIconSize + kGap - 1, 0, info, 0);
    setAccessibleDescription(word + u' ' + figures);
    if (verdict != m_verdict) {
        m_verdict = verdict;
        applyVerdict();
    }
    update();
}

void FilterField::applyVerdict()
{
    static constexpr const char* kNames[] = {"", "valid", "slow", "error"};
    setProperty("verdict", QLatin1String(kNames[std::size_t(m_verdict)]));
    style()->unpolish(this);
    style()->polish(this);
}

void FilterField::setColouring(const QList<QTextLayout::FormatRange>& ranges)
{
    QList<QInputMethodEvent::Attribute> attributes;
    for (const auto& range : ranges)
        attributes.append(
            {QInputMethodEvent::TextFormat, range.start - cursorPosition(), range.length, range.format});
    QInputMethodEvent event({}, attributes); // the one way to colour a line edit's text
    QLineEdit::inputMethodEvent(&event);
}

bool FilterField::event(QEvent* event)
{
    const bool isOverride = event->type() == QEvent::ShortcutOverride;
    if (isOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept(); // it leaves the field; the page's Esc is for when no field has the focus
        return true;
    }
    return QLineEdit::event(event);
}

void FilterField::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    const Colours& c = colours();
    const QColor ink = m_verdict == Verdict::Valid ? c.ok
        : m_verdict == Verdict::Slow               ? c.warn
        : m_verdict == Verdict::Error              ? c.criticalText
                                                   : c.text2;
    QPainter painter(this);
    drawIcon(painter, QStringLiteral("search"), ink,
        QRectF(kIconLeft, (height() - kIconSize) / 2, kIconSize, kIconSize));
    QRect rest = rect().adjusted(0, 0, -kIconLeft, 0);
    painter.setFont(monoFont(11));
    painter.setPen(c.text2);
    painter.drawText(rest, Qt::AlignRight | Qt::AlignVCenter, m_figures);
    rest.adjust(0, 0, -advance(painter.font(), m_figures), 0);
    painter.setFont(wordFont());
    painter.setPen(ink);
    painter.drawText(rest, Qt::AlignRight | Qt::AlignVCenter, m_word);
}

/// Esc leaves the field, whatever the page does with that key.
void FilterField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT escaped();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void FilterField::changeEvent(QEvent* event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

} // namespace halcyon::ui
