#include "ui/streams/ledger_bar.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <array>

namespace halcyon::ui {

using engine::Bucket;

namespace {

constexpr double kTop = 8;
constexpr double kTileHeight = 56;
constexpr double kSign = 24; // room of a plus
constexpr double kQualityTarget = 99.80; // percent, domain.md section 2
constexpr std::array kBuckets{
    Bucket::Clean, Bucket::Duplicate, Bucket::Late, Bucket::DeadLetter, Bucket::Filtered};

QColor swatchOf(Bucket bucket)
{
    const Colours& c = colours();
    switch (bucket) {
    case Bucket::Clean:
        return c.ok;
    case Bucket::Duplicate:
        return c.info;
    case Bucket::Late:
        return c.warn;
    case Bucket::DeadLetter:
        return c.critical;
    case Bucket::Filtered:
        break;
    }
    return c.control;
}

QColor inkOf(Bucket bucket)
{
    const Colours& c = colours();
    switch (bucket) {
    case Bucket::Duplicate:
        return c.info;
    case Bucket::Late:
        return c.warn;
    case Bucket::DeadLetter:
        return c.criticalText;
    default:
        return c.text;
    }
}

void drawTile(QPainter& painter, const QRectF& rect, const QColor& ground)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(rect, 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void drawFigure(QPainter& painter, const QRectF& tile, const QColor& ink, const QString& text)
{
    painter.setFont(uiFont(18, QFont::DemiBold));
    painter.setPen(ink);
    const double width = tabularWidth(painter.font(), text);
    if (width > tile.width() - 20)
        painter.setFont(uiFont(14, QFont::DemiBold));
    drawTabular(painter, {tile.left() + 12, tile.top() + 45}, text);
}

void drawLabel(QPainter& painter, const QRectF& rect, const QString& text)
{
    painter.setFont(uiFont());
    painter.setPen(colours().text2);
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, rect.width()));
}

} // namespace

std::optional<double> LedgerSum::quality() const
{
    const auto accepted = counts.total() - counts[Bucket::DeadLetter] - counts[Bucket::Filtered];
    const auto judged = accepted + counts[Bucket::DeadLetter];
    if (judged == 0)
        return std::nullopt;
    return 100.0 * double(accepted) / double(judged);
}

LedgerSum ledgerOf(const std::vector<engine::PartitionStatus>& partitions)
{
    LedgerSum sum;
    for (const auto& partition : partitions) {
        sum.counts.merge(partition.ledger);
        sum.offsetsRead += partition.position - partition.startedAt - partition.skipped;
    }
    return sum;
}

LedgerBar::LedgerBar(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(kHeight);
    setMouseTracking(true);
}

void LedgerBar::setSum(const LedgerSum& sum, const QString& since)
{
    m_sum = sum;
    m_since = since;
    setAccessibleName(texts().join(QStringLiteral(", ")));
    update();
}

QStringList LedgerBar::texts() const
{
    QStringList texts;
    for (const Bucket bucket : kBuckets)
        texts << bucketLabel(bucket) + u' ' + formatCount(std::int64_t(m_sum.counts[bucket]));
    texts << tr("Offsets read %1").arg(formatCount(m_sum.offsetsRead));
    if (m_sum.difference() != 0)
        texts << tr("%1 unaccounted for").arg(formatCount(m_sum.difference()));
    return texts;
}

double LedgerBar::tileWidth() const
{
    // intro 220, five tiles with a sign each, the sum 1.15 tiles, the quality 1.6 tiles
    const double intro = width() > 1500 ? 220 : 8;
    return (width() - intro - 12 - 5 * kSign - 12) / (5 + 1.15 + 1.6);
}

QRect LedgerBar::bucketRect(Bucket bucket) const
{
    const double intro = width() > 1500 ? 220 : 8;
    const double left = intro + double(bucket) * (tileWidth() + kSign);
    return QRectF(left, kTop, tileWidth(), kTileHeight).toRect();
}

QRectF LedgerBar::sumRect() const
{
    const QRectF last = bucketRect(Bucket::Filtered);
    return {last.right() + 1 + kSign, kTop, tileWidth() * 1.15, kTileHeight};
}

QRectF LedgerBar::qualityRect() const
{
    const double left = sumRect().right() + 12;
    return {left, kTop, width() - 12 - left, kTileHeight};
}

void LedgerBar::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_sum.difference() != 0 ? c.critical : c.border, 1));
    painter.setBrush(c.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (width() > 1500) {
        painter.setFont(uiFont(11, QFont::DemiBold));
        painter.setPen(c.text2);
        painter.drawText(
            QRectF(12, 11, 200, 18), Qt::AlignLeft | Qt::AlignVCenter, tr("Ledger since %1").arg(m_since));
        painter.setFont(uiFont(11));
        painter.drawText(QRectF(12, 30, 200, 34), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
            tr("every message read is in exactly one bucket"));
    }
    for (const Bucket bucket : kBuckets)
        paintBucket(painter, bucket);
    paintSum(painter);
    paintQuality(painter);
}

