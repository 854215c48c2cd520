#include "ui/streams/stream_panel.h"

#include "ui/widgets/state_view.h"

#include <QStackedLayout>

namespace halcyon::ui {

StreamPanel::StreamPanel(const QString& title, QWidget* parent)
    : PanelFrame(title, parent)
    , m_table(new SortedTable)
    , m_state(new StateView)
{
    auto* body = new QWidget;
    m_stack = new QStackedLayout(body);
    m_stack->setContentsMargins(0, 0, 2, 0);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_state);
    m_state->showLoading(tr("waiting for the first figures"));
    m_stack->setCurrentWidget(m_state);
    setContent(body);
}

bool StreamPanel::showTableOrState(const LiveView& view)
{
    const bool hasRows = !view.snapshot.partitions.empty();
    m_stack->setCurrentWidget(hasRows ? static_cast<QWidget*>(m_table) : m_state);
    if (hasRows) {
        m_shown.clear();
        return true;
    }
    using Kind = LiveState::Kind;
    const QString sentence = sentenceOf(view.state, view.zone);
    const QString shown = QString::number(int(view.state.kind)) + sentence;
    if (shown == m_shown)
        return false;
    m_shown = shown;
    setSubtitle({});
    if (view.snapshot.sequence == 0 || view.state.kind == Kind::Connecting)
        m_state->showLoading(tr("connecting to Kafka"));
    else if (view.state.kind == Kind::Offline || view.state.kind == Kind::Stale)
        m_state->showFailed(tr("Kafka cannot be reached"), sentence);
    else
        m_state->showEmpty(
            tr("No partitions"), tr("Kafka answers, but no topic of the profile has a partition to read."));
    return false;
}

QString StreamPanel::remarkOn(const LiveView& view)
{
    switch (view.state.kind) {
    case LiveState::Kind::Stale:
        return tr("  ·  stale since %1").arg(formatClock(view.state.since, view.zone));
    case LiveState::Kind::Paused:
        return tr("  ·  paused");
    case LiveState::Kind::Waiting:
        return tr("  ·  no message yet");
    default:
        return {};
    }
}

void StreamPanel::resizeEvent(QResizeEvent* event)
{
    PanelFrame::resizeEvent(event);
    const QList<TableColumn> columns = columnsFor(width() - 4);
    if (columns.size() == m_columnCount)
        return; // the table shares a new width among the same columns by itself
    m_columnCount = int(columns.size());
    m_table->setColumns(columns);
}

} // namespace halcyon::ui
