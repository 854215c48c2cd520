#include "ui/streams/partitions_panel.h"

#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/widgets/section_title.h"

#include <algorithm>

namespace halcyon::ui {

namespace {

constexpr int kRoomForAll = 980; // px

} // namespace

PartitionsPanel::PartitionsPanel(const ZoneChoice& zone, QWidget* parent)
    : StreamPanel(tr("Partitions"), parent)
    , m_model(zone)
    , m_trouble(new WarningLine(this))
{
    table().setRows(m_model);
    table().setObjectName(QStringLiteral("partitionsTable"));
    table().setDensity(RowDensity::Compact);
    m_trouble->setObjectName(QStringLiteral("partitionTrouble"));
    connect(&table(), &TableView::rowActivated, this,
        [this] { Q_EMIT partitionOpened(m_model.row(table().currentModelRow())); });
}

QList<TableColumn> PartitionsPanel::columnsFor(int width) const
{
    const auto right = Qt::AlignRight;
    const bool hasRoom = width >= kRoomForAll;
    const int offset = hasRoom ? 108 : 100;
    QList<TableColumn> columns{{PartitionsModel::Number, CellKind::Mono, 36, 0, right}};
    if (hasRoom)
        columns << TableColumn{PartitionsModel::Start, CellKind::Mono, offset, 0, right};
    columns << TableColumn{PartitionsModel::Position, CellKind::Mono, offset, 0, right}
            << TableColumn{PartitionsModel::End, CellKind::Mono, offset, 0, right}
            << TableColumn{PartitionsModel::LagBar, CellKind::Bar, 56, 2}
            << TableColumn{PartitionsModel::Lag, CellKind::Mono, 82, 0, right}
            << TableColumn{PartitionsModel::LagSeconds, CellKind::Mono, 74, 0, right}
            << TableColumn{PartitionsModel::Rate, CellKind::Mono, 60, 0, right};
    if (hasRoom)
        columns << TableColumn{PartitionsModel::History, CellKind::Sparkline, 100, 3};
    columns << TableColumn{PartitionsModel::Watermark, CellKind::Mono, 82, 0, right};
    if (hasRoom)
        columns << TableColumn{PartitionsModel::Skipped, CellKind::Mono, 72, 0, right};
    columns << TableColumn{PartitionsModel::State, CellKind::Text, 88, 0};
    return columns;
}

void PartitionsPanel::showLive(const LiveView& view, const std::string& topic)
{
    std::vector<engine::PartitionStatus> rows;
    std::ranges::copy_if(view.snapshot.partitions, std::back_inserter(rows),
        [&topic](const engine::PartitionStatus& partition) { return partition.topic == topic; });
    if (topic != m_topic) {
        m_topic = topic;
        table().setCurrentModelRow(-1); // the same row of another topic is another partition
    }
    m_model.setRows(std::move(rows));
    if (showTableOrState(view))
        showSubtitle(view, topic);
    showTrouble();
}

void PartitionsPanel::showSubtitle(const LiveView& view, const std::string& topic)
{
    std::int64_t lag = 0;
    double seconds = 0;
    for (const auto& partition : m_model.rows()) {
        lag += partition.lag();
        seconds = std::max(seconds, partition.lagSeconds);
    }
    setSubtitle(tr("%1  ·  %2  ·  %3 messages behind, %4 s at most")
                    .arg(feedText(topic), formatCount(m_model.rowCount()), formatCount(lag),
                        formatDecimal(seconds, 2))
        + remarkOn(view));
}

QString PartitionsPanel::trouble() const
{
    for (const auto& partition : m_model.rows()) {
        if (!partition.trouble.empty())
            return tr("Partition %1 stopped. %2").arg(partition.partition).arg(feedText(partition.trouble));
    }
    return {};
}

void PartitionsPanel::showTrouble()
{
    const QString sentence = trouble();
    if (sentence == m_trouble->sentence())
        return;
    m_trouble->setSentence(sentence);
    m_trouble->raise();
    setFailed(!sentence.isEmpty());
}

void PartitionsPanel::setLagUnit(LagUnit unit)
{
    m_model.setLagUnit(unit);
}

void PartitionsPanel::resizeEvent(QResizeEvent* event)
{
    StreamPanel::resizeEvent(event);
    m_trouble->setGeometry(12, height() - 34, width() - 24, 28);
}

} // namespace halcyon::ui
