#include "ui/dashboard/live_page.h"

#include "ui/format/money.h"
#include "ui/format/numbers.h"

#include <QHBoxLayout>
#include <QLabel>

namespace halcyon::ui {

LivePage::LivePage(PageContext& context, QWidget* parent)
    : Page(context, parent)
    , m_totals(new QLabel(this))
{
    bar()->addWidget(m_totals);
    setBody(new QWidget(this));
    connect(&context.feed, &EngineFeed::snapshotChanged, this, &LivePage::updateTotals);
}

QStringList LivePage::breadcrumb() const
{
    return {tr("Dashboards"), tr("Payments"), tr("Live operations")};
}

void LivePage::updateTotals()
{
    const engine::LiveSnapshot& snapshot = *context().feed.snapshot();
    QString text = tr("%1 payments").arg(formatCount(std::int64_t(snapshot.payments)));
    for (const auto& stream : snapshot.streams) {
        for (const auto& total : stream.totals)
            text += QStringLiteral("  ·  ") + formatMoney(total.amount, total.currency);
    }
    m_totals->setText(text);
}

} // namespace halcyon::ui
