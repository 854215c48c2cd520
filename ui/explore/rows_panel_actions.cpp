// Layout, context menu, export and SQL of the rows panel; the rows themselves are in rows_panel.cpp.

#include "ui/explore/aggregates_line.h"
#include "ui/explore/result_line.h"
#include "ui/explore/rows_panel.h"
#include "ui/explore/sql_dialog.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/models/drill_filter.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/table_view.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace halcyon::ui {

using engine::Filter;

void RowsPanel::build()
{
    m_table->setObjectName(QStringLiteral("rowsTable"));
    m_table->setDensity(RowDensity::Dense);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setCellMarked(true);
    m_table->setModel(&m_model);
    m_state->setObjectName(QStringLiteral("rowsState"));
    m_aggregates->setObjectName(QStringLiteral("aggregatesLine"));
    m_result->setObjectName(QStringLiteral("resultLine"));
    applyColumns();
    auto* rows = new QWidget;
    m_stack = new QStackedLayout(rows);
    m_stack->setContentsMargins(0, 0, 2, 0);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_state);
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(rows, 1);
    layout->addWidget(m_aggregates);
    layout->addWidget(m_result);
    setContent(body);
    m_chooseFile = [this] {
        return QFileDialog::getSaveFileName(
            this, tr("Export rows"), QStringLiteral("payments.csv"), tr("CSV files (*.csv)"));
    };
}

void RowsPanel::openMenu(const QPoint& at)
{
    if (!currentRow())
        return;
    QMenu menu(this);
    const auto add = [&menu](const QString& text, auto action) { menu.addAction(text, action); };
    add(tr("Open message\t↵"), [this] { Q_EMIT rowOpened(); });
    add(tr("Follow payer\tF"), [this] { Q_EMIT followRequested(); });
    menu.addSeparator();
    if (const auto equals = cellFilter(Filter::Op::Equals)) {
        add(tr("Only %1\t+").arg(filterText(*equals)), [this, equals] { Q_EMIT filterRequested(*equals); });
        const auto differs = *cellFilter(Filter::Op::NotEquals);
        add(tr("Without %1\t-").arg(toText(differs.value)), [this, differs] { Q_EMIT filterRequested(differs); });
        menu.addSeparator();
    }
    add(tr("Copy value"), [this] { copyValue(); });
    add(tr("Copy as TSV\tCtrl+C"), [this] { copy(RowFormat::Tsv); });
    add(tr("Copy as CSV"), [this] { copy(RowFormat::Csv); });
    add(tr("Copy as JSON"), [this] { copy(RowFormat::Json); });
    add(tr("Copy as Markdown"), [this] { copy(RowFormat::Markdown); });
    add(tr("Copy as SQL"), [this] { copy(RowFormat::Sql); });
    menu.addSeparator();
    add(tr("Export all rows as CSV…\tCtrl+E"), [this] { exportCsv(); });
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

void RowsPanel::connectExport()
{
    if (!m_context.history)
        return;
    m_export = std::make_unique<RowsExport>(*m_context.history);
    const auto say = [this](ToastNote::Kind kind, const QString& title, const QString& text) {
        m_result->setExport(-1, {});
        ToastNote note;
        note.kind = kind;
        note.title = title;
        note.text = text;
        note.time = formatClock(m_context.feed.now(), m_context.zone.zone());
        Q_EMIT noteRaised(note);
    };
    connect(m_export.get(), &RowsExport::progressed, this, [this](std::uint64_t rows) {
        const double share = m_summary && m_summary->rows > 0 ? double(rows) / double(m_summary->rows) : 0;
        m_result->setExport(share, tr("exporting, %1 rows").arg(formatCount(std::int64_t(rows))));
    });
    connect(m_export.get(), &RowsExport::finished, this, [say](const QString& file, std::uint64_t rows) {
        const QFileInfo written(file);
        say(ToastNote::Kind::Ok, RowsPanel::tr("Export finished"),
            RowsPanel::tr("%1 rows, %2, %3")
                .arg(formatCount(std::int64_t(rows)), formatBytes(std::uint64_t(written.size())), written.fileName()));
    });
    connect(m_export.get(), &RowsExport::failed, this,
        [say](const QString& sentence) { say(ToastNote::Kind::Warning, RowsPanel::tr("Export failed"), sentence); });
    connect(m_export.get(), &RowsExport::cancelled, this,
        [say] { say(ToastNote::Kind::Info, RowsPanel::tr("Export cancelled"), RowsPanel::tr("Nothing was written.")); });
}

void RowsPanel::exportCsv()
{
    if (!m_export || m_export->isRunning())
        return;
    const QString file = m_chooseFile();
    if (!file.isEmpty())
        m_export->start(m_drill, m_order, file);
}

void RowsPanel::showSql()
{
    if (m_model.answer().sql.empty())
        return;
    SqlDialog dialog(toText(m_model.answer().sql), this);
    dialog.exec();
}

} // namespace halcyon::ui
