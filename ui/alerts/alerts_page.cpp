#include "ui/alerts/alerts_page.h"

#include "ui/alerts/alert_detail.h"
#include "ui/alerts/alert_queue.h"
#include "ui/format/names.h"
#include "ui/format/numbers.h"
#include "ui/widgets/section_title.h"
#include "ui/widgets/segments.h"

#include <QAbstractButton>
#include <QApplication>
#include <QHBoxLayout>

#include <algorithm>

namespace halcyon::ui {

using engine::AlertId;
using Kind = engine::AlertAction::Kind;

namespace {

constexpr std::chrono::seconds kUndoTime{8};
constexpr int kLeftShare = 1208; // of 1848, as drawn
constexpr int kRightShare = 632;

/// Open, New, Acknowledged, Closed, All.
constexpr std::array<AlertStates, 5> kViews{AlertStates{true, true, false}, {true, false, false},
    {false, true, false}, {false, false, true}, {true, true, true}};

} // namespace

AlertsPage::AlertsPage(PageContext& context, RecordedAlerts* recorded, QWidget* parent)
    : Page(context, parent)
    , m_recorded(recorded)
    , m_desk(context.history, context.alerts)
    , m_queue(new AlertQueue(context))
    , m_detail(new AlertDetail(context, m_desk))
    , m_views(new Segments({tr("Open"), tr("New"), tr("Acknowledged"), tr("Closed"), tr("All")}))
    , m_figures(new SectionTitle({}))
{
    m_queue->setObjectName(QStringLiteral("alertQueue"));
    m_detail->setObjectName(QStringLiteral("alertDetail"));
    buildBar();
    auto* body = new QWidget;
    auto* layout = new QHBoxLayout(body);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    m_queue->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding);
    m_detail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding);
    m_detail->setMinimumWidth(484);
    layout->addWidget(m_queue, kLeftShare);
    layout->addWidget(m_detail, kRightShare);
    setBody(body);
    addKeys();
    connectParts();
    m_clock.setInterval(std::chrono::seconds{1});
    m_undoTime.setSingleShot(true);
    m_undoTime.setInterval(kUndoTime);
    connect(&m_clock, &QTimer::timeout, this, &AlertsPage::tick);
    connect(&m_undoTime, &QTimer::timeout, this, [this] { m_lastDeed.reset(); });
    showFigures();
    showRemark();
}

QStringList AlertsPage::breadcrumb() const
{
    return {tr("Fraud desk"), tr("Alerts"), tr("Triage queue")};
}

void AlertsPage::buildBar()
{
    m_views->setObjectName(QStringLiteral("viewSegments"));
    m_figures->setObjectName(QStringLiteral("alertFigures"));
    m_figures->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    bar()->addWidget(m_views);
    bar()->addWidget(m_figures, 1);
}

void AlertsPage::addKeys()
{
    const auto key = [this](Qt::Key code, const QString& text, auto action) {
        addKey(QKeySequence(code), text, [this, action] { (this->*action)(); });
    };
    addKey(QKeySequence(Qt::Key_J), tr("next"), [this] { m_queue->step(+1); });
    addKey(QKeySequence(Qt::Key_K), tr("previous"), [this] { m_queue->step(-1); });
    addKey(QKeySequence(Qt::Key_G), tr("go to new"), [this] { m_queue->takeNew(); });
    key(Qt::Key_A, tr("acknowledge"), &AlertsPage::acknowledge);
    key(Qt::Key_C, tr("close, then 1 to 4"), &AlertsPage::beginClosing);
    addKey(QKeySequence(Qt::Key_N), tr("note"), [this] { m_detail->editNote(); });
    key(Qt::Key_O, tr("reopen"), &AlertsPage::reopen);
    addKey(QKeySequence(Qt::Key_E), tr("entity"), [this] { Q_EMIT m_detail->entityClicked(); });
    addKey(QKeySequence(Qt::Key_R), tr("raw message"), [this] { Q_EMIT m_detail->messageClicked(); });
    addKey(QKeySequence(Qt::Key_Space), tr("mark"), [this] {
        if (auto* button = qobject_cast<QAbstractButton*>(QApplication::focusWidget()))
            button->click(); // a button with the focus is pressed with Space
        else
            m_queue->toggleMark();
    });
    addKey(QKeySequence(Qt::Key_Slash), tr("filter"), [this] { m_queue->editFilter(); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_Z), tr("undo"), [this] { undoLast(); });
    addKey(QKeySequence(Qt::Key_Escape), {}, [this] { leave(); });
    for (int number = 0; number < int(kViews.size()); ++number) {
        addKey(QKeySequence(Qt::Key(Qt::Key_1 + number)), {}, [this, number] {
            if (m_detail->isClosing())
                closeWith(number);
            else
                setView(number);
        });
    }
}

