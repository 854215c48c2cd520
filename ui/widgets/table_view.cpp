#include "ui/widgets/table_view.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

namespace halcyon::ui {

TableHeader::TableHeader(const QList<TableColumn>& columns, QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_columns(columns)
{
    setSectionResizeMode(QHeaderView::Fixed);
    setHighlightSections(false);
    setSectionsClickable(true);
    setMinimumSectionSize(16);
    setFixedHeight(26);
}

void TableHeader::setSortColumn(int modelColumn, Qt::SortOrder order)
{
    m_sortColumn = modelColumn;
    m_sortOrder = order;
    viewport()->update();
}

void TableHeader::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), colours().panel);
    painter.fillRect(0, height() - 1, viewport()->width(), 1, colours().control);
    painter.end();
    QHeaderView::paintEvent(event);
}

void TableHeader::paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const
{
    painter->fillRect(rect, colours().panel);
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, colours().control);
    const auto found = std::find_if(m_columns.begin(), m_columns.end(),
        [logicalIndex](const TableColumn& column) { return column.modelColumn == logicalIndex; });
    if (found == m_columns.end())
        return;
    const bool isLast = visualIndex(logicalIndex) == count() - 1 || found == std::prev(m_columns.end());
    QString title = model()->headerData(logicalIndex, Qt::Horizontal).toString();
    if (logicalIndex == m_sortColumn)
        title += m_sortOrder == Qt::DescendingOrder ? QStringLiteral(" ▾") : QStringLiteral(" ▴");
    painter->setFont(uiFont(height() < 26 ? 11 : 12));
    painter->setPen(colours().text2);
    const QRect content = rect.adjusted(
        CellDelegate::kPadding, 0, isLast ? -CellDelegate::kLastPadding : -CellDelegate::kPadding, -1);
    painter->drawText(content, int(found->alignment | Qt::AlignVCenter) | Qt::TextSingleLine, title);
}

TableView::TableView(QWidget* parent)
    : QTableView(parent)
    , m_header(new TableHeader(m_columns, this))
{
    setHorizontalHeader(m_header);
    connect(m_header, &QHeaderView::sectionClicked, this, &TableView::headerClicked);
    connect(this, &QAbstractItemView::doubleClicked, this,
        [this](const QModelIndex& index) { Q_EMIT rowActivated(index.row()); });
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setDensity(RowDensity::Normal);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    viewport()->setAttribute(Qt::WA_Hover);
}

void TableView::setColumns(const QList<TableColumn>& columns)
{
    m_columns = columns;
    applyColumns();
}

void TableView::setModel(QAbstractItemModel* newModel)
{
    if (model())
        disconnect(model(), nullptr, this, nullptr);
    QTableView::setModel(newModel);
    if (newModel) {
        connect(newModel, &QAbstractItemModel::rowsInserted, this, &TableView::holdAnchor);
        connect(newModel, &QAbstractItemModel::modelReset, this, &TableView::applyColumns);
    }
    applyColumns();
}

void TableView::setDensity(RowDensity density)
{
    m_density = density;
    const int rowHeight = density == RowDensity::Normal ? 28 : density == RowDensity::Dense ? 24 : 22;
    verticalHeader()->setMinimumSectionSize(rowHeight);
    verticalHeader()->setDefaultSectionSize(rowHeight);
    m_header->setFixedHeight(density == RowDensity::Compact ? 24 : 26);
    applyColumns();
}

void TableView::setCellMarked(bool isMarked)
{
    m_marksCell = isMarked;
    applyColumns();
}

void TableView::applyColumns()
{
    if (!model() || m_columns.isEmpty())
        return;
    for (int column = 0; column < model()->columnCount(); ++column)
        m_header->setSectionHidden(column, true);
    const int fontSize = m_density == RowDensity::Compact ? 11 : 12;
    for (qsizetype place = 0; place < m_columns.size(); ++place) {
        const int section = m_columns[place].modelColumn;
        m_header->setSectionHidden(section, false);
        m_header->moveSection(m_header->visualIndex(section), int(place));
        delete itemDelegateForColumn(section);
        auto* delegate
            = new CellDelegate(m_columns[place], place == 0, place == m_columns.size() - 1, fontSize, this);
        delegate->setCellMarked(m_marksCell);
        setItemDelegateForColumn(section, delegate);
    }
    layOutColumns();
}

void TableView::layOutColumns()
{
    if (!model())
        return;
    int left = viewport()->width();
    int shares = 0;
    for (const auto& column : m_columns) {
        left -= column.width;
        shares += column.stretch;
    }
    left = std::max(left, 0);
    for (const auto& column : m_columns) {
        const int extra = shares > 0 ? left * column.stretch / shares : 0;
        m_header->resizeSection(column.modelColumn, column.width + extra);
        left -= extra;
        shares -= column.stretch;
    }
}

void TableView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    layOutColumns();
}

void TableView::holdAnchor(const QModelIndex& parent, int first, int last)
{
    const int top = verticalScrollBar()->value();
    if (parent.isValid() || top == 0 || first > top)
        return;
    executeDelayedItemsLayout(); // the scroll bar must know the new rows before it moves past them
    updateGeometries();
    verticalScrollBar()->setValue(top + last - first + 1);
}

void TableView::moveCurrentRow(int step)
{
    const int rows = model() ? model()->rowCount() : 0;
    if (rows == 0)
        return;
    const int from = currentRow();
    const int to = from < 0 ? 0 : std::clamp(from + step, 0, rows - 1);
    setCurrentIndex(model()->index(to, m_columns.isEmpty() ? 0 : m_columns.first().modelColumn));
}

void TableView::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && currentIndex().isValid()) {
        Q_EMIT rowActivated(currentIndex().row());
        return;
    }
    const bool isLetter
        = event->modifiers() == Qt::NoModifier && !event->text().isEmpty() && event->text().at(0).isPrint();
    if (isLetter) {
        event->ignore(); // letters are the page's keys, not a search in the table
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (current.row() != previous.row() || current.isValid() != previous.isValid())
        Q_EMIT currentRowChanged(current.isValid() ? current.row() : -1);
}

} // namespace halcyon::ui