void LedgerBar::paintBucket(QPainter& painter, Bucket bucket) const
{
    const Colours& c = colours();
    const QRectF tile = bucketRect(bucket);
    drawTile(painter, tile, m_hovered == int(bucket) ? c.hover : c.raised);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(swatchOf(bucket));
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(QRectF(tile.left() + 12, tile.top() + 10, 8, 8), 2, 2);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double total = double(m_sum.counts.total());
    const QString share = total > 0 ? formatPercent(100.0 * double(m_sum.counts[bucket]) / total, 2)
                                    : QString::fromUtf16(kNoValue);
    painter.setFont(monoFont(11));
    const double shareWidth = QFontMetricsF(painter.font()).horizontalAdvance(share);
    const bool hasRoom = tile.width() > shareWidth + 100;
    if (hasRoom) {
        painter.setPen(c.text2);
        painter.drawText(tile.adjusted(0, 6, -12, -34), Qt::AlignRight | Qt::AlignVCenter, share);
    }
    drawLabel(painter,
        QRectF(tile.left() + 27, tile.top() + 5, tile.width() - 36 - (hasRoom ? shareWidth + 8 : 0), 18),
        bucketLabel(bucket));
    drawFigure(painter, tile, inkOf(bucket), formatCount(std::int64_t(m_sum.counts[bucket])));
    painter.setFont(uiFont(16));
    painter.setPen(c.text2);
    painter.drawText(QRectF(tile.right() + 1, tile.top(), kSign, kTileHeight), Qt::AlignCenter,
        bucket == Bucket::Filtered ? QStringLiteral("=") : QStringLiteral("+"));
}

void LedgerBar::paintSum(QPainter& painter) const
{
    const Colours& c = colours();
    const QRectF tile = sumRect();
    const std::int64_t difference = m_sum.difference();
    drawTile(painter, tile, difference == 0 ? c.okGround : c.criticalGround);
    drawLabel(painter, QRectF(tile.left() + 12, tile.top() + 5, tile.width() - 44, 18),
        difference == 0
            ? tr("Offsets read")
            : tr("%1 unaccounted for").arg(formatCount(difference < 0 ? -difference : difference)));
    drawIcon(painter, difference == 0 ? QStringLiteral("check") : QStringLiteral("warning"),
        difference == 0 ? c.ok : c.critical, QRectF(tile.right() - 26, tile.top() + 7, 14, 14));
    drawFigure(painter, tile, difference == 0 ? c.text : c.criticalText, formatCount(m_sum.offsetsRead));
}

void LedgerBar::paintQuality(QPainter& painter) const
{
    const Colours& c = colours();
    const QRectF tile = qualityRect();
    drawTile(painter, tile, c.raised);
    const QString target = tr("target %1").arg(formatPercent(kQualityTarget, 2));
    painter.setFont(uiFont(11));
    painter.setPen(c.text2);
    const double targetWidth = QFontMetricsF(painter.font()).horizontalAdvance(target);
    painter.drawText(tile.adjusted(0, 5, -12, -33), Qt::AlignRight | Qt::AlignVCenter, target);
    drawLabel(painter, QRectF(tile.left() + 12, tile.top() + 5, tile.width() - targetWidth - 32, 18),
        tr("Data quality"));
    const auto quality = m_sum.quality();
    const bool isGood = quality && *quality >= kQualityTarget;
    drawFigure(painter, tile,
        !quality     ? c.text2
            : isGood ? c.ok
                     : c.warn,
        quality ? formatPercent(*quality, 2) : QString::fromUtf16(kNoValue));
}

void LedgerBar::mouseMoveEvent(QMouseEvent* event)
{
    int hovered = -1;
    for (const Bucket bucket : kBuckets) {
        if (canOpen(bucket) && bucketRect(bucket).contains(event->position().toPoint()))
            hovered = int(bucket);
    }
    if (hovered == m_hovered)
        return;
    m_hovered = hovered;
    setCursor(hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setToolTip(hovered >= 0 ? tr("Show these messages") : QString());
    update();
}

void LedgerBar::mouseReleaseEvent(QMouseEvent* event)
{
    for (const Bucket bucket : kBuckets) {
        if (canOpen(bucket) && bucketRect(bucket).contains(event->position().toPoint()))
            Q_EMIT bucketClicked(bucket);
    }
}

void LedgerBar::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

} // namespace halcyon::ui
