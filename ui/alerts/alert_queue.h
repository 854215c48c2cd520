#pragma once

#include "ui/models/alert_queue_model.h"
#include "ui/panels/panel.h"
#include "ui/shell/page.h"
#include "ui/widgets/table_view.h"

#include <QTimer>

#include <optional>

class QStackedLayout;

namespace halcyon::ui {

class Button;
class FilterField;
class NewAlertsBanner;
class QueueFoot;

/// The queue of alerts an operator works through: a condition to type, a banner
/// of what is new, the rows, and what is marked.
class AlertQueue : public PanelFrame {
    Q_OBJECT
public:
    AlertQueue(PageContext& context, QWidget* parent = nullptr);

    /// The alert that is read; the queue holds still while there is one.
    [[nodiscard]] std::optional<engine::AlertId> current() const { return m_current; }
    /// False when the queue does not show it.
    bool select(engine::AlertId alert);
    /// The arrow keys are the rows' from here on; false while none is shown.
    bool focusRows();
    /// To the first row when none is current yet.
    void selectFirst();
    void step(int rows);
    void takeNew();
    void toggleMark();
    void clearMarks() { m_model.clearMarks(); }
    /// The marked alerts, else the current one.
    [[nodiscard]] std::vector<engine::AlertId> chosen() const;
    [[nodiscard]] std::size_t markCount() const { return m_model.markCount(); }

    void setStates(const AlertStates& states);
    void editFilter();
    void setFilter(const QString& text);
    [[nodiscard]] bool hasFilter() const;
    /// What history is doing, or why it does not answer; shown at the foot.
    void setRemark(const QString& remark);
    /// Whether something can be done with what is marked.
    void setActing(bool canAct);
    /// Ages and figures; once a second.
    void tick();
    /// "3 of 212"; empty without a current row.
    [[nodiscard]] QString placeText() const;
    [[nodiscard]] AlertQueueModel& model() { return m_model; }

Q_SIGNALS:
    void currentChanged();
    void filterLeft(); ///< Esc or Enter in the filter
    void acknowledgeMarkedClicked();
    void closeMarkedClicked();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    QWidget* buildFilterRow();
    void addSeverityMenu(Button* button);
    void addRuleMenu(Button* button);
    void onFilterEdited();
    void applyFilter();
    void onReset();
    void onCurrentRow(int row);
    void showFilterVerdict();
    void colourFilter();
    void showState();
    void showFoot();
    void applyColumns();

    PageContext& m_context;
    AlertQueueModel m_model;
    std::optional<engine::AlertId> m_current;
    std::optional<engine::AlertId> m_hidden; // was read until a condition hid it
    AlertQuery m_query;
    QTimer m_filterPause; // half a word of a condition empties no list
    QList<TableColumn> m_columns;
    bool m_isRestoring = false;
    bool m_wantsFirst = false; // once the rows that waited are in
    bool m_isWide = true;
    bool m_isFilterValid = true;
    FilterField* m_filter;
    NewAlertsBanner* m_banner;
    TableView* m_table;
    StateView* m_state;
    QueueFoot* m_foot;
    QStackedLayout* m_stack;
};

} // namespace halcyon::ui
