#include "ui/explore/rows_panel.h"

#include "ui/explore/aggregates_line.h"
#include "ui/explore/result_line.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/models/drill_filter.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/table_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QStackedLayout>

#include <algorithm>

namespace halcyon::ui {

using engine::Filter;
using engine::RowOrder;
using engine::StreamId;

namespace {

constexpr std::chrono::milliseconds kPatience{150};

constexpr int kWide = 960; // from here on all columns fit

/// In a narrow window what the message beside the rows says anyway is left out.
QList<TableColumn> columnsOf(StreamId stream, bool isWide)
{
    using namespace payment_cells;
    const auto left = Qt::AlignLeft;
    const auto right = Qt::AlignRight;
    if (!isWide) {
        QList<TableColumn> columns{{EventTime, CellKind::Mono, 130, 0, left},
            {PaymentId, CellKind::Id, 96, 1, left}, {Payer, CellKind::Text, 96, 4, left},
            {Payee, CellKind::Text, 96, 3, left}};
        if (stream == StreamId::Upi)
            columns += {{Amount, CellKind::Mono, 108, 0, right}, {Status, CellKind::Text, 94, 0, left}};
        else
            columns += {{Method, CellKind::Text, 92, 1, left}, {Amount, CellKind::Mono, 96, 0, right},
                {Fraud, CellKind::Tag, 64, 0, left}};
        columns += {{Score, CellKind::Mono, 64, 0, right}};
        return columns;
    }
    QList<TableColumn> columns{{EventTime, CellKind::Mono, 132, 0, left},
        {PaymentId, CellKind::Id, 100, 1, left}, {Payer, CellKind::Text, 104, 3, left},
        {Payee, CellKind::Text, 104, 3, left}};
    if (stream == StreamId::Upi) {
        columns += {{Bank, CellKind::Text, 84, 1, left}, {Amount, CellKind::Mono, 108, 1, right},
            {Status, CellKind::Text, 96, 0, left}};
    } else {
        columns += {{Method, CellKind::Text, 96, 1, left}, {Country, CellKind::Text, 92, 1, left},
            {Amount, CellKind::Mono, 100, 1, right}, {Fraud, CellKind::Tag, 66, 0, left}};
    }
    columns += {{Flag, CellKind::Tag, 104, 0, left}, {Partition, CellKind::Mono, 54, 0, right},
        {Score, CellKind::Mono, 66, 0, right}};
    return columns;
}

} // namespace

RowsPanel::RowsPanel(PageContext& context, QWidget* parent)
    : PanelFrame(tr("Rows"), parent)
    , m_context(context)
    , m_model(context.history, context.zone)
    , m_table(new TableView)
    , m_state(new StateView)
    , m_aggregates(new AggregatesLine)
    , m_result(new ResultLine)
{
    build();
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatience);
    connect(&m_patience, &QTimer::timeout, this, &RowsPanel::showState);
    connect(&m_model, &HistoryRowsModel::stateChanged, this, &RowsPanel::onModelState);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &RowsPanel::showResult);
    connect(m_table, &TableView::currentRowChanged, this, [this] { Q_EMIT currentRowChanged(); });
    connect(m_table, &TableView::rowActivated, this, [this] { Q_EMIT rowOpened(); });
    connect(m_table, &TableView::headerClicked, this, &RowsPanel::sortBy);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        m_model.resume(); // who scrolls on after a cancel wants more
        showResult();
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &RowsPanel::openMenu);
    connect(m_result, &ResultLine::sqlClicked, this, &RowsPanel::showSql);
    connect(m_result, &ResultLine::cancelClicked, this, &RowsPanel::cancel);
    connectExport();
}

void RowsPanel::ask(const engine::Drill& drill)
{
    m_drill = drill;
    m_model.ask(drill, m_order);
    m_patience.start();
    askSummary();
    showResult();
}

void RowsPanel::askAgain()
{
    ask(m_drill);
}

void RowsPanel::askSummary()
{
    m_summary.reset();
    m_aggregates->setSummary(std::nullopt);
    if (!m_context.history) {
        m_aggregates->setTrouble(tr("this profile has no database."));
        return;
    }
    m_summaryTicket = m_context.history->summary(
        m_drill, this, [this](const engine::Result<engine::DrillSummary>& summary) {
            if (summary)
                m_summary = *summary;
            if (summary)
                m_aggregates->setSummary(*summary);
            else
                m_aggregates->setTrouble(QString::fromStdString(summary.error().message));
            showResult();
            Q_EMIT summaryChanged();
        });
}

