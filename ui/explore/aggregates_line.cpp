#include "ui/explore/aggregates_line.h"

#include "ui/format/money.h"
#include "ui/format/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace halcyon::ui {

namespace {

constexpr int kLeft = 12;
constexpr int kGap = 22;
constexpr int kLabelGap = 7;

} // namespace

engine::Amount meanAmount(const engine::AmountSum& sum, std::uint64_t count)
{
    constexpr engine::AmountSum::Steps kHundredth = engine::Amount::kUnit / 100;
    if (count == 0)
        return {};
    const engine::AmountSum::Steps steps = sum.steps();
    const engine::AmountSum::Steps unit = kHundredth * engine::AmountSum::Steps(count);
    const engine::AmountSum::Steps half = steps < 0 ? -unit / 2 : unit / 2;
    return {std::int64_t((steps + half) / unit * kHundredth)};
}

AggregatesLine::AggregatesLine(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(kHeight);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setSummary(std::nullopt);
}

void AggregatesLine::setSummary(const std::optional<engine::DrillSummary>& summary)
{
    m_figures.clear();
    m_remark = summary ? QString() : tr("adding up …");
    if (summary) {
        const auto count = [](std::uint64_t number) { return formatCount(std::int64_t(number)); };
        m_figures << std::pair(tr("Rows"), count(summary->rows));
        for (const auto& [code, total] : summary->totals) {
            const auto currency = engine::Currency::parse(code).value_or(engine::Currency());
            m_figures << std::pair(tr("Sum"), formatMoney(total.first, currency))
                      << std::pair(tr("Mean"), formatMoney(meanAmount(total.first, total.second), currency));
            if (summary->largest && summary->totals.size() == 1)
                m_figures << std::pair(tr("Max"), formatMoney(*summary->largest, currency));
        }
        m_figures << std::pair(tr("Payers"), count(summary->payers))
                  << std::pair(tr("Payees"), count(summary->payees))
                  << std::pair(tr("Late"), count(summary->late))
                  << std::pair(tr("Dup"), count(summary->duplicates));
    }
    setToolTip(summary
            ? tr("All rows that match, repeats included (Dup). Sums, means and distinct counts leave "
                 "repeats out.")
            : QString());
    setAccessibleDescription(texts().join(QStringLiteral(", ")));
    update();
}

void AggregatesLine::setTrouble(const QString& sentence)
{
    m_figures.clear();
    m_remark = tr("No totals: %1").arg(sentence);
    setToolTip(m_remark.toHtmlEscaped());
    update();
}

QStringList AggregatesLine::texts() const
{
    QStringList texts;
    for (const auto& [label, value] : m_figures)
        texts << label + u' ' + value;
    return texts;
}

void AggregatesLine::paintEvent(QPaintEvent*)
{
    const Colours& c = colours();
    QPainter painter(this);
    painter.fillRect(rect(), c.raised);
    painter.fillRect(0, 0, width(), 1, c.control);
    double x = kLeft;
    const auto write = [&](const QFont& font, const QColor& ink, const QString& text, double gap) {
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawText(QRectF(x, 0, width() - x, kHeight), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += std::ceil(QFontMetricsF(font).horizontalAdvance(text)) + gap;
    };
    for (const auto& [label, value] : m_figures) {
        const double needed = QFontMetricsF(uiFont()).horizontalAdvance(label) + kLabelGap
            + QFontMetricsF(monoFont()).horizontalAdvance(value);
        if (x + needed > width() - kLeft)
            break; // the least important are at the end
        write(uiFont(), c.text2, label, kLabelGap);
        write(monoFont(), c.text, value, kGap);
    }
    if (m_figures.isEmpty())
        write(uiFont(), c.text2,
            QFontMetricsF(uiFont()).elidedText(m_remark, Qt::ElideRight, width() - 2 * kLeft), 0);
}

} // namespace halcyon::ui
