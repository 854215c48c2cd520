#include "ui/explore/message_inspector.h"

#include "ui/explore/latency_chain.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/models/payment_cells.h"
#include "ui/widgets/button.h"
#include "ui/widgets/factor_waterfall.h"
#include "ui/widgets/facts.h"
#include "ui/widgets/section_title.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/tab_strip.h"
#include "ui/widgets/table_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QStackedLayout>

namespace halcyon::ui {

using engine::StoredMessage;

namespace {

constexpr int kNeighboursEachSide = 8;
constexpr int kRoomForNeighbours = 760; // px of the pane's height

QString encodingOf(const StoredMessage& message)
{
    if (message.isTombstone)
        return MessageInspector::tr("null");
    if (prettyJson(message.value))
        return QStringLiteral("JSON");
    return isReadableText(message.value) ? MessageInspector::tr("text") : MessageInspector::tr("binary");
}

QString keyText(const StoredMessage& message)
{
    if (!message.key)
        return MessageInspector::tr("none");
    return isReadableText(*message.key) ? feedText(*message.key)
                                        : MessageInspector::tr("%1, binary").arg(formatBytes(message.key->size()));
}

} // namespace

void MessageInspector::showRow(const engine::HistoryRow* row, engine::StreamId stream)
{
    m_stream = stream;
    if (row) {
        showPlace(row->place, row->eventTime + row->lateBy);
        return;
    }
    m_place.reset();
    m_message.reset();
    m_ticket.drop();
    m_neighbourTicket.drop();
    m_pause.stop();
    setSubtitle({});
    m_state->showEmpty(tr("No row selected"), tr("Choose one; its message shows here as it came."));
    showOnly(m_state);
}

void MessageInspector::showPlace(const engine::MessagePlace& place, engine::EventTime readNear)
{
    if (m_place == place && (m_message || m_ticket.isOpen() || m_pause.isActive()))
        return;
    m_place = place;
    m_readNear = readNear;
    m_ticket.drop();
    m_pause.start();
}

void MessageInspector::ask()
{
    if (!m_context.history || !m_place)
        return;
    m_ticket = m_context.history->message(
        *m_place, m_readNear, this, [this](const engine::Result<StoredMessage>& answer) { onMessage(answer); });
}

void MessageInspector::onMessage(const engine::Result<StoredMessage>& answer)
{
    if (!answer) {
        m_message.reset();
        m_state->showFailed(tr("The message cannot be read"), QString::fromStdString(answer.error().message));
        m_state->addButton(tr("Try again"), [this] { ask(); });
        showOnly(m_state);
        return;
    }
    m_message = *answer;
    showMessage();
    showHeaders();
    showScore();
    askNeighbours();
    showOnly(m_body);
}

void MessageInspector::showMessage()
{
    const StoredMessage& message = *m_message;
    const Zone zone = m_context.zone.zone();
    setSubtitle(message.payment ? feedText(message.payment->paymentId) : bucketText(message));
    m_tiles->setFacts({{tr("topic"), feedText(message.place.topic)},
        {tr("partition"), QString::number(message.place.partition)},
        {tr("offset"), formatOffset(message.place.offset)},
        {tr("record time"), message.recordTime ? formatClockMillis(*message.recordTime, zone) : tr("none")},
        {tr("key"), keyText(message)},
        {tr("size"), formatBytes(message.value.size()) + u' ' + encodingOf(message)}});
    m_code->showMessage(message.value, message.rejectField);
    m_code->setMode(m_code->suitableMode());
    m_hex->setText(m_code->mode() == CodeView::Mode::Hex ? tr("Text") : tr("Hex"));
    m_chain->setMessage(message);
    m_chainTitle->setRemark(tr("to the committed row %1").arg(m_chain->totalText()));
    m_follow->setEnabled(message.payment.has_value());
    m_alert->setVisible(message.alert.has_value());
    m_alert->setText(message.alert ? tr("Alert %1").arg(alertIdLabel(*message.alert)) : tr("Alert"));
}

void MessageInspector::showHeaders()
{
    QList<Fact> facts;
    for (const auto& [name, value] : m_message->headers)
        facts.append({feedText(name),
            isReadableText(value) ? feedText(value) : tr("%1, binary").arg(formatBytes(value.size()))});
    m_headers->setFacts(facts);
    m_headersTitle->setTitle(facts.isEmpty() ? tr("The message came without headers.") : tr("As they came"));
    m_strip->setText(HeadersTab, facts.isEmpty() ? tr("Headers") : tr("Headers %1").arg(facts.size()));
}

void MessageInspector::showScore()
{
    const int score = m_message->payment ? m_message->payment->score : 0;
    m_strip->setText(ScoreTab, m_message->payment ? tr("Score %1").arg(score) : tr("Score"));
    m_waterfall->setVisible(!m_message->factors.empty());
    m_waterfall->setScore(m_message->factors, score, defaultAlertScore(m_stream));
    m_scoreTitle->setTitle(!m_message->payment ? tr("Only payments are scored.")
            : m_message->factors.empty()       ? tr("No rule fired: the score is %1.").arg(score)
                                               : tr("Why it has this score"));
}

void MessageInspector::askNeighbours()
{
    m_neighbourTicket = m_context.history->neighbours(*m_place, m_readNear, kNeighboursEachSide, this,
        [this](const engine::Result<std::vector<StoredMessage>>& beside) {
            m_neighbourTitle->setTitle(beside ? tr("On the partition, by offset")
                                              : QString::fromStdString(beside.error().message));
            m_neighbours.setRows(beside ? *beside : std::vector<StoredMessage>());
            for (int row = 0; row < m_neighbours.rowCount(); ++row) {
                if (m_neighbours.row(row).place.offset != m_place->offset)
                    continue;
                for (TableView* table : {m_nearTable, m_wideTable}) {
                    const QSignalBlocker blocker(table); // it is the message shown already
                    table->setCurrentIndex(m_neighbours.index(row, 0));
                    table->scrollTo(table->currentIndex(), QAbstractItemView::PositionAtCenter);
                }
            }
        });
}

void MessageInspector::showOnly(QWidget* widget)
{
    m_stack->setCurrentWidget(widget);
}

void MessageInspector::showTab(int tab)
{
    m_strip->setCurrent(tab);
    m_tabs->setCurrentIndex(tab);
}

void MessageInspector::toggleHex()
{
    if (!m_message)
        return;
    showTab(MessageTab);
    const bool isHex = m_code->mode() == CodeView::Mode::Hex;
    m_code->setMode(isHex ? CodeView::Mode::Text : CodeView::Mode::Hex);
    m_hex->setText(isHex ? tr("Hex") : tr("Text"));
}

void MessageInspector::openAlert()
{
    if (m_message && m_message->alert)
        Q_EMIT alertRequested(*m_message->alert);
}

void MessageInspector::focusMessage()
{
    showTab(MessageTab);
    m_code->setFocus();
}

void MessageInspector::copyBytes()
{
    if (!m_message)
        return;
    const bool isText = isReadableText(m_message->value);
    QGuiApplication::clipboard()->setText(isText
            ? QString::fromStdString(m_message->value)
            : QString::fromLatin1(QByteArray::fromStdString(m_message->value).toHex(' ')));
    ToastNote note;
    note.kind = ToastNote::Kind::Ok;
    note.title = isText ? tr("Message copied") : tr("Message copied as hex");
    note.time = formatClock(m_context.feed.now(), m_context.zone.zone());
    note.lasts = std::chrono::seconds{3};
    Q_EMIT noteRaised(note);
}

void MessageInspector::resizeEvent(QResizeEvent* event)
{
    PanelFrame::resizeEvent(event);
    m_besides->setVisible(height() >= kRoomForNeighbours);
}

} // namespace halcyon::ui
