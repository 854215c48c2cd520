#pragma once

#include "engine/api/live_snapshot.h"
#include "ui/format/times.h"

#include <QString>

namespace halcyon::ui {

/// What has been read since the window opened: "since 12:31:07", then count and
/// exact sum of each stream and currency.
struct TotalsLine {
    QString since;
    struct Stream {
        QString name, payments, sums;
    };
    std::vector<Stream> streams;
};
[[nodiscard]] TotalsLine totalsOf(const engine::LiveSnapshot& snapshot, engine::EventTime since, Zone zone);

} // namespace halcyon::ui