bool RowsPanel::cancel()
{
    if (m_export && m_export->isRunning()) {
        m_export->cancel();
        return true;
    }
    const bool isRunning = m_model.isFetching() || m_summaryTicket.isOpen();
    if (m_summaryTicket.isOpen()) {
        m_summaryTicket.drop();
        m_aggregates->setTrouble(tr("cancelled."));
    }
    m_model.cancel();
    return isRunning;
}

void RowsPanel::applyColumns()
{
    const StreamId stream = m_model.drill().stream;
    const bool isWide = width() >= kWide;
    if (m_columnsOf == stream && m_isWide == isWide)
        return;
    m_columnsOf = stream;
    m_isWide = isWide;
    m_table->setColumns(columnsOf(stream, isWide));
    showSortArrow();
}

void RowsPanel::resizeEvent(QResizeEvent* event)
{
    PanelFrame::resizeEvent(event);
    applyColumns();
    showResult();
}

void RowsPanel::sortBy(int modelColumn)
{
    switch (modelColumn) {
    case payment_cells::EventTime:
        m_order = m_order == RowOrder::NewestFirst ? RowOrder::OldestFirst : RowOrder::NewestFirst;
        break;
    case payment_cells::Amount:
        m_order = RowOrder::LargestAmountFirst;
        break;
    case payment_cells::Score:
        m_order = RowOrder::HighestScoreFirst;
        break;
    default:
        return;
    }
    showSortArrow();
    m_model.ask(m_drill, m_order);
    m_patience.start();
}

void RowsPanel::showSortArrow()
{
    const int column = m_order == RowOrder::LargestAmountFirst ? payment_cells::Amount
        : m_order == RowOrder::HighestScoreFirst               ? payment_cells::Score
                                                               : payment_cells::EventTime;
    m_table->header()->setSortColumn(
        column, m_order == RowOrder::OldestFirst ? Qt::AscendingOrder : Qt::DescendingOrder);
    setSubtitle(tr("%1  ·  fetched by key as you scroll").arg(orderText()));
}

QString RowsPanel::orderText() const
{
    switch (m_order) {
    case RowOrder::NewestFirst:
        return tr("newest first");
    case RowOrder::OldestFirst:
        return tr("oldest first");
    case RowOrder::LargestAmountFirst:
        return tr("largest amount first");
    case RowOrder::HighestScoreFirst:
        break;
    }
    return tr("highest score first");
}

