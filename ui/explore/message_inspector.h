#pragma once

#include "ui/models/neighbours_model.h"
#include "ui/panels/panel.h"
#include "ui/shell/page.h"
#include "ui/widgets/code_view.h"

#include <optional>

class QStackedLayout;
class QVBoxLayout;

namespace halcyon::ui {

class Button;
class FactList;
class FactTiles;
class FactorWaterfall;
class LatencyChain;
class SectionTitle;
class TabStrip;

/// One recorded message: its bytes, where it lies, how long it took, its
/// headers, what lies beside it on the partition, and its score.
class MessageInspector : public PanelFrame {
    Q_OBJECT
public:
    MessageInspector(PageContext& context, QWidget* parent = nullptr);

    /// Reads the message of a row; nothing empties the pane.
    void showRow(const engine::HistoryRow* row, engine::StreamId stream);
    void showPlace(const engine::MessagePlace& place, engine::EventTime readNear);
    [[nodiscard]] const std::optional<engine::StoredMessage>& message() const { return m_message; }
    void toggleHex();
    void openAlert();
    void focusMessage();

    enum Tab { MessageTab, HeadersTab, NeighboursTab, ScoreTab };
    void showTab(int tab);

Q_SIGNALS:
    void followRequested(const QString& payer, halcyon::engine::StreamId stream);
    void alertRequested(halcyon::engine::AlertId alert);
    void noteRaised(const halcyon::ui::ToastNote& note);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildMessageTab();
    QWidget* buildHeadersTab();
    QWidget* buildNeighboursTab();
    QWidget* buildScoreTab();
    QWidget* buildButtons();
    TableView* makeNeighbourTable(const QString& name);
    void ask();
    void onMessage(const engine::Result<engine::StoredMessage>& answer);
    void askNeighbours();
    void showMessage();
    void showHeaders();
    void showScore();
    void showOnly(QWidget* widget);
    void copyBytes();

    PageContext& m_context;
    std::optional<engine::MessagePlace> m_place; // asked for or shown
    engine::EventTime m_readNear{};
    engine::StreamId m_stream = engine::StreamId::Upi;
    std::optional<engine::StoredMessage> m_message;
    HistoryTicket m_ticket, m_neighbourTicket;
    QTimer m_pause; // J held down asks for the row it ends on
    NeighboursModel m_neighbours;

    QStackedLayout* m_stack;
    QStackedLayout* m_tabs;
    QWidget* m_body;
    StateView* m_state;
    TabStrip* m_strip;
    FactTiles* m_tiles;
    CodeView* m_code;
    SectionTitle* m_chainTitle;
    LatencyChain* m_chain;
    QWidget* m_besides; // neighbours under the message, where there is room
    TableView* m_nearTable;
    SectionTitle* m_neighbourTitle;
    TableView* m_wideTable;
    FactList* m_headers;
    SectionTitle* m_headersTitle;
    SectionTitle* m_scoreTitle;
    FactorWaterfall* m_waterfall;
    Button* m_follow;
    Button* m_alert;
    Button* m_hex;
    Button* m_copy;
};

} // namespace halcyon::ui