void AlertsPage::connectParts()
{
    connect(m_views, &Segments::chosen, this, &AlertsPage::setView);
    connect(m_queue, &AlertQueue::currentChanged, this, &AlertsPage::onCurrent);
    connect(m_queue, &AlertQueue::filterLeft, this, [this] { focusQueue(); });
    connect(m_detail, &AlertDetail::noteLeft, this, [this] { focusQueue(); });
    connect(m_queue, &AlertQueue::acknowledgeMarkedClicked, this, &AlertsPage::acknowledge);
    connect(m_queue, &AlertQueue::closeMarkedClicked, this, &AlertsPage::beginClosing);
    connect(m_detail, &AlertDetail::stepClicked, m_queue, &AlertQueue::step);
    connect(m_detail, &AlertDetail::acknowledgeClicked, this, &AlertsPage::acknowledge);
    connect(m_detail, &AlertDetail::closeClicked, this, &AlertsPage::beginClosing);
    connect(m_detail, &AlertDetail::outcomeChosen, this, &AlertsPage::closeWith);
    connect(m_detail, &AlertDetail::reopenClicked, this, &AlertsPage::reopen);
    connect(m_detail, &AlertDetail::noteSaved, this, &AlertsPage::saveNote);
    connect(m_detail, &AlertDetail::drillRequested, this, &Page::drillRequested);
    connect(m_detail, &AlertDetail::entityClicked, this, [this] {
        if (m_detail->whole())
            Q_EMIT drillRequested(m_detail->entityDrill());
    });
    connect(m_detail, &AlertDetail::messageClicked, this, [this] {
        if (m_detail->whole())
            Q_EMIT drillRequested(m_detail->messageDrill());
    });
    connect(&m_desk, &AlertDesk::done, this, &AlertsPage::onDone);
    connect(&m_desk, &AlertDesk::undone, this, &AlertsPage::onUndone);
    connect(&m_desk, &AlertDesk::failed, this, &AlertsPage::onFailed);
    connect(&m_desk, &AlertDesk::changed, this, [this] { m_queue->setActing(m_desk.whyNot().isEmpty()); });
    connect(&context().alerts, &AlertStore::rowsChanged, this, &AlertsPage::onRowsChanged);
    connect(&context().alerts, &AlertStore::rowsAdded, this, [this] {
        if (isVisible())
            m_queue->selectFirst();
    });
    if (m_recorded)
        connect(m_recorded, &RecordedAlerts::stateChanged, this, &AlertsPage::showRemark);
}

void AlertsPage::activated()
{
    m_clock.start();
    m_queue->selectFirst();
    tick();
    focusQueue();
}

void AlertsPage::focusQueue()
{
    if (!m_queue->focusRows())
        setFocus(); // the keys are the page's
}

void AlertsPage::deactivated()
{
    m_clock.stop();
}

bool AlertsPage::openAlert(AlertId alert)
{
    if (!m_queue->select(alert)) { // another view or filter hides it, or it waits in the banner
        setView(int(kViews.size()) - 1);
        m_queue->setFilter({});
        m_queue->takeNew();
        m_queue->select(alert);
    }
    return true;
}

void AlertsPage::setView(int view)
{
    m_views->setCurrent(view);
    m_queue->setStates(kViews[std::size_t(view)]);
}

void AlertsPage::tick()
{
    m_queue->tick();
    showFigures();
}

void AlertsPage::showFigures()
{
    const AlertStore& alerts = context().alerts;
    const std::array<std::size_t, kViews.size()> counts{alerts.open(), alerts.countOf(AlertState::New),
        alerts.countOf(AlertState::Acknowledged), alerts.countOf(AlertState::Closed), alerts.size()};
    for (std::size_t view = 0; view < counts.size(); ++view)
        m_views->setFigure(int(view), formatCount(std::int64_t(counts[view])));
    m_figures->setRemark(tr("%1 critical  ·  %2 high open  ·  last 24 h")
                             .arg(formatCount(std::int64_t(alerts.openOf(engine::Severity::Critical))),
                                 formatCount(std::int64_t(alerts.openOf(engine::Severity::High)))));
}

void AlertsPage::showRemark()
{
    if (!m_recorded) {
        m_queue->setRemark(tr("No database: only alerts raised since the console started."));
        return;
    }
    switch (m_recorded->state()) {
    case RecordedAlerts::State::NotAsked:
    case RecordedAlerts::State::Loading:
        m_queue->setRemark(tr("reading the last 24 hours from history …"));
        break;
    case RecordedAlerts::State::Loaded:
        m_queue->setRemark({});
        break;
    case RecordedAlerts::State::Failed:
        m_queue->setRemark(tr("Older alerts are missing. %1").arg(m_recorded->trouble()));
        break;
    }
}

void AlertsPage::onCurrent()
{
    m_detail->showAlert(m_queue->current(), m_queue->placeText());
}

void AlertsPage::onRowsChanged(const std::vector<std::uint32_t>& rows)
{
    if (!isVisible() || !m_detail->alert())
        return;
    const auto shown = std::uint32_t(context().alerts.find(*m_detail->alert()));
    if (std::ranges::find(rows, shown) != rows.end())
        m_detail->refresh();
}

