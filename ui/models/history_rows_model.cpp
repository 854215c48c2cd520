#include "ui/models/history_rows_model.h"

#include "ui/models/payment_list_model.h"

#include <algorithm>

namespace halcyon::ui {

namespace {

constexpr int kRowsAhead = 60; // the next page is fetched this many rows before it is needed

} // namespace

HistoryRowsModel::HistoryRowsModel(HistoryFeed* history, const ZoneChoice& zone, QObject* parent)
    : QAbstractTableModel(parent)
    , m_history(history)
    , m_zone(zone)
{
    m_wantTimer.setSingleShot(true);
    m_wantTimer.setInterval(0);
    connect(&m_wantTimer, &QTimer::timeout, this, [this] {
        if (m_wanted && *m_wanted <= m_pages.size() && !m_ticket.isOpen())
            fetch(*m_wanted);
    });
    connect(&zone, &ZoneChoice::zoneChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, payment_cells::EventTime), index(rowCount() - 1, payment_cells::EventTime));
    });
}

void HistoryRowsModel::ask(const engine::Drill& drill, engine::RowOrder order)
{
    m_drill = drill;
    m_order = order;
    m_wanted.reset();
    m_ticket.drop();
    m_asked.start();
    fetch(0);
    setState(m_history ? State::Loading : State::Failed);
}

void HistoryRowsModel::cancel()
{
    if (!m_ticket.isOpen())
        return;
    m_ticket.drop();
    m_wanted.reset();
    setState(State::Cancelled);
}

void HistoryRowsModel::resume()
{
    if (m_state == State::Cancelled && !m_pages.empty())
        setState(State::Ready);
}

void HistoryRowsModel::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

std::size_t HistoryRowsModel::pageOf(int row) const
{
    const auto after = std::ranges::upper_bound(m_pages, row, {}, &Page::firstRow);
    return std::size_t(after - m_pages.begin()) - 1;
}

const engine::HistoryRow* HistoryRowsModel::rowAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return nullptr;
    const Page& page = m_pages[pageOf(row)];
    return page.rows.empty() ? nullptr : &page.rows[std::size_t(row - page.firstRow)];
}

std::size_t HistoryRowsModel::pagesHeld() const
{
    return std::size_t(std::ranges::count_if(m_pages, [](const Page& page) { return !page.rows.empty(); }));
}

void HistoryRowsModel::fetch(std::size_t page)
{
    if (!m_history)
        return;
    m_wanted.reset();
    engine::RowsRequest request{m_drill, m_order, kPageRows, std::nullopt};
    if (page > 0)
        request.after = m_pages[page - 1].last;
    m_ticket = m_history->rows(
        std::move(request), this, [this, page](const Answer& answer) { onPage(page, answer); });
}

void HistoryRowsModel::wantRow(int row) const
{
    const std::size_t page = pageOf(row);
    const bool isNearEnd = !m_isComplete && row + kRowsAhead >= rowCount();
    if (m_pages[page].rows.empty())
        m_wanted = page;
    else if (isNearEnd && !m_wanted)
        m_wanted = m_pages.size();
    else
        return;
    if (m_state == State::Ready && !m_ticket.isOpen())
        m_wantTimer.start();
}

void HistoryRowsModel::onPage(std::size_t page, const Answer& answer)
{
    if (!answer) {
        m_trouble = QString::fromStdString(answer.error().message);
        setState(State::Failed);
        return;
    }
    if (m_state == State::Loading)
        startOver(*answer);
    else if (page < m_pages.size())
        bringBack(page, *answer);
    else
        append(*answer);
    dropFarPages(page);
    setState(State::Ready);
    if (m_wanted)
        m_wantTimer.start();
}

void HistoryRowsModel::startOver(const engine::RowsPage& first)
{
    m_waited = std::chrono::microseconds{m_asked.nsecsElapsed() / 1000};
    beginResetModel();
    m_answer = first;
    m_answer.rows.clear();
    m_pages.clear();
    m_shownStream = m_drill.stream;
    if (!first.rows.empty())
        m_pages.push_back({0, int(first.rows.size()), first.rows.back(), first.rows});
    m_isComplete = first.isLast || first.rows.empty();
    endResetModel();
}

void HistoryRowsModel::append(const engine::RowsPage& next)
{
    m_isComplete = next.isLast || next.rows.empty();
    if (next.rows.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + int(next.rows.size()) - 1);
    m_pages.push_back({first, int(next.rows.size()), next.rows.back(), next.rows});
    endInsertRows();
}

void HistoryRowsModel::bringBack(std::size_t number, const engine::RowsPage& answer)
{
    Page& page = m_pages[number];
    const bool isAsBefore = int(answer.rows.size()) == page.rowCount && answer.rows.back().id == page.last.id;
    if (isAsBefore) {
        page.rows = answer.rows;
        Q_EMIT dataChanged(index(page.firstRow, 0), index(page.firstRow + page.rowCount - 1, columnCount() - 1));
        return;
    }
    // rows were recorded in between: what follows is no longer where it was
    beginRemoveRows({}, page.firstRow, rowCount() - 1);
    m_pages.resize(number);
    m_isComplete = false;
    endRemoveRows();
    append(answer);
}

void HistoryRowsModel::dropFarPages(std::size_t near)
{
    while (pagesHeld() > kMostPages) {
        std::size_t farthest = 0;
        std::size_t distance = 0;
        for (std::size_t i = 0; i < m_pages.size(); ++i) {
            const std::size_t away = i > near ? i - near : near - i;
            if (!m_pages[i].rows.empty() && away >= distance) {
                farthest = i;
                distance = away;
            }
        }
        m_pages[farthest].rows.clear();
        m_pages[farthest].rows.shrink_to_fit();
    }
}

int HistoryRowsModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid() || m_pages.empty())
        return 0;
    return m_pages.back().firstRow + m_pages.back().rowCount;
}

int HistoryRowsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(payment_cells::ColumnCount);
}

QVariant HistoryRowsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::DisplayRole)
        wantRow(index.row());
    const engine::HistoryRow* row = rowAt(index.row());
    const auto column = payment_cells::Column(index.column());
    if (row)
        return paymentData(*row, column, role, m_zone.zone());
    const bool isDots = role == Qt::DisplayRole && column == payment_cells::EventTime;
    return isDots ? QVariant(QStringLiteral("…")) : QVariant();
}

QVariant HistoryRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0
        || section >= payment_cells::ColumnCount)
        return QAbstractTableModel::headerData(section, orientation, role);
    return payment_cells::title(payment_cells::Column(section), m_shownStream);
}

bool HistoryRowsModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_state == State::Ready && !m_isComplete && !m_ticket.isOpen();
}

void HistoryRowsModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent))
        fetch(m_pages.size());
}

} // namespace halcyon::ui
