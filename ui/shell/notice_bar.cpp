#include "ui/shell/notice_bar.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QVBoxLayout>

namespace halcyon::ui {

namespace {

struct NoticeLook {
    QColor ground, ink;
    QString icon;
};

NoticeLook lookOf(NoticeBar::Kind kind)
{
    const Colours& c = colours();
    switch (kind) {
    case NoticeBar::Kind::Info:
        return {c.infoGround, c.info, QStringLiteral("info")};
    case NoticeBar::Kind::Warning:
        return {c.warnGround, c.warn, QStringLiteral("clock")};
    case NoticeBar::Kind::Error:
        break;
    }
    return {c.criticalGround, c.criticalText, QStringLiteral("warning")};
}

} // namespace

class NoticeBar::Line : public QWidget {
public:
    Line(QString lineId, QWidget* parent)
        : QWidget(parent)
        , id(std::move(lineId))
    {
        setFixedHeight(30);
    }

    const QString id;
    NoticeBar::Kind kind = NoticeBar::Kind::Info;
    QString sentence;

protected:
    void paintEvent(QPaintEvent*) override
    {
        const NoticeLook look = lookOf(kind);
        QPainter painter(this);
        painter.fillRect(rect(), look.ground);
        painter.fillRect(0, height() - 1, width(), 1, colours().border);
        drawIcon(painter, look.icon, look.ink, QRectF(16, 8, 14, 14));
        painter.setFont(uiFont(12));
        painter.setPen(colours().text);
        const double room = width() - 56;
        painter.drawText(QRectF(38, 0, room, height() - 1), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetricsF(painter.font()).elidedText(sentence, Qt::ElideRight, room));
    }
};

NoticeBar::NoticeBar(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    hide();
}

NoticeBar::Line* NoticeBar::find(const QString& id) const
{
    const auto found
        = std::find_if(m_lines.begin(), m_lines.end(), [&id](const Line* line) { return line->id == id; });
    return found == m_lines.end() ? nullptr : *found;
}

void NoticeBar::set(const QString& id, Kind kind, const QString& sentence)
{
    Line* line = find(id);
    if (sentence.isEmpty()) {
        m_lines.removeOne(line);
        delete line;
    } else {
        if (!line) {
            line = new Line(id, this);
            m_lines.append(line);
            m_layout->addWidget(line);
        }
        line->kind = kind;
        line->sentence = sentence;
        line->setToolTip(sentence);
        line->setAccessibleName(sentence);
        line->update();
    }
    setVisible(!m_lines.isEmpty());
}

QString NoticeBar::sentence(const QString& id) const
{
    const Line* line = find(id);
    return line ? line->sentence : QString();
}

} // namespace halcyon::ui
