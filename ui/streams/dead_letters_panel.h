#pragma once

#include "ui/panels/panel.h"
#include "ui/shell/page.h"
#include "ui/streams/dead_letter_export.h"
#include "ui/streams/dead_letter_list.h"

#include <memory>

class QStackedLayout;

namespace halcyon::ui {

class Button;
class FilterField;
class SortedTable;
class StateView;
class TableView;

/// What was turned away and why: the reasons with their counts, and under them
/// the messages of the chosen one.
class DeadLettersPanel : public PanelFrame {
    Q_OBJECT
public:
    explicit DeadLettersPanel(PageContext& context, QWidget* parent = nullptr);

    void setActive(bool isActive);
    [[nodiscard]] DeadLetterList& list() { return m_list; }
    /// The letter in hand, or null.
    [[nodiscard]] const engine::DeadLetterRow* current() const;
    /// Moves through the letters of the reason.
    void step(int rows);
    void stepReason(int rows);
    void focusReasons();
    void editFilter();

    /// Writes all messages of the reason to a file, one JSON line each.
    void exportAll();
    /// Stops a running export; false when there is none.
    bool cancel();
    /// Asked for the file of an export; tests bring their own answer.
    void setFileChooser(std::function<QString()> chooser) { m_chooseFile = std::move(chooser); }

Q_SIGNALS:
    void currentChanged();
    void filterLeft();
    void noteRaised(const halcyon::ui::ToastNote& note);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    class Band;
    void build();
    void connectParts();
    void applyColumns();
    void showCounts();
    void showLetters();
    [[nodiscard]] QString lettersText() const;
    void showSubtitle();
    void showState();
    void showEmpty();
    void onFilter(const QString& text);
    void note(ToastNote::Kind kind, const QString& title, const QString& text);

    PageContext& m_context;
    DeadLetterList m_list;
    std::unique_ptr<DeadLetterExport> m_export;
    std::function<QString()> m_chooseFile;
    std::int64_t m_currentId = -1;
    bool m_isWide = false;
    bool m_hasColumns = false;
    bool m_isFilling = false; // rows change, what is in hand does not
    QWidget* m_body;
    StateView* m_state;
    QStackedLayout* m_stack;
    FilterField* m_filter;
    Button* m_exportButton;
    SortedTable* m_reasons;
    Band* m_band;
    TableView* m_letters;
};

} // namespace halcyon::ui