void RowsPanel::onModelState()
{
    if (m_model.state() == HistoryRowsModel::State::Loading) {
        showResult();
        return;
    }
    m_patience.stop();
    applyColumns();
    showState();
    const bool isNew = !m_table->selectionModel()->hasSelection();
    if (m_model.state() == HistoryRowsModel::State::Ready && m_model.rowCount() > 0 && isNew)
        m_table->selectionModel()->setCurrentIndex(m_model.index(0, payment_cells::EventTime),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    else if (m_model.rowCount() == 0)
        Q_EMIT currentRowChanged();
}

void RowsPanel::showState()
{
    using State = HistoryRowsModel::State;
    showResult();
    const State state = m_model.state();
    setFailed(state == State::Failed);
    if (state == State::Loading) {
        m_state->showLoading(tr("reading %1").arg(formatRange(m_drill.range, m_context.zone.zone())));
        m_stack->setCurrentWidget(m_state);
    } else if (m_model.rowCount() > 0) {
        m_stack->setCurrentWidget(m_table); // what is here stays, whatever became of the next page
    } else if (state == State::Failed) {
        showFailed();
    } else if (state == State::Cancelled) {
        m_state->showEmpty(tr("Cancelled"), tr("The query was stopped before its first row came."));
        m_state->addButton(tr("Read again"), [this] { askAgain(); });
        m_stack->setCurrentWidget(m_state);
    } else {
        showEmpty();
    }
}

void RowsPanel::showFailed()
{
    if (!m_context.history) {
        m_state->showFailed(tr("No database"),
            tr("This profile names no PostgreSQL, and history is kept there: name one in the profile."));
    } else {
        m_state->showFailed(tr("The rows cannot be read"), m_model.trouble());
        m_state->addButton(tr("Try again"), [this] { askAgain(); });
    }
    m_stack->setCurrentWidget(m_state);
}

/// Suggests what would find something: without the last condition, or a longer range.
void RowsPanel::showEmpty()
{
    QStringList conditions;
    for (const auto& filter : m_drill.filters)
        conditions << filterText(filter);
    const QString range = formatRange(m_drill.range, m_context.zone.zone());
    m_state->showEmpty(tr("No payments match"),
        conditions.isEmpty() ? tr("The recorder has stored none from %1.").arg(range)
                             : tr("None from %1 has %2.").arg(range, conditions.join(tr(" and "))));
    if (!m_drill.filters.empty()) {
        engine::Drill without = m_drill;
        without.filters.pop_back();
        m_state->addButton(tr("Without %1").arg(conditions.last()),
            [this, without] { Q_EMIT suggestionRequested(without); });
    }
    engine::Drill wider = m_drill;
    wider.range.from = wider.range.to - std::chrono::hours{24};
    if (wider.range.from < m_drill.range.from)
        m_state->addButton(tr("24 hours"), [this, wider] { Q_EMIT suggestionRequested(wider); });
    m_stack->setCurrentWidget(m_state);
}

void RowsPanel::showResult()
{
    using State = HistoryRowsModel::State;
    m_result->setSqlShown(!m_model.answer().sql.empty());
    switch (m_model.state()) {
    case State::Loading:
        m_result->setResult(ResultLine::Kind::Busy, tr("reading …"));
        return;
    case State::Failed:
        m_result->setResult(ResultLine::Kind::Bad,
            m_context.history ? m_model.trouble() : tr("This profile has no database."));
        return;
    case State::Cancelled:
        m_result->setResult(ResultLine::Kind::Bad, tr("Cancelled; what is shown is incomplete."));
        return;
    default:
        break;
    }
    const int rows = m_model.rowCount();
    const int first = std::max(0, m_table->rowAt(0));
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    const QString total = m_summary ? formatCount(std::int64_t(m_summary->rows))
        : m_model.isComplete()      ? formatCount(rows)
                                    : tr("more than %1").arg(formatCount(rows));
    const QString shown = rows == 0
        ? tr("no rows")
        : tr("%1–%2 of %3").arg(formatCount(first + 1), formatCount((last < 0 ? rows - 1 : last) + 1), total);
    m_result->setResult(ResultLine::Kind::Good,
        tr("%1  ·  %2 ms  ·  from %3")
            .arg(shown)
            .arg(double(m_model.answer().took.count()) / 1000, 0, 'f', 1)
            .arg(toText(m_model.answer().source)));
}

const engine::HistoryRow* RowsPanel::currentRow() const
{
    return m_model.rowAt(m_table->currentRow());
}

std::vector<engine::HistoryRow> RowsPanel::selectedRows() const
{
    QModelIndexList selected = m_table->selectionModel()->selectedRows(payment_cells::EventTime);
    std::ranges::sort(selected, {}, &QModelIndex::row);
    std::vector<engine::HistoryRow> rows;
    for (const auto& index : selected) {
        if (const engine::HistoryRow* row = m_model.rowAt(index.row()))
            rows.push_back(*row);
    }
    return rows;
}

void RowsPanel::step(int rows)
{
    m_table->moveCurrentRow(rows);
}

void RowsPanel::focusRows()
{
    m_table->setFocus();
}

void RowsPanel::copy(RowFormat format)
{
    const auto rows = selectedRows();
    if (rows.empty())
        return;
    QGuiApplication::clipboard()->setText(rowsAs(format, rows, m_drill.stream));
    ToastNote note;
    note.kind = ToastNote::Kind::Ok;
    note.title = rows.size() == 1 ? tr("Row copied")
                                  : tr("%1 rows copied").arg(formatCount(std::int64_t(rows.size())));
    note.time = formatClock(m_context.feed.now(), m_context.zone.zone());
    note.lasts = std::chrono::seconds{3};
    Q_EMIT noteRaised(note);
}

void RowsPanel::copyValue()
{
    const engine::HistoryRow* row = currentRow();
    const auto column = payment_cells::Column(m_table->currentIndex().column());
    if (row)
        QGuiApplication::clipboard()->setText(toText(payment_cells::rawValue(*row, column, m_drill.stream)));
}

std::optional<Filter> RowsPanel::cellFilter(Filter::Op op) const
{
    const engine::HistoryRow* row = currentRow();
    if (!row)
        return std::nullopt;
    const auto column = payment_cells::Column(m_table->currentIndex().column());
    Filter filter{payment_cells::filterField(column, m_drill.stream), op,
        payment_cells::rawValue(*row, column, m_drill.stream)};
    if (filter.field.empty() || filter.value.empty())
        return std::nullopt;
    return filter;
}

} // namespace halcyon::ui
