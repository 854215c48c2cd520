#pragma once

#include "ui/panels/panel.h"
#include "ui/streams/sorted_table.h"

class QStackedLayout;

namespace halcyon::ui {

class StateView;

/// A panel with a table of what the engine reads, or in its place why there is
/// nothing to read.
class StreamPanel : public PanelFrame {
    Q_OBJECT
public:
    explicit StreamPanel(const QString& title, QWidget* parent = nullptr);

    [[nodiscard]] SortedTable& table() { return *m_table; }

protected:
    /// True when the snapshot has partitions, and the table shows; else says what is the matter.
    bool showTableOrState(const LiveView& view);
    /// For a subtitle: "", "  ·  stale since 12:49:40", "  ·  paused".
    [[nodiscard]] static QString remarkOn(const LiveView& view);
    /// The columns that fit; called when the width changes.
    [[nodiscard]] virtual QList<TableColumn> columnsFor(int width) const = 0;
    void resizeEvent(QResizeEvent* event) override;

private:
    SortedTable* m_table;
    StateView* m_state;
    QStackedLayout* m_stack;
    QString m_shown; // what the state view says
    int m_columnCount = 0;
};

} // namespace halcyon::ui
