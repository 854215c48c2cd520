#include "ui/alerts/alert_queue.h"

#include "ui/alerts/new_alerts_banner.h"
#include "ui/alerts/queue_foot.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/state_view.h"

#include <QScrollBar>
#include <QStackedLayout>

#include <algorithm>

namespace halcyon::ui {

using engine::AlertId;

namespace {

constexpr std::chrono::milliseconds kTypingPause{150};

} // namespace

AlertQueue::AlertQueue(PageContext& context, QWidget* parent)
    : PanelFrame(tr("Queue"), parent)
    , m_context(context)
    , m_model(context.alerts, context.feed.now())
    , m_filter(new FilterField)
    , m_banner(new NewAlertsBanner)
    , m_table(new TableView)
    , m_state(new StateView)
    , m_foot(new QueueFoot)
{
    build();
    m_filterPause.setSingleShot(true);
    m_filterPause.setInterval(kTypingPause);
    connect(&m_filterPause, &QTimer::timeout, this, &AlertQueue::applyFilter);
    m_table->setModel(&m_model);
    applyColumns();
    connect(m_table, &TableView::currentRowChanged, this, &AlertQueue::onCurrentRow);
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == AlertQueueModel::Check)
            m_model.toggleMark(index.row());
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &AlertQueue::showFoot);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &AlertQueue::onReset);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &AlertQueue::showState);
    connect(&m_model, &AlertQueueModel::waitingChanged, this,
        [this] { m_banner->setWaiting(m_model.waiting(), m_context.feed.now()); });
    connect(&m_model, &AlertQueueModel::marksChanged, this, &AlertQueue::showFoot);
    connect(&m_model, &AlertQueueModel::sortingChanged, this, &AlertQueue::showFoot);
    connect(m_banner, &NewAlertsBanner::clicked, this, &AlertQueue::takeNew);
    showFilterVerdict();
    showState();
}

void AlertQueue::resizeEvent(QResizeEvent* event)
{
    PanelFrame::resizeEvent(event);
    applyColumns();
    showFoot();
}

void AlertQueue::changeEvent(QEvent* event)
{
    PanelFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colourFilter();
}

void AlertQueue::applyColumns()
{
    using Model = AlertQueueModel;
    constexpr int kWide = 1100; // from here on all columns fit
    const bool isWide = width() >= kWide;
    if (isWide == m_isWide && !m_columns.isEmpty())
        return;
    m_isWide = isWide;
    const auto left = Qt::AlignLeft;
    const auto right = Qt::AlignRight;
    if (isWide) {
        m_columns = {{Model::Check, CellKind::Check, 36, 0, left},
            {Model::Severity, CellKind::Pill, 98, 0, left}, {Model::Score, CellKind::Score, 130, 0, left},
            {Model::Entity, CellKind::Text, 130, 4, left}, {Model::Payee, CellKind::Text, 120, 3, left},
            {Model::Rule, CellKind::Text, 96, 2, left}, {Model::Amount, CellKind::Mono, 112, 1, right},
            {Model::Age, CellKind::Mono, 72, 0, right}, {Model::State, CellKind::Text, 124, 0, left},
            {Model::Actor, CellKind::Text, 92, 1, left}, {Model::Events, CellKind::Mono, 76, 0, right}};
    } else {
        m_columns
            = {{Model::Check, CellKind::Check, 34, 0, left}, {Model::Severity, CellKind::Pill, 92, 0, left},
                {Model::Score, CellKind::Mono, 58, 0, right}, {Model::Entity, CellKind::Text, 126, 4, left},
                {Model::Rule, CellKind::Text, 108, 3, left}, {Model::Amount, CellKind::Mono, 106, 1, right},
                {Model::Age, CellKind::Mono, 62, 0, right}, {Model::State, CellKind::Text, 116, 0, left}};
    }
    m_table->setColumns(m_columns);
}

void AlertQueue::onCurrentRow(int row)
{
    if (m_isRestoring || row < 0)
        return;
    m_current = m_model.alertAt(row).id;
    m_hidden.reset();
    m_model.setHolding(true);
    Q_EMIT currentChanged();
}

/// Another filter, order or what was new: the reader stays on the alert being
/// read if it is still there, and comes back to it if only half a condition hid it.
void AlertQueue::onReset()
{
    const auto read = m_hidden ? m_hidden : m_current;
    const int row = read ? m_model.rowOf(*read) : -1;
    if (row >= 0) {
        m_current = read;
        m_hidden.reset();
        m_model.setHolding(true);
        m_isRestoring = true;
        m_table->setCurrentIndex(m_model.index(row, AlertQueueModel::Entity));
        m_isRestoring = false;
    } else if ((m_current || m_wantsFirst) && m_model.rowCount() > 0) {
        m_wantsFirst = false;
        m_table->setCurrentIndex(m_model.index(0, AlertQueueModel::Entity));
        m_table->scrollToTop();
        m_hidden = read;
    } else {
        m_hidden = read;
        m_current.reset();
        m_model.setHolding(false);
    }
    showState();
    showFilterVerdict();
    Q_EMIT currentChanged();
}

bool AlertQueue::select(AlertId alert)
{
    const int row = m_model.rowOf(alert);
    if (row < 0)
        return false;
    m_table->setCurrentIndex(m_model.index(row, AlertQueueModel::Entity));
    m_table->scrollTo(m_table->currentIndex(), QAbstractItemView::PositionAtCenter);
    return true;
}

