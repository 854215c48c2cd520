#pragma once

#include "ui/panels/panel.h"
#include "ui/shell/page.h"
#include "ui/widgets/code_view.h"

#include <optional>

class QBoxLayout;
class QScrollArea;
class QStackedLayout;

namespace halcyon::ui {

class Button;
class FactList;
class SectionTitle;
class StateView;
class TabStrip;

/// A message that was turned away: its bytes as text or hex with what is wrong
/// marked, its headers, why it was turned away and where it lies.
class LetterPane : public PanelFrame {
    Q_OBJECT
public:
    explicit LetterPane(PageContext& context, QWidget* parent = nullptr);

    /// Reads the message; null empties the pane.
    void showLetter(const engine::DeadLetterRow* letter);
    [[nodiscard]] const std::optional<engine::StoredMessage>& message() const { return m_message; }
    /// "amount at byte 77: string, expected number".
    [[nodiscard]] QString reasonText() const;

    enum Tab { TextTab, HexTab, HeadersTab };
    void showTab(int tab);
    void toggleHex();
    void copyBytes();
    void focusMessage();
    /// Asked for the file the bytes go to; tests bring their own answer.
    void setFileChooser(std::function<QString()> chooser) { m_chooseFile = std::move(chooser); }

Q_SIGNALS:
    void noteRaised(const halcyon::ui::ToastNote& note);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    class ReasonLines;
    void build();
    void addMenuEntries();
    void ask();
    void onMessage(const engine::Result<engine::StoredMessage>& answer);
    void showMessage();
    void showFacts();
    void showHeaders();
    void showBytes();
    void copy(const QString& text, const QString& what);
    void saveBytes();

    PageContext& m_context;
    std::optional<engine::DeadLetterRow> m_letter;
    std::optional<engine::StoredMessage> m_message;
    HistoryTicket m_ticket;
    QTimer m_pause; // stepping through letters asks for the last one only
    std::optional<int> m_wantedTab; // what the operator chose last
    std::function<QString()> m_chooseFile;
    QWidget* m_body;
    StateView* m_state;
    QStackedLayout* m_stack;
    TabStrip* m_strip;
    CodeView* m_code;
    QStackedLayout* m_left;
    QScrollArea* m_headersArea;
    SectionTitle* m_headersTitle;
    FactList* m_headers;
    QBoxLayout* m_columns;
    QWidget* m_side;
    ReasonLines* m_reason;
    FactList* m_facts;
    Button* m_copy;
};

} // namespace halcyon::ui
