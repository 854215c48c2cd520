#include "ui/alerts/alert_detail.h"

#include "ui/alerts/activity_plot.h"
#include "ui/alerts/alert_heading.h"
#include "ui/alerts/alert_timeline.h"
#include "ui/format/money.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/models/alert_cells.h"
#include "ui/widgets/button.h"
#include "ui/widgets/factor_waterfall.h"
#include "ui/widgets/facts.h"
#include "ui/widgets/section_title.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/table_view.h"

#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QStackedLayout>

#include <algorithm>

namespace halcyon::ui {

using namespace std::chrono;
using engine::StreamId;

namespace {

constexpr std::size_t kRecentPayments = 200;

Tone scoreTone(engine::Severity severity)
{
    switch (severity) {
    case engine::Severity::Critical:
        return Tone::Critical;
    case engine::Severity::High:
        return Tone::High;
    case engine::Severity::Medium:
        return Tone::Warn;
    default:
        return Tone::Info;
    }
}

void setShown(QWidget* holder, QWidget* shown)
{
    static_cast<QStackedLayout*>(holder->layout())->setCurrentWidget(shown);
}

} // namespace

const std::array<std::string, 4>& AlertDetail::outcomes()
{
    static const std::array<std::string, 4> kOutcomes{
        "confirmed", "valuable", "false_positive", "inconclusive"};
    return kOutcomes;
}

const AlertRow* AlertDetail::row() const
{
    if (!m_alert)
        return nullptr;
    const std::size_t number = m_context.alerts.find(*m_alert);
    return number < m_context.alerts.size() ? &m_context.alerts.row(number) : nullptr;
}

void AlertDetail::showAlert(std::optional<engine::AlertId> alert, const QString& place)
{
    const bool isOther = alert != m_alert;
    m_alert = alert;
    setSubtitle(place);
    if (isOther) {
        m_isClosing = false;
        const QSignalBlocker blocker(m_note);
        m_note->setPlainText(alert ? m_drafts.value(alert->value) : QString());
    }
    refresh();
}

void AlertDetail::refresh()
{
    findWhole();
    if (!m_alert || !m_whole) {
        m_state->showEmpty(m_alert ? tr("No longer at hand") : tr("No alert selected"),
            m_alert ? tr("The live log no longer holds this alert, and history has not told of it yet.")
                    : tr("Choose one in the queue; J and K go through them."));
        setShown(content(), m_state);
        return;
    }
    setShown(content(), m_body);
    showFacts();
    showScore();
    m_timeline->setEntries(*m_whole, m_context.alerts.actionsOn(*m_alert), m_context.zone.zone());
    m_plot->setZone(m_context.zone.zone());
    showButtons();
    if (m_recentOf != m_alert)
        askRecent();
}

/// From the live log, where the newest repeat is; else as history told it.
void AlertDetail::findWhole()
{
    m_whole.reset();
    const AlertRow* known = row();
    if (!known)
        return;
    if (known->sequence > 0) {
        const auto logged = m_context.feed.alertLog().after(known->sequence - 1, 1);
        if (!logged.empty() && logged.front().alert.id == *m_alert)
            m_whole = logged.front().alert;
    } else if (const engine::Alert* recorded = m_context.alerts.recorded(*m_alert)) {
        m_whole = *recorded;
    }
}

void AlertDetail::showFacts()
{
    const engine::Alert& alert = *m_whole;
    const AlertRow& known = *row();
    m_heading->setAlert(alert, m_context.zone.zone());
    m_tiles->setFacts({{tr("Score"), tr("%1 / 100").arg(alert.score), scoreTone(alert.severity)},
        {tr("Amount"), formatMoney(alert.money.amount, alert.money.currency)},
        {tr("Payments"), formatCount(alert.count)},
        {tr("State"), alert_cells::state(known.state), alert_cells::stateTone(known.state)},
        {tr("Rules"), feedText(alert.packVersion)}});
    const bool isUpi = alert.stream == StreamId::Upi;
    const Zone zone = m_context.zone.zone();
    m_event->setFacts({{isUpi ? QStringLiteral("txn_id") : QStringLiteral("id"), feedText(alert.paymentId)},
        {tr("time"), formatClockMillis(alert.eventTime, zone) + u' ' + zoneName(zone)},
        {isUpi ? tr("payer") : tr("user"), feedText(alert.entity)},
        {isUpi ? tr("payee") : tr("merchant"), feedText(alert.payee)},
        {tr("amount"), formatMoney(alert.money.amount, alert.money.currency)},
        {tr("stream"), streamLabel(alert.stream)}, {tr("topic"), feedText(alert.topic)},
        {tr("offset"), tr("%1 @ %2").arg(alert.partition).arg(formatOffset(alert.offset))}});
}

void AlertDetail::showScore()
{
    m_whyTitle->setRemark(
        m_whole->factors.size() > 1 ? tr("%1 rules fired").arg(m_whole->factors.size()) : QString());
    m_waterfall->setScore(m_whole->factors, m_whole->score, defaultAlertScore(m_whole->stream));
}

void AlertDetail::askRecent()
{
    m_recentOf = m_alert;
    m_recent.setRows({});
    m_plot->clear();
    m_recentTitle->setTitle(tr("Recent payments of %1").arg(feedText(m_whole->entity)));
    m_recentTitle->setRemark({});
    m_recentNone->setTitle(
        m_context.history ? tr("reading …") : tr("This profile has no database to read them from."));
    m_recentNone->setToolTip({});
    m_recentNone->show();
    if (!m_context.history)
        return;
    const auto until = std::min(m_context.feed.now(), m_whole->lastTime + minutes{10});
    m_recentTicket = m_context.history->recentOf(m_whole->stream, m_whole->entity, until, kRecentPayments,
        this, [this](const auto& rows) { showRecent(rows); });
}

void AlertDetail::onHistory(const HistoryStatus& status)
{
    const bool wasReachable = std::exchange(m_isHistoryReachable, status.isReachable);
    if (status.isReachable && !wasReachable && m_isRecentMissing && m_whole)
        askRecent();
}

void AlertDetail::showRecent(const engine::Result<std::vector<engine::HistoryRow>>& rows)
{
    m_recentNone->setVisible(!rows || rows->empty());
    m_isRecentMissing = !rows;
    if (!rows) {
        m_recentNone->setTitle(
            tr("They cannot be read. %1").arg(QString::fromStdString(rows.error().message)));
        m_recentNone->setToolTip(m_recentNone->title().toHtmlEscaped()); // it may be cut
        return;
    }
    if (rows->empty()) {
        m_recentNone->setTitle(tr("The recorder has stored none yet."));
        return;
    }
    m_recent.setStream(m_whole->stream);
    m_recent.setRows(*rows);
    m_plot->setPayments(
        *rows, std::min(m_context.feed.now(), m_whole->lastTime + minutes{10}), m_whole->eventTime);
    const auto span = rows->front().eventTime - rows->back().eventTime;
    m_recentTitle->setRemark(
        tr("%1 in %2  ·  per %3")
            .arg(formatCount(std::int64_t(rows->size())), formatDuration(span), m_plot->barLengthText()));
    const auto own = std::ranges::find(*rows, m_whole->paymentId, &engine::HistoryRow::paymentId);
    if (own != rows->end())
        m_recentTable->setCurrentIndex(m_recent.index(int(own - rows->begin()), payment_cells::EventTime));
}

void AlertDetail::showButtons()
{
    const AlertRow* known = row();
    if (!known)
        return;
    const QString why = m_desk.whyNot();
    m_warning->setSentence(why);
    const bool canAct = why.isEmpty() && !m_desk.isBusy(*m_alert);
    const bool isClosed = known->state == AlertState::Closed;
    m_acknowledge->setVisible(known->state == AlertState::New);
    m_close->setVisible(!isClosed);
    m_reopen->setVisible(isClosed);
    m_acknowledge->setLook(Button::Look::Primary);
    m_close->setLook(known->state == AlertState::Acknowledged ? Button::Look::Primary : Button::Look::Plain);
    m_reopen->setLook(Button::Look::Primary);
    for (Button* button : {m_acknowledge, m_close, m_reopen})
        button->setEnabled(canAct);
    m_outcomes->setEnabled(canAct && !isClosed);
    const bool isChoosing = m_isClosing && canAct && !isClosed;
    m_outcomes->setKeyCaps(isChoosing
            ? QStringList{QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3"), QStringLiteral("4")}
            : QStringList());
    const bool hasDraft = !m_note->toPlainText().trimmed().isEmpty();
    m_closeHint->setRemark(!isChoosing ? QString()
            : hasDraft                 ? tr("with the note")
                                       : tr("Esc keeps it open"));
    m_noteHint->setRemark(m_desk.isBusy(*m_alert) ? tr("storing …")
            : hasDraft && why.isEmpty()           ? tr("Ctrl ↵ saves the note")
            : hasDraft                            ? tr("kept here until it can be stored")
                                                  : QString());
}

void AlertDetail::setClosing(bool isClosing)
{
    m_isClosing = isClosing;
    showButtons();
}

void AlertDetail::editNote()
{
    m_note->setFocus(Qt::ShortcutFocusReason);
    m_note->moveCursor(QTextCursor::End);
}

void AlertDetail::dropDraft(engine::AlertId alert)
{
    m_drafts.remove(alert.value);
    if (m_alert == alert) {
        const QSignalBlocker blocker(m_note);
        m_note->clear();
        showButtons();
    }
}

void AlertDetail::resizeEvent(QResizeEvent* event)
{
    PanelFrame::resizeEvent(event);
    fitWidth();
}

/// In a narrow pane the buttons stand closer and the score leaves its room to the payee.
void AlertDetail::fitWidth()
{
    constexpr int kRoomy = 560;
    const bool isRoomy = width() >= kRoomy;
    for (Button* button : {m_acknowledge, m_close, m_reopen, m_noteButton, m_entity, m_message})
        button->setTight(!isRoomy);
    using namespace payment_cells;
    QList<TableColumn> columns{{EventTime, CellKind::Mono, 126, 0, Qt::AlignLeft},
        {Payee, CellKind::Text, 80, 2, Qt::AlignLeft}, {Amount, CellKind::Mono, 98, 1, Qt::AlignRight},
        {Status, CellKind::Text, isRoomy ? 92 : 106, 0, Qt::AlignLeft}};
    if (isRoomy)
        columns += {{Score, CellKind::Mono, 56, 0, Qt::AlignRight}};
    m_recentTable->setColumns(columns);
}

bool AlertDetail::eventFilter(QObject* watched, QEvent* event)
{
    const bool isClaim = event->type() == QEvent::ShortcutOverride; // before the page's keys get it
    if (watched != m_note || (event->type() != QEvent::KeyPress && !isClaim))
        return PanelFrame::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (isClaim) {
        if (key->key() != Qt::Key_Escape)
            return false;
        event->accept();
        return true;
    }
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (isEnter && key->modifiers().testFlag(Qt::ControlModifier)) {
        Q_EMIT noteSaved(m_note->toPlainText().trimmed());
        return true;
    }
    if (key->key() == Qt::Key_Escape) {
        Q_EMIT noteLeft();
        return true;
    }
    return false;
}

engine::Drill AlertDetail::messageDrill() const
{
    const engine::Alert& alert = *m_whole;
    const bool isUpi = alert.stream == StreamId::Upi;
    using Op = engine::Filter::Op;
    return {alert.stream, {alert.eventTime - seconds{30}, alert.eventTime + seconds{30}},
        {{isUpi ? "txn_id" : "transaction_id", Op::Equals, alert.paymentId},
            {"partition", Op::Equals, std::to_string(alert.partition)}},
        tr("Payment %1").arg(QString::fromStdString(alert.paymentId)).toStdString()};
}

engine::Drill AlertDetail::entityDrill() const
{
    const engine::Alert& alert = *m_whole;
    const bool isUpi = alert.stream == StreamId::Upi;
    const auto to = std::min(m_context.feed.now(), alert.lastTime + minutes{10});
    return {alert.stream, {to - hours{24}, to},
        {{isUpi ? "payer" : "user_id", engine::Filter::Op::Equals, alert.entity}}, alert.entity};
}

} // namespace halcyon::ui