bool AlertQueue::focusRows()
{
    if (m_stack->currentWidget() != m_table)
        return false;
    m_table->setFocus();
    return true;
}

bool AlertQueue::hasFilter() const
{
    return !m_filter->text().isEmpty();
}

void AlertQueue::selectFirst()
{
    if (!m_current && m_model.rowCount() > 0)
        m_table->setCurrentIndex(m_model.index(0, AlertQueueModel::Entity));
}

void AlertQueue::step(int rows)
{
    m_table->moveCurrentRow(rows);
}

void AlertQueue::takeNew()
{
    if (m_model.waiting().count == 0)
        return;
    m_current.reset(); // on to the first row, whatever it is
    m_hidden.reset();
    m_wantsFirst = true;
    m_model.takeNew(m_context.feed.now());
}

void AlertQueue::toggleMark()
{
    if (m_table->currentRow() >= 0)
        m_model.toggleMark(m_table->currentRow());
}

std::vector<AlertId> AlertQueue::chosen() const
{
    if (m_model.markCount() > 0)
        return m_model.markedAlerts();
    return m_current ? std::vector<AlertId>{*m_current} : std::vector<AlertId>();
}

void AlertQueue::setStates(const AlertStates& states)
{
    m_model.setStates(states, m_context.feed.now());
    showFilterVerdict();
}

void AlertQueue::editFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void AlertQueue::setFilter(const QString& text)
{
    m_filter->setText(text);
    applyFilter();
}

void AlertQueue::onFilterEdited()
{
    const auto query = AlertQuery::parse(m_filter->text());
    m_isFilterValid = query.has_value();
    if (!query) {
        m_filter->setVerdict(FilterField::Verdict::Error,
            tr("column %1: %2").arg(query.error().column).arg(query.error().message));
        m_filterPause.stop();
        showState();
        return; // the condition in force stays
    }
    m_query = *query;
    m_filterPause.start();
    colourFilter();
}

void AlertQueue::applyFilter()
{
    m_filterPause.stop();
    if (m_isFilterValid)
        m_model.setQuery(m_query, m_context.feed.now());
    showFilterVerdict();
}

void AlertQueue::showFilterVerdict()
{
    constexpr double kSlowMs = 50;
    if (!m_isFilterValid)
        return; // the fault stays on screen
    const double took = double(m_model.filterTime().count()) / 1e6;
    const QString figures
        = tr("%1 of %2 · %3 ms")
              .arg(formatCount(m_model.rowCount()), formatCount(std::int64_t(m_context.alerts.size())))
              .arg(took, 0, 'f', 1);
    if (m_query.isEmpty())
        m_filter->setVerdict(FilterField::Verdict::Neutral, {}, figures);
    else if (took > kSlowMs)
        m_filter->setVerdict(FilterField::Verdict::Slow, tr("valid, slow"), figures);
    else
        m_filter->setVerdict(FilterField::Verdict::Valid, tr("valid"), figures);
}

void AlertQueue::colourFilter()
{
    const Colours& c = colours();
    QList<QTextLayout::FormatRange> ranges;
    for (const auto& span : m_query.spans()) {
        QTextCharFormat format;
        format.setForeground(span.part == QueryPart::Field ? c.info
                : span.part == QueryPart::Value            ? c.ok
                : span.part == QueryPart::Number           ? c.warn
                                                           : c.series[4]);
        ranges.append({span.start, span.length, format});
    }
    m_filter->setColouring(ranges);
}

void AlertQueue::showState()
{
    showFoot();
    if (m_model.rowCount() > 0) {
        m_stack->setCurrentWidget(m_table);
        return;
    }
    if (m_context.alerts.size() == 0) {
        m_state->showEmpty(
            tr("No alerts"), tr("No payment has raised an alert yet; they appear here as they come."));
    } else if (!m_isFilterValid) {
        m_state->showEmpty(tr("The condition is not finished"),
            tr("What was asked before it matches no alert; the field says what is wrong."));
    } else {
        m_state->showEmpty(tr("No alert matches"),
            tr("%1 alerts are known; none is in this view with this condition.")
                .arg(formatCount(std::int64_t(m_context.alerts.size()))));
        if (!m_filter->text().isEmpty())
            m_state->addButton(tr("Clear the condition"), [this] { setFilter({}); });
    }
    m_stack->setCurrentWidget(m_state);
}

QString AlertQueue::placeText() const
{
    const int row = m_table->currentRow();
    return row < 0 ? QString() : tr("%1 of %2").arg(formatCount(row + 1), formatCount(m_model.rowCount()));
}

void AlertQueue::setActing(bool canAct)
{
    m_foot->setActing(canAct);
}

void AlertQueue::setRemark(const QString& remark)
{
    m_foot->setRemark(remark);
}

void AlertQueue::tick()
{
    m_model.setNow(m_context.feed.now());
    showFilterVerdict();
    showFoot();
    if (m_model.waiting().count > 0)
        m_banner->setWaiting(m_model.waiting(), m_context.feed.now());
}

void AlertQueue::showFoot()
{
    const int first = m_table->rowAt(0);
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    const int rows = m_model.rowCount();
    m_foot->setRange(first, last < 0 ? rows - 1 : last, rows);
    m_foot->setMarked(m_model.markCount());
    m_foot->setSorting(m_model.isSorting());
}

} // namespace halcyon::ui