std::vector<AlertId> AlertsPage::chosenIn(std::initializer_list<AlertState> states) const
{
    std::vector<AlertId> chosen;
    for (const AlertId alert : m_queue->chosen()) {
        const std::size_t row = context().alerts.find(alert);
        if (row < context().alerts.size() && !m_desk.isBusy(alert)
            && std::ranges::find(states, context().alerts.row(row).state) != states.end())
            chosen.push_back(alert);
    }
    return chosen;
}

void AlertsPage::acknowledge()
{
    auto alerts = chosenIn({AlertState::New});
    if (!alerts.empty())
        m_desk.acknowledge(std::move(alerts));
}

void AlertsPage::beginClosing()
{
    if (!chosenIn({AlertState::New, AlertState::Acknowledged}).empty())
        m_detail->setClosing(true);
}

void AlertsPage::closeWith(int outcome)
{
    auto alerts = chosenIn({AlertState::New, AlertState::Acknowledged});
    if (outcome >= int(AlertDetail::outcomes().size()) || alerts.empty())
        return;
    m_detail->setClosing(false);
    const bool isOne = alerts.size() == 1 && m_queue->markCount() == 0;
    const QString note = isOne ? m_detail->draft(alerts.front()).trimmed() : QString();
    m_desk.close(std::move(alerts), AlertDetail::outcomes()[std::size_t(outcome)], note.toStdString());
}

void AlertsPage::reopen()
{
    auto alerts = chosenIn({AlertState::Closed});
    if (!alerts.empty())
        m_desk.reopen(std::move(alerts));
}

void AlertsPage::saveNote(const QString& note)
{
    if (!note.isEmpty() && m_detail->alert())
        m_desk.addNote(*m_detail->alert(), note.toStdString());
}

void AlertsPage::undoLast()
{
    if (!m_lastDeed)
        return;
    const AlertDeed deed = *std::exchange(m_lastDeed, std::nullopt);
    m_undoTime.stop();
    m_desk.undo(deed);
}

void AlertsPage::leave()
{
    if (m_detail->isClosing())
        m_detail->setClosing(false);
    else if (m_queue->markCount() > 0)
        m_queue->clearMarks();
    else if (m_queue->hasFilter())
        m_queue->setFilter({});
    focusQueue();
}

QString AlertsPage::nameOf(const AlertDeed& deed) const
{
    return deed.alerts.size() == 1 ? alertIdLabel(deed.alerts.front())
                                   : tr("%1 alerts").arg(formatCount(std::int64_t(deed.alerts.size())));
}

void AlertsPage::say(ToastNote::Kind kind, const QString& title, const QString& text)
{
    ToastNote note;
    note.kind = kind;
    note.title = title;
    note.text = text;
    note.time = formatClock(context().feed.now(), context().zone.zone());
    if (m_lastDeed) {
        note.actionText = tr("Undo");
        note.action = [this] { undoLast(); };
        note.lasts = kUndoTime;
    }
    Q_EMIT noteRaised(note);
}

void AlertsPage::onDone(const AlertDeed& deed)
{
    if (!deed.note.empty())
        m_detail->dropDraft(deed.alerts.front());
    m_lastDeed.reset();
    if (deed.canBeUndone()) {
        m_lastDeed = deed;
        m_undoTime.start();
    }
    showFigures();
    switch (deed.kind) {
    case Kind::Acknowledge:
        say(ToastNote::Kind::Ok, tr("%1 acknowledged").arg(nameOf(deed)), tr("Ctrl Z takes it back"));
        break;
    case Kind::Close:
        say(ToastNote::Kind::Ok, tr("%1 closed: %2").arg(nameOf(deed), outcomeLabel(deed.outcome)),
            tr("Ctrl Z takes it back"));
        break;
    case Kind::Note:
        say(ToastNote::Kind::Ok, tr("Note on %1 saved").arg(nameOf(deed)), {});
        break;
    case Kind::Reopen:
        say(ToastNote::Kind::Ok, tr("%1 reopened").arg(nameOf(deed)), {});
        break;
    }
    if (deed.kind != Kind::Note)
        m_queue->clearMarks();
    if (deed.kind != Kind::Close)
        return;
    const auto isDone = [&] {
        return m_queue->current() && std::ranges::find(deed.alerts, *m_queue->current()) != deed.alerts.end();
    };
    for (std::size_t i = 0; i < deed.alerts.size() && isDone(); ++i)
        m_queue->step(+1); // on to the next decision
}

void AlertsPage::onUndone(const AlertDeed& deed)
{
    showFigures();
    say(ToastNote::Kind::Info, tr("%1 is as it was").arg(nameOf(deed)), {});
}

void AlertsPage::onFailed(const AlertDeed& deed, const QString& sentence)
{
    m_lastDeed.reset();
    const QString what = deed.kind == Kind::Acknowledge ? tr("%1 not acknowledged")
        : deed.kind == Kind::Close                      ? tr("%1 not closed")
        : deed.kind == Kind::Note                       ? tr("Note on %1 not saved; the text is kept")
                                                        : tr("%1 not reopened");
    say(ToastNote::Kind::Warning, what.arg(nameOf(deed)), sentence);
}

} // namespace halcyon::ui
