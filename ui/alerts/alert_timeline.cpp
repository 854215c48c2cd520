#include "ui/alerts/alert_timeline.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace halcyon::ui {

namespace {

constexpr int kDotX = 3;
constexpr int kTimeLeft = 15;
constexpr int kActorLeft = 76;
constexpr int kTextLeft = 138;
constexpr int kLine = 16;
constexpr int kPadding = 10; // of an entry of one line: 26 in all

QString actionText(const engine::AlertAction& action)
{
    using Kind = engine::AlertAction::Kind;
    const QString note = feedText(action.note);
    switch (action.kind) {
    case Kind::Acknowledge:
        return AlertTimeline::tr("acknowledged");
    case Kind::Reopen:
        return AlertTimeline::tr("reopened");
    case Kind::Note:
        return note;
    case Kind::Close:
        break;
    }
    const QString closed = AlertTimeline::tr("closed: %1").arg(outcomeLabel(action.outcome));
    return note.isEmpty() ? closed : closed + QStringLiteral(" — ") + note;
}

} // namespace

AlertTimeline::AlertTimeline(QWidget* parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    setSizePolicy(policy);
}

void AlertTimeline::setEntries(
    const engine::Alert& alert, const std::vector<engine::AlertAction>& actions, Zone zone)
{
    m_entries.clear();
    const auto add = [&](engine::EventTime at, const QString& actor, const QString& text, bool isPersons) {
        m_entries.append({formatClock(at, zone), actor, text, isPersons});
    };
    const QString rule = feedText(alert.rule);
    add(alert.firedAt, tr("engine"), tr("raised it: score %1, %2").arg(alert.score).arg(rule), false);
    if (alert.count > 1)
        add(alert.lastTime, tr("engine"), tr("grouped %1 payments").arg(formatCount(alert.count)), false);
    for (const auto& action : actions)
        add(action.at, feedText(action.actor), actionText(action), true);
    setAccessibleDescription(texts().join(u'\n'));
    updateGeometry();
    update();
}

QStringList AlertTimeline::texts() const
{
    QStringList lines;
    for (const auto& entry : m_entries)
        lines << entry.time + u' ' + entry.actor + u' ' + entry.text;
    return lines;
}

int AlertTimeline::textHeight(const Entry& entry) const
{
    const QRect room(0, 0, std::max(40, width() - kTextLeft), 1000);
    return std::max(kLine, QFontMetrics(uiFont(11)).boundingRect(room, Qt::TextWordWrap, entry.text).height());
}

int AlertTimeline::entryHeight(const Entry& entry) const
{
    return textHeight(entry) + kPadding;
}

QSize AlertTimeline::sizeHint() const
{
    int height = 0;
    for (const auto& entry : m_entries)
        height += entryHeight(entry);
    return {296, height};
}

void AlertTimeline::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        updateGeometry(); // notes wrap anew
}

void AlertTimeline::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    int top = 0;
    for (int i = 0; i < m_entries.size(); ++i) {
        const Entry& entry = m_entries[i];
        const int height = entryHeight(entry);
        const int middle = top + kPadding / 2 + kLine / 2;
        if (i + 1 < m_entries.size())
            painter.fillRect(kDotX, middle, 1, height, c.control);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(entry.isPersons ? c.accent : c.control);
        painter.drawEllipse(QPointF(kDotX + 0.5, middle), 3.5, 3.5);
        painter.setRenderHint(QPainter::Antialiasing, false);
        const int line = top + kPadding / 2;
        painter.setFont(monoFont(11));
        painter.setPen(c.text2);
        painter.drawText(QRect(kTimeLeft, line, 60, kLine), Qt::AlignLeft | Qt::AlignVCenter, entry.time);
        painter.setFont(uiFont(11, QFont::DemiBold));
        painter.setPen(c.text);
        painter.drawText(QRect(kActorLeft, line, kTextLeft - kActorLeft - 4, kLine), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetrics(painter.font()).elidedText(entry.actor, Qt::ElideRight, kTextLeft - kActorLeft - 4));
        painter.setFont(uiFont(11));
        painter.drawText(QRect(kTextLeft, line, width() - kTextLeft, textHeight(entry)),
            Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, entry.text);
        top += height;
    }
}

} // namespace halcyon::ui
