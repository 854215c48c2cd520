#include "ui/panels/legend_table.h"

#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kFigureWidth = 64;
constexpr double kLongestFigure = 1e5; ///< longer ones do not fit their column
constexpr int kNameSpace = 100; // with its swatch

} // namespace

LegendTable::LegendTable(std::vector<LineStyle> lines, int rowHeight, QWidget* parent)
    : QWidget(parent)
    , m_lines(std::move(lines))
    , m_texts(m_lines.size(), QStringList{{}, {}, {}})
    , m_rowHeight(rowHeight)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
}

int LegendTable::wantedHeight() const
{
    return m_rowHeight * int(m_lines.size() + 1);
}

int LegendTable::columns() const
{
    return std::clamp((width() - kNameSpace) / kFigureWidth, 1, 3);
}

void LegendTable::setFigures(std::size_t line, const SeriesFigures& figures)
{
    const int decimals = m_lines[line].decimals;
    const auto textOf = [decimals](double figure) {
        return std::abs(figure) < kLongestFigure ? formatDecimal(figure, decimals) : formatSi(figure);
    };
    const QStringList texts{textOf(figures.last), textOf(figures.mean), textOf(figures.most)};
    if (texts == m_texts[line])
        return;
    m_texts[line] = texts;
    update(0, m_rowHeight * int(line + 1), width(), m_rowHeight);
}

void LegendTable::paintEvent(QPaintEvent* event)
{
    const Colours& c = colours();
    QPainter painter(this);
    painter.fillRect(event->rect(), c.panel);
    const int shown = columns();
    const QString heads[] = {tr("Last"), tr("Mean"), tr("Max")};
    const auto figureRect = [&](int column, int y) {
        return QRect(width() - (shown - column) * kFigureWidth, y, kFigureWidth, m_rowHeight);
    };
    if (event->rect().top() < m_rowHeight) {
        painter.setFont(uiFont(10, QFont::DemiBold));
        painter.setPen(c.text2);
        painter.drawText(QRect(0, 0, kNameSpace, m_rowHeight), Qt::AlignLeft | Qt::AlignVCenter, tr("Name"));
        for (int column = 0; column < shown; ++column)
            painter.drawText(figureRect(column, 0), Qt::AlignRight | Qt::AlignVCenter, heads[column]);
        painter.fillRect(0, m_rowHeight - 1, width(), 1, c.grid);
    }
    for (std::size_t line = 0; line < m_lines.size(); ++line) {
        const int y = m_rowHeight * int(line + 1);
        if (!event->rect().intersects(QRect(0, y, width(), m_rowHeight)))
            continue;
        painter.fillRect(0, y + m_rowHeight / 2 - 1, 12, 3, c.series[std::size_t(m_lines[line].colour)]);
        painter.setFont(uiFont());
        painter.setPen(c.text);
        const int nameWidth = width() - 20 - shown * kFigureWidth + 12;
        painter.drawText(QRect(20, y, nameWidth, m_rowHeight), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetricsF(painter.font()).elidedText(m_lines[line].name, Qt::ElideRight, nameWidth));
        painter.setFont(monoFont(11));
        for (int column = 0; column < shown; ++column) {
            painter.setPen(column == 0 ? c.text : c.text2);
            painter.drawText(figureRect(column, y), Qt::AlignRight | Qt::AlignVCenter, m_texts[line][column]);
        }
    }
}

} // namespace halcyon::ui
