#pragma once

#include "ui/explore/row_text.h"
#include "ui/explore/rows_export.h"
#include "ui/models/history_rows_model.h"
#include "ui/panels/panel.h"
#include "ui/shell/page.h"

#include <memory>
#include <optional>

class QStackedLayout;

namespace halcyon::ui {

class AggregatesLine;
class ResultLine;

/// The rows of a drill with what they add up to, where they came from, and what
/// can be done with them: sort, copy, export, filter by a cell.
class RowsPanel : public PanelFrame {
    Q_OBJECT
public:
    RowsPanel(PageContext& context, QWidget* parent = nullptr);

    /// Reads the rows and the totals of another drill.
    void ask(const engine::Drill& drill);
    void askAgain();
    /// Stops the running query or export; false when nothing runs.
    bool cancel();
    [[nodiscard]] const HistoryRowsModel& model() const { return m_model; }
    [[nodiscard]] const std::optional<engine::DrillSummary>& summary() const { return m_summary; }
    [[nodiscard]] const engine::HistoryRow* currentRow() const;
    [[nodiscard]] std::vector<engine::HistoryRow> selectedRows() const;
    void step(int rows);
    void focusRows();

    void copy(RowFormat format);
    void copyValue();
    /// A condition on the current cell's value; nothing for a cell one cannot filter by.
    [[nodiscard]] std::optional<engine::Filter> cellFilter(engine::Filter::Op op) const;
    void exportCsv();
    void showSql();
    /// Asked for the file of an export; tests bring their own answer.
    void setFileChooser(std::function<QString()> chooser) { m_chooseFile = std::move(chooser); }

Q_SIGNALS:
    void currentRowChanged();
    void rowOpened();
    void filterRequested(const halcyon::engine::Filter& filter);
    void followRequested();
    void summaryChanged();
    void suggestionRequested(const halcyon::engine::Drill& drill); ///< wider than what found nothing
    void noteRaised(const halcyon::ui::ToastNote& note);

private:
    void build();
    void applyColumns();
    void sortBy(int modelColumn);
    void showSortArrow();
    void onModelState();
    void showState();
    void showEmpty();
    void showFailed();
    void showResult();
    void askSummary();
    void openMenu(const QPoint& at);
    void connectExport();
    [[nodiscard]] QString orderText() const;

    PageContext& m_context;
    HistoryRowsModel m_model;
    engine::Drill m_drill;
    engine::RowOrder m_order = engine::RowOrder::NewestFirst;
    std::optional<engine::StreamId> m_columnsOf;
    std::optional<engine::DrillSummary> m_summary;
    HistoryTicket m_summaryTicket;
    QTimer m_patience; // a quick answer replaces the rows without a flicker
    std::unique_ptr<RowsExport> m_export;
    std::function<QString()> m_chooseFile;
    TableView* m_table;
    StateView* m_state;
    QStackedLayout* m_stack;
    AggregatesLine* m_aggregates;
    ResultLine* m_result;
};

} // namespace halcyon::ui
