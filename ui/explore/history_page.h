#pragma once

#include "ui/models/drill_stack.h"
#include "ui/panels/panel.h"
#include "ui/shell/page.h"

#include <optional>

namespace halcyon::ui {

class Button;
class DrillBar;
class DrillHistogramView;
class MessageInspector;
class RowsPanel;
class Segments;
class WarningLine;

/// *History*: from a chart to the rows to the bytes. Shows what a drill selects
/// of recorded payments; every change is a step one can go back.
class HistoryPage : public Page {
    Q_OBJECT
public:
    explicit HistoryPage(PageContext& context, QWidget* parent = nullptr);

    [[nodiscard]] QStringList breadcrumb() const override;
    [[nodiscard]] QList<QWidget*> buttons() const override;
    void openCrumb(int part) override;
    bool openDrill(const engine::Drill& drill) override;
    void activated() override;

    [[nodiscard]] const DrillStack& drills() const { return m_drills; }
    [[nodiscard]] RowsPanel& rows() { return *m_rows; }

private:
    void build();
    void addKeys();
    void connectParts();
    [[nodiscard]] engine::Drill everything() const;
    /// To the drill before, or to the page that asked for this one.
    void goBack();
    void onDrill();
    void askHistogram();
    void showHistogramTitle();
    void brush(const engine::TimeRange& range);
    void addFilter(engine::Filter filter);
    void filterByCell(engine::Filter::Op op);
    void follow(const QString& payer, engine::StreamId stream);
    void followRow();
    [[nodiscard]] QColor barColour() const;

    DrillStack m_drills;
    std::optional<engine::Drill> m_askedFor; // the last one that another page asked for
    DrillBar* m_bar;
    WarningLine* m_refusal;
    PanelFrame* m_histogramPanel;
    DrillHistogramView* m_histogram;
    RowsPanel* m_rows;
    MessageInspector* m_inspector;
    Button* m_back;
    Button* m_export;
    engine::TimeRange m_around;
    engine::Drill m_histogramOf; // what the bars are of
    engine::TimeRange m_barsAround;
    HistoryTicket m_histogramTicket;
    QTimer m_zoomTimer; // joins the notches of a wheel into one query
};

} // namespace halcyon::ui
