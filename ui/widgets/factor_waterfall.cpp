#include "ui/widgets/factor_waterfall.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace halcyon::ui {

namespace {

constexpr int kHead = 20;
constexpr double kWordGap = 8;
constexpr int kRow = 24;
constexpr int kFoot = 34; // the sum, and the words under the limits
constexpr double kBar = 13;
constexpr int kCriticalFrom = 75; // domain.md section 4; the lowest score that `severityOf` calls critical

QColor colourOf(int score)
{
    return colours().severityFill[std::size_t(engine::severityOf(score))];
}

void drawCut(QPainter& painter, const QRectF& rect, Qt::Alignment side, const QString& text)
{
    painter.drawText(rect, int(side | Qt::AlignVCenter),
        QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, rect.width()));
}

} // namespace

/// Where the columns are, and how wide a point is.
struct FactorWaterfall::Columns {
    double value, limitRight, barLeft, pointWidth, right;

    [[nodiscard]] double xOf(int score) const { return barLeft + score * pointWidth; }
};

FactorWaterfall::FactorWaterfall(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void FactorWaterfall::setScore(std::vector<engine::Factor> factors, int score, int alertFrom)
{
    const bool isSameSize = factors.size() == m_factors.size();
    m_factors = std::move(factors);
    m_score = score;
    m_alertFrom = alertFrom;
    if (!isSameSize)
        updateGeometry();
    update();
}

QSize FactorWaterfall::sizeHint() const
{
    return {608, kHead + int(m_factors.size()) * kRow + kFoot};
}

FactorWaterfall::Columns FactorWaterfall::columns() const
{
    const double width = this->width();
    const double barLeft = width * 0.62;
    const double barRight = width - 40;
    return {width * 0.28, width * 0.59, barLeft, (barRight - barLeft) / std::max(100, m_score), width};
}

void FactorWaterfall::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Columns at = columns();
    paintHead(painter, at);
    paintLimits(painter, at);
    int before = 0;
    for (std::size_t number = 0; number < m_factors.size(); ++number) {
        paintFactor(painter, at, number, before);
        before += m_factors[number].points;
    }
    paintSum(painter, at);
}

void FactorWaterfall::paintHead(QPainter& painter, const Columns& at) const
{
    painter.setFont(uiFont(10, QFont::DemiBold));
    painter.setPen(colours().text2);
    painter.drawText(QRectF(0, 0, at.value, kHead - 4), Qt::AlignLeft | Qt::AlignVCenter, tr("Factor"));
    painter.drawText(QRectF(at.value, 0, 120, kHead - 4), Qt::AlignLeft | Qt::AlignVCenter, tr("Value seen"));
    painter.drawText(
        QRectF(at.limitRight - 60, 0, 60, kHead - 4), Qt::AlignRight | Qt::AlignVCenter, tr("Limit"));
    painter.drawText(
        QRectF(at.right - 60, 0, 60, kHead - 4), Qt::AlignRight | Qt::AlignVCenter, tr("Points"));
    painter.fillRect(QRectF(0, kHead - 2, at.right, 1), colours().border);
}

void FactorWaterfall::paintLimits(QPainter& painter, const Columns& at) const
{
    const double bottom = height() - 16;
    // Words stand under their lines; where lines are near, one beside the next.
    double wordsEnd = width();
    const auto limit = [&](int score, const QColor& line, const QColor& ink, const QString& word) {
        QPen pen(line, 1, Qt::CustomDashLine);
        pen.setDashPattern({3, 3});
        pen.setCosmetic(true);
        painter.setPen(pen);
        const double x = at.xOf(score);
        painter.drawLine(QPointF(x, kHead), QPointF(x, bottom));
        painter.setFont(uiFont(10));
        painter.setPen(ink);
        const double wide = std::ceil(painter.fontMetrics().horizontalAdvance(word));
        const double left = std::min(x - wide / 2, wordsEnd - wide);
        painter.drawText(QRectF(left, bottom, wide, 16), Qt::AlignCenter, word);
        wordsEnd = left - kWordGap;
    };
    const Colours& c = colours();
    limit(kCriticalFrom, c.critical, c.criticalText, tr("critical %1").arg(kCriticalFrom));
    if (m_alertFrom > 0 && m_alertFrom < kCriticalFrom)
        limit(m_alertFrom, c.warn, c.warn, tr("alert %1").arg(m_alertFrom));
}

void FactorWaterfall::paintFactor(QPainter& painter, const Columns& at, std::size_t number, int before) const
{
    const engine::Factor& factor = m_factors[number];
    const double top = kHead + double(number) * kRow;
    const QRectF row(0, top, at.right, kRow);
    painter.setFont(uiFont());
    painter.setPen(colours().text);
    drawCut(painter, QRectF(0, top, at.value - 8, kRow), Qt::AlignLeft, feedText(factor.rule));
    painter.setFont(monoFont(11));
    drawCut(painter, QRectF(at.value, top, at.limitRight - at.value - 60, kRow), Qt::AlignLeft,
        feedText(factor.value));
    painter.setPen(colours().text2);
    drawCut(painter, QRectF(at.limitRight - 56, top, 56, kRow), Qt::AlignRight,
        factor.limit.empty() ? QString::fromUtf16(kNoValue) : feedText(factor.limit));
    const int after = before + factor.points;
    const QRectF bar(at.xOf(before), top + 6, std::max(1.0, factor.points * at.pointWidth), kBar);
    painter.fillRect(bar, colourOf(after));
    if (number + 1 < m_factors.size())
        painter.fillRect(QRectF(bar.right(), bar.bottom(), 1, kRow - kBar), colours().text3);
    painter.setFont(monoFont());
    painter.setPen(colours().text);
    painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("+%1").arg(factor.points));
}

void FactorWaterfall::paintSum(QPainter& painter, const Columns& at) const
{
    const double top = kHead + double(m_factors.size()) * kRow;
    painter.fillRect(QRectF(0, top, at.right, 1), colours().border);
    painter.setFont(uiFont(12, QFont::DemiBold));
    painter.setPen(colours().text);
    painter.drawText(QRectF(0, top, at.value, 20), Qt::AlignLeft | Qt::AlignVCenter, tr("Score"));
    QColor fill = colourOf(m_score);
    fill.setAlphaF(0.45F);
    painter.fillRect(QRectF(at.barLeft, top + 5, m_score * at.pointWidth, 11), fill);
    painter.setFont(monoFont(13, QFont::DemiBold));
    painter.setPen(colours().severityText(engine::severityOf(m_score)));
    painter.drawText(
        QRectF(0, top, at.right, 20), Qt::AlignRight | Qt::AlignVCenter, QString::number(m_score));
}

int defaultAlertScore(engine::StreamId stream)
{
    return stream == engine::StreamId::Upi ? 25 : 50; // domain.md section 5
}

} // namespace halcyon::ui
