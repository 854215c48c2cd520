#include "ui/dashboard/totals_line.h"

#include "ui/format/money.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"

#include <QStringList>

namespace halcyon::ui {

TotalsLine totalsOf(const engine::LiveSnapshot& snapshot, engine::EventTime since, Zone zone)
{
    TotalsLine line{formatClock(since, zone), {}};
    for (const auto& stream : snapshot.streams) {
        std::uint64_t payments = 0;
        QStringList sums;
        for (const auto& total : stream.totals) {
            payments += total.payments;
            sums << formatMoney(total.amount, total.currency);
        }
        if (payments > 0)
            line.streams.push_back({streamLabel(stream.stream), formatCount(std::int64_t(payments)),
                sums.join(QStringLiteral(" + "))});
    }
    return line;
}

} // namespace halcyon::ui
