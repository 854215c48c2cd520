#include "ui/shell/main_window.h"

#include "ui/format/numbers.h"
#include "ui/shell/key_legend.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/rail.h"
#include "ui/shell/shortcuts_dialog.h"
#include "ui/shell/status_bar.h"
#include "ui/theme/theme.h"

#include <QBoxLayout>
#include <QPainter>
#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>

namespace halcyon::ui {

/// Two pixels in the profile's colour, over everything at the top.
class MainWindow::Strip : public QWidget {
public:
    Strip(const QColor& colour, QWidget* parent)
        : QWidget(parent)
        , m_colour(colour)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), m_colour); }

private:
    QColor m_colour;
};

MainWindow::MainWindow(PageContext& context, const ProfileLabel& profile, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_rail(new Rail(this))
    , m_topBar(new TopBar(context.feed, context.zone, profile, this))
    , m_notices(new NoticeBar(this))
    , m_pages(new QStackedWidget(this))
    , m_keyLegend(new KeyLegend(this))
    , m_statusBar(new StatusBar(context.feed, context.history, context.scheduler, context.zone, this))
    , m_toasts(new ToastStack(this))
    , m_strip(new Strip(profile.colour, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(profile.name); // Qt adds the application's name
    setMinimumSize(1280, 800);
    resize(QSize(1600, 1000).boundedTo(screen()->availableSize()));
    m_rail->setObjectName(QStringLiteral("rail"));
    m_topBar->setObjectName(QStringLiteral("topBar"));
    m_statusBar->setObjectName(QStringLiteral("statusBar"));
    m_notices->setObjectName(QStringLiteral("noticeBar"));
    m_keyLegend->setObjectName(QStringLiteral("keyLegend"));
    m_rail->addAction(QStringLiteral("keyboard"), tr("Keys"), QStringLiteral("?"));
    buildLayout();
    addGlobalKeys();
    connect(m_rail, &Rail::entryClicked, this, &MainWindow::showPageAt);
    connect(m_rail, &Rail::actionClicked, this, &MainWindow::showShortcuts);
    connect(m_topBar, &TopBar::themeToggleClicked, this, &MainWindow::toggleTheme);
    connect(m_topBar, &TopBar::crumbClicked, this, [this](int part) {
        if (currentPage())
            currentPage()->openCrumb(part);
    });
    connect(&context.feed, &EngineFeed::stateChanged, this, &MainWindow::showState);
    connect(&context.zone, &ZoneChoice::zoneChanged, this, &MainWindow::showState);
    if (context.history)
        connect(context.history, &HistoryFeed::statusChanged, this, [this](const HistoryStatus& status) {
            setNotice(QStringLiteral("history"), historyNotice(status));
        });
    const auto showBadge = [this] {
        m_rail->setBadge(int(m_ids.indexOf(QStringLiteral("alerts"))),
            int(m_context.alerts.openOf(engine::Severity::Critical)));
    };
    connect(&context.alerts, &AlertStore::rowsAdded, this, showBadge);
    connect(&context.alerts, &AlertStore::rowsChanged, this, showBadge);
    showState();
}

void MainWindow::buildLayout()
{
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_topBar);
    column->addWidget(m_notices);
    column->addWidget(m_pages, 1);
    column->addWidget(m_keyLegend);
    column->addWidget(m_statusBar);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addLayout(column, 1);
}

void MainWindow::addGlobalKeys()
{
    addGlobalKey(QKeySequence(Qt::CTRL | Qt::Key_T), tr("dark or light theme"), [this] { toggleTheme(); });
    addGlobalKey(QKeySequence(Qt::ALT | Qt::Key_Z), tr("times in UTC or IST"),
        [this] { m_context.zone.set(m_context.zone.zone() == Zone::Utc ? Zone::Ist : Zone::Utc); });
    addGlobalKey(QKeySequence(Qt::Key_P), tr("pause or resume reading"),
        [this] { m_context.feed.setPaused(m_context.feed.state().kind != LiveState::Kind::Paused); });
    addGlobalKey(QKeySequence(Qt::Key_F11), tr("full screen"),
        [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    addGlobalKey(QKeySequence(Qt::Key_Question), tr("all keys"), [this] { showShortcuts(); });
}

void MainWindow::addGlobalKey(const QKeySequence& keys, const QString& text, std::function<void()> action)
{
    auto* shortcut = new QShortcut(keys, this);
    connect(shortcut, &QShortcut::activated, this, std::move(action));
    m_globalKeys.append({keys, text});
}

void MainWindow::addPage(const QString& id, const QString& icon, const QString& name, Page* page)
{
    const int index = m_pages->count();
    const QKeySequence key(Qt::CTRL | Qt::Key(Qt::Key_1 + index));
    page->setObjectName(id + QStringLiteral("Page"));
    m_ids.append(id);
    m_pages->addWidget(page);
    m_rail->addEntry(icon, name, key.toString(QKeySequence::NativeText));
    addGlobalKey(key, name, [this, index] { showPageAt(index); });
    connect(page, &Page::headingChanged, this, [this, page] {
        if (page == currentPage())
            showHeading();
    });
    connect(page, &Page::drillRequested, this, &MainWindow::routeDrill);
    connect(page, &Page::backRequested, this, [this] { showPageAt(m_drilledFrom); });
    connect(page, &Page::alertRequested, this, &MainWindow::routeAlert);
    connect(page, &Page::noteRaised, this, &MainWindow::addNote);
    if (index == 0)
        showPageAt(0);
}

Page* MainWindow::currentPage() const
{
    return qobject_cast<Page*>(m_pages->currentWidget());
}

bool MainWindow::showPage(const QString& id)
{
    const int index = int(m_ids.indexOf(id));
    if (index >= 0)
        showPageAt(index);
    return index >= 0;
}

void MainWindow::showPageAt(int index)
{
    Page* next = qobject_cast<Page*>(m_pages->widget(index));
    Page* before = m_shown;
    if (!next || next == before)
        return;
    if (before)
        before->deactivated();
    m_shown = next;
    m_pages->setCurrentIndex(index);
    m_rail->setCurrent(index);
    showHeading();
    next->setFocus();
    next->activated();
    m_context.scheduler.markAllDirty(); // what was hidden catches up
}

void MainWindow::showHeading()
{
    const Page* page = currentPage();
    m_topBar->setBreadcrumb(page->breadcrumb());
    m_topBar->setPageButtons(page->buttons());
    m_topBar->setRangeShown(page->usesLiveRange());
    QList<KeyHint> hints = page->keyHints();
    hints.append({QKeySequence(Qt::Key_Question), tr("all keys")});
    m_keyLegend->setHints(hints);
    m_keyLegend->setVisible(page->hasKeyLegend() && !m_isKiosk);
}

/// Of a database that refuses us, or that was there and is not any more.
QString MainWindow::historyNotice(const HistoryStatus& status)
{
    if (status.isReachable)
        m_historySeenAt = m_context.feed.now();
    if (status.isRefused)
        return status.trouble;
    if (status.isReachable || !m_historySeenAt)
        return {};
    return tr(
        "PostgreSQL does not answer since %1: live figures go on, nothing is recorded until it is back. %2")
        .arg(formatClock(*m_historySeenAt, m_context.zone.zone()), status.trouble);
}

void MainWindow::showState()
{
    const LiveState& state = m_context.feed.state();
    const bool isBad = state.kind == LiveState::Kind::Offline;
    const bool isWarning = state.kind == LiveState::Kind::Stale;
    m_notices->set(QStringLiteral("live"),
        isBad           ? NoticeBar::Kind::Error
            : isWarning ? NoticeBar::Kind::Warning
                        : NoticeBar::Kind::Info,
        sentenceOf(state, m_context.zone.zone()));
}

void MainWindow::showShortcuts()
{
    const Page* page = currentPage();
    ShortcutsDialog dialog(page ? page->breadcrumb().value(page->breadcrumb().size() - 1) : QString(),
        page ? page->keyHints() : QList<KeyHint>(), m_globalKeys, this);
    dialog.exec();
}

void MainWindow::routeDrill(const engine::Drill& drill)
{
    for (int index = 0; index < m_pages->count(); ++index) {
        if (qobject_cast<Page*>(m_pages->widget(index))->openDrill(drill)) {
            m_drilledFrom = m_pages->currentIndex();
            showPageAt(index);
            return;
        }
    }
}

void MainWindow::routeAlert(engine::AlertId alert)
{
    for (int index = 0; index < m_pages->count(); ++index) {
        if (qobject_cast<Page*>(m_pages->widget(index))->openAlert(alert)) {
            showPageAt(index);
            return;
        }
    }
}

void MainWindow::applySettings(const WindowSettings& settings)
{
    applyTheme(settings.theme);
    m_context.zone.set(settings.zone);
    m_context.feed.setRange(settings.range);
    if (!settings.geometry.isEmpty())
        restoreGeometry(settings.geometry);
}

WindowSettings MainWindow::settings() const
{
    return {colours().kind, m_context.zone.zone(), m_context.feed.range(), saveGeometry()};
}

void MainWindow::setKiosk(bool isKiosk)
{
    m_isKiosk = isKiosk;
    m_rail->setVisible(!isKiosk);
    m_topBar->setVisible(!isKiosk);
    if (currentPage())
        showHeading();
    setWindowState(isKiosk ? windowState() | Qt::WindowFullScreen : windowState() & ~Qt::WindowFullScreen);
}

void MainWindow::setNotice(const QString& id, const QString& sentence)
{
    m_notices->set(id, NoticeBar::Kind::Warning, sentence);
}

void MainWindow::addNote(const ToastNote& note)
{
    m_toasts->add(note);
}

void MainWindow::toggleTheme()
{
    applyTheme(colours().kind == ThemeKind::Dark ? ThemeKind::Light : ThemeKind::Dark);
    m_context.scheduler.markAllDirty();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    Q_EMIT closing();
    QWidget::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_strip->setGeometry(0, 0, width(), 2);
    m_strip->raise();
}

void MainWindow::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), colours().canvas);
}

} // namespace halcyon::ui
