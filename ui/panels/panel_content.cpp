#include "ui/panels/panel_content.h"

#include "ui/format/names.h"

#include <QMenu>

#include <algorithm>
#include <cmath>

namespace halcyon::ui {

using namespace std::chrono;

std::optional<engine::EventTime> LiveView::staleSince() const
{
    if (!isStale())
        return std::nullopt;
    return edge - floor<seconds>(std::max(now - snapshot.lastMessageAt, microseconds{0}));
}

bool LiveView::knowsLag() const
{
    return std::ranges::any_of(snapshot.partitions,
        [](const engine::PartitionStatus& partition) { return partition.endOffset >= 0; });
}

LiveView makeLiveView(const EngineFeed& feed, Zone zone)
{
    return {*feed.snapshot(), feed.state(), feed.shownEdge(), feed.now(), zone};
}

std::span<const double> endedValues(const engine::MetricSeries& series, engine::EventTime edge)
{
    const auto ended = floor<seconds>(edge - series.start).count();
    const auto count = std::clamp<std::int64_t>(ended, 0, std::int64_t(series.values.size()));
    return std::span(series.values).first(std::size_t(count));
}

SeriesFigures figuresOf(std::span<const double> values)
{
    SeriesFigures figures{std::nan(""), std::nan(""), std::nan("")};
    double sum = 0;
    std::size_t count = 0;
    for (const double value : values) {
        if (!std::isfinite(value))
            continue;
        figures.last = value;
        figures.most = count == 0 ? value : std::max(figures.most, value);
        sum += value;
        ++count;
    }
    if (count > 0)
        figures.mean = sum / double(count);
    return figures;
}

PanelContent::PanelContent(QWidget* parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void askStream(QWidget* owner, const QPoint& at, std::function<void(engine::StreamId)> chosen)
{
    auto* menu = new QMenu(owner);
    menu->setObjectName(QStringLiteral("streamMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const engine::StreamId stream : engine::kAllStreams)
        QObject::connect(menu->addAction(PanelContent::tr("Rows of %1").arg(streamLabel(stream))),
            &QAction::triggered, owner, [chosen, stream] { chosen(stream); });
    menu->popup(owner->mapToGlobal(at));
}

} // namespace halcyon::ui
