#pragma once

#include "ui/alerts/alert_desk.h"
#include "ui/models/payment_list_model.h"
#include "ui/panels/panel.h"
#include "ui/shell/page.h"

#include <QHash>

#include <optional>

class QPlainTextEdit;
class QVBoxLayout;

namespace halcyon::ui {

class ActivityPlot;
class AlertHeading;
class AlertTimeline;
class Button;
class FactList;
class FactTiles;
class FactorWaterfall;
class SectionTitle;
class Segments;
class StateView;
class WarningLine;

/// One alert with all that is known about it: why it was raised, its payment,
/// what the entity did lately, what people did and wrote, and the buttons that
/// do something about it.
///
/// A note that is being typed belongs to its alert: it stays while one looks at
/// others, and until the database has it.
class AlertDetail : public PanelFrame {
    Q_OBJECT
public:
    AlertDetail(PageContext& context, AlertDesk& desk, QWidget* parent = nullptr);

    /// Nothing shows that none is selected. `place`: "3 of 212".
    void showAlert(std::optional<engine::AlertId> alert, const QString& place);
    [[nodiscard]] std::optional<engine::AlertId> alert() const { return m_alert; }
    /// The whole alert shown, while the live log or history still has it.
    [[nodiscard]] const std::optional<engine::Alert>& whole() const { return m_whole; }
    /// The alert's state or history changed.
    void refresh();

    void editNote();
    [[nodiscard]] QString draft(engine::AlertId alert) const { return m_drafts.value(alert.value); }
    void dropDraft(engine::AlertId alert);
    /// While closing, 1 to 4 choose the outcome.
    void setClosing(bool isClosing);
    [[nodiscard]] bool isClosing() const { return m_isClosing; }

    [[nodiscard]] engine::Drill messageDrill() const; ///< the alert's payment; needs `whole`
    [[nodiscard]] engine::Drill entityDrill() const; ///< the entity's day

    static const std::array<std::string, 4>& outcomes();

Q_SIGNALS:
    void acknowledgeClicked();
    void closeClicked();
    void outcomeChosen(int outcome);
    void reopenClicked();
    void noteSaved(const QString& note);
    void noteLeft(); ///< Esc in the note
    void entityClicked();
    void messageClicked();
    void stepClicked(int step);
    void drillRequested(const halcyon::engine::Drill& drill);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildTop();
    QWidget* buildMiddle();
    QWidget* buildBottom();
    void addEvidence(QVBoxLayout* layout);
    void addRecent(QVBoxLayout* layout);
    void addHistory(QVBoxLayout* layout);
    void findWhole();
    void showFacts();
    void showScore();
    void askRecent();
    /// What failed is asked for again once history answers again.
    void onHistory(const HistoryStatus& status);
    void showRecent(const engine::Result<std::vector<engine::HistoryRow>>& rows);
    void showButtons();
    void fitWidth();
    [[nodiscard]] const AlertRow* row() const;

    PageContext& m_context;
    AlertDesk& m_desk;
    std::optional<engine::AlertId> m_alert;
    std::optional<engine::Alert> m_whole;
    QHash<quint64, QString> m_drafts;
    bool m_isClosing = false;
    HistoryTicket m_recentTicket;
    std::optional<engine::AlertId> m_recentOf; // whose payments are shown or asked for
    bool m_isRecentMissing = false; // history failed to tell of them
    bool m_isHistoryReachable = true;
    PaymentListModel m_recent;

    QWidget* m_body;
    StateView* m_state;
    AlertHeading* m_heading;
    FactTiles* m_tiles;
    FactorWaterfall* m_waterfall;
    SectionTitle* m_whyTitle;
    FactList* m_event;
    SectionTitle* m_recentTitle;
    ActivityPlot* m_plot;
    TableView* m_recentTable;
    SectionTitle* m_recentNone;
    AlertTimeline* m_timeline;
    QPlainTextEdit* m_note;
    SectionTitle* m_noteHint;
    WarningLine* m_warning;
    Segments* m_outcomes;
    SectionTitle* m_closeHint;
    Button* m_acknowledge;
    Button* m_close;
    Button* m_noteButton;
    Button* m_reopen;
    Button* m_entity;
    Button* m_message;
};

} // namespace halcyon::ui
