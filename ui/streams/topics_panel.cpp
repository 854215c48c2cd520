#include "ui/streams/topics_panel.h"

#include "ui/format/numbers.h"
#include "ui/widgets/filter_field.h"

#include <algorithm>

namespace halcyon::ui {

namespace {

constexpr int kRoomForAll = 710; // px

} // namespace

TopicsPanel::TopicsPanel(QWidget* parent)
    : StreamPanel(tr("Topics"), parent)
    , m_filter(new FilterField)
{
    table().setRows(m_model);
    table().setObjectName(QStringLiteral("topicsTable"));
    m_filter->setSmall(true);
    m_filter->setFixedWidth(200);
    m_filter->setPlaceholderText(tr("regex or name"));
    m_filter->setObjectName(QStringLiteral("topicFilter"));
    addHeaderWidget(m_filter);
    connect(&table(), &SortedTable::currentModelRowChanged, this, &TopicsPanel::onRow);
    connect(m_filter, &QLineEdit::textChanged, this, &TopicsPanel::onFilter);
    connect(m_filter, &QLineEdit::returnPressed, this, &TopicsPanel::filterLeft);
    connect(m_filter, &FilterField::escaped, this, [this] {
        m_filter->clear();
        Q_EMIT filterLeft();
    });
}

QList<TableColumn> TopicsPanel::columnsFor(int width) const
{
    const auto right = Qt::AlignRight;
    const bool hasRoom = width >= kRoomForAll;
    QList<TableColumn> columns{{TopicsModel::Topic, CellKind::Text, 170, 4}};
    if (hasRoom)
        columns << TableColumn{TopicsModel::Stream, CellKind::Text, 104, 0};
    columns << TableColumn{TopicsModel::Partitions, CellKind::Mono, 52, 0, right}
            << TableColumn{TopicsModel::Rate, CellKind::Mono, 80, 0, right};
    if (hasRoom)
        columns << TableColumn{TopicsModel::History, CellKind::Sparkline, 110, 1};
    columns << TableColumn{TopicsModel::Lag, CellKind::Mono, 96, 0, right}
            << TableColumn{TopicsModel::LagSeconds, CellKind::Mono, 86, 0, right};
    return columns;
}

void TopicsPanel::showLive(const LiveView& view)
{
    m_isFilling = true;
    m_model.setRows(topicsOf(view.snapshot.partitions));
    m_isFilling = false;
    if (!showTableOrState(view)) {
        onRow(-1);
        return;
    }
    setSubtitle(QString::number(m_model.rowCount()) + remarkOn(view));
    const auto chosen = std::ranges::find(m_model.rows(), m_topic, &TopicStatus::name);
    const auto shown = chosen != m_model.rows().end()
        ? chosen
        : std::ranges::max_element(m_model.rows(), {}, &TopicStatus::rate);
    const int row = int(shown - m_model.rows().begin());
    if (table().currentModelRow() != row)
        table().setCurrentModelRow(row);
    if (table().currentModelRow() < 0)
        onRow(row); // the filter hides it; it stays chosen
}

void TopicsPanel::onRow(int row)
{
    if (m_isFilling || (row < 0 && m_model.rowCount() > 0))
        return;
    const std::string topic = row < 0 ? std::string() : m_model.row(row).name;
    if (topic == m_topic)
        return;
    m_topic = topic;
    Q_EMIT topicChanged();
}

void TopicsPanel::editFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void TopicsPanel::onFilter(const QString& text)
{
    if (!table().setFilter(text, TopicsModel::Topic))
        m_filter->setVerdict(FilterField::Verdict::Error, tr("not a pattern"));
    else if (text.isEmpty())
        m_filter->setVerdict(FilterField::Verdict::Neutral);
    else
        m_filter->setVerdict(
            table().shownRows() > 0 ? FilterField::Verdict::Valid : FilterField::Verdict::Slow, {},
            tr("%1 of %2").arg(formatCount(table().shownRows()), formatCount(m_model.rowCount())));
}

} // namespace halcyon::ui
