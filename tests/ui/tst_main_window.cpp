#include "tests/ui/ui_test.h"
#include "ui/format/numbers.h"
#include "ui/shell/breadcrumb.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/rail.h"
#include "ui/shell/settings.h"
#include "ui/shell/shortcuts_dialog.h"
#include "ui/shell/status_bar.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace halcyon;
using namespace std::chrono_literals;
using tests::ConsoleOnStory;

namespace {

/// A second page, which takes drills and counts what happens to it.
class NotebookPage : public ui::Page {
public:
    explicit NotebookPage(ui::PageContext& context)
        : Page(context)
    {
        addKey(QKeySequence(Qt::Key_J), QStringLiteral("next"), [this] { ++keyPresses; });
        bar()->addWidget(&field);
        setBody(new QWidget(this));
    }
    [[nodiscard]] QStringList breadcrumb() const override
    {
        return {QStringLiteral("Fraud desk"), QStringLiteral("Notebook")};
    }
    bool openDrill(const engine::Drill& drill) override
    {
        drills.push_back(drill);
        return true;
    }
    void openCrumb(int part) override { crumb = part; }
    void activated() override { ++activations; }
    void deactivated() override { --activations; }

    std::vector<engine::Drill> drills;
    QLineEdit field;
    int keyPresses = 0, activations = 0, crumb = -1;
};

struct TwoPages : ConsoleOnStory {
    NotebookPage* notebook = new NotebookPage(console.context());

    TwoPages()
    {
        console.window().addPage(
            QStringLiteral("notebook"), QStringLiteral("bell"), QStringLiteral("Notebook"), notebook);
        console.window().show();
        console.window().activateWindow();
        if (!QTest::qWaitForWindowActive(&console.window()))
            qFatal("no active window");
        refreshAll();
    }
};

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void switchesPagesByRailAndKeys()
    {
        TwoPages test;
        auto* rail = test.find<ui::Rail>("rail");
        constexpr int kFirstIcon = 84;
        constexpr int kPitch = 46;
        const auto place = int(test.console.window().pageIds().indexOf(QStringLiteral("notebook")));
        QTest::mouseClick(rail, Qt::LeftButton, {}, QPoint(28, kFirstIcon + place * kPitch));
        QCOMPARE(test.console.window().currentPage(), test.notebook);
        QCOMPARE(test.notebook->activations, 1);
        QCOMPARE(test.find<ui::Breadcrumb>("breadcrumb")->parts().last(), QStringLiteral("Notebook"));
        QTest::keyClick(&test.console.window(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(test.console.window().currentPage() != test.notebook);
        QCOMPARE(test.notebook->activations, 0);
    }

    void runsAPagesKeysOnlyWhileItShowsAndNoFieldHasTheFocus()
    {
        TwoPages test;
        QTest::keyClick(&test.console.window(), Qt::Key_J);
        QCOMPARE(test.notebook->keyPresses, 0);
        test.console.window().showPage(QStringLiteral("notebook"));
        QTest::keyClick(test.notebook, Qt::Key_J);
        QCOMPARE(test.notebook->keyPresses, 1);
        test.notebook->field.setFocus();
        QTest::keyClick(&test.notebook->field, Qt::Key_J);
        QTest::keyClick(&test.notebook->field, Qt::Key_P);
        QCOMPARE(test.notebook->keyPresses, 1);
        QCOMPARE(test.notebook->field.text(), QStringLiteral("jp"));
        QVERIFY(!test.engine.isPaused());
    }

    void sendsADrillToThePageThatTakesIt()
    {
        TwoPages test;
        const engine::Drill drill{engine::StreamId::Upi, {test.now - 1min, test.now}, {}, "UPI failed"};
        Q_EMIT test.console.window().currentPage()->drillRequested(drill);
        QCOMPARE(test.console.window().currentPage()->breadcrumb(),
            (QStringList{QStringLiteral("History"), QStringLiteral("UPI failed")}));
        QVERIFY(test.notebook->drills.empty()); // one page takes it, the first that can
    }

    void passesAClickOnTheBreadcrumbToThePage()
    {
        TwoPages test;
        test.console.window().showPage(QStringLiteral("notebook"));
        QTest::mouseClick(test.find<ui::Breadcrumb>("breadcrumb"), Qt::LeftButton, {}, QPoint(10, 10));
        QCOMPARE(test.notebook->crumb, 0);
    }

    void switchesTheThemeAtRunTime()
    {
        TwoPages test;
        const QImage dark = test.console.window().grab().toImage();
        QTest::keyClick(&test.console.window(), Qt::Key_T, Qt::ControlModifier);
        test.refreshAll();
        QCOMPARE(ui::colours().kind, ui::ThemeKind::Light);
        const QImage light = test.console.window().grab().toImage();
        QVERIFY(qGray(light.pixel(10, 500)) > 200);
        QVERIFY(qGray(dark.pixel(10, 500)) < 60);
        ui::applyTheme(ui::ThemeKind::Dark);
    }

    void saysLiveThenStaleThenLiveAgain()
    {
        TwoPages test;
        auto* top = test.find<ui::TopBar>("topBar");
        auto* notices = test.find<ui::NoticeBar>("noticeBar");
        QCOMPARE(top->badgeText(), QStringLiteral("LIVE"));
        test.engine.stopMessages();
        test.tell(30s);
        QCOMPARE(top->badgeText(), QStringLiteral("STALE since 12:53:40"));
        QVERIFY(notices->isVisible());
        QVERIFY(notices->sentence(QStringLiteral("live")).contains(QStringLiteral("12:53:40")));
        test.engine.resumeMessages();
        test.tell(1s);
        QCOMPARE(top->badgeText(), QStringLiteral("LIVE"));
        QVERIFY(!notices->isVisible());
    }

    void saysOverEveryPageThatTheDatabaseIsOfAnotherVersion()
    {
        TwoPages test;
        const auto* notices = test.find<ui::NoticeBar>("noticeBar");
        const auto sentence = [notices] { return notices->sentence(QStringLiteral("history")); };
        engine::Error trouble{engine::ErrorCode::Conflict, "The database has schema version 9."};
        test.history.onRecorderStatus = [&] { return tl::unexpected(trouble); };
        test.console.start();
        QTRY_COMPARE(sentence(), QStringLiteral("The database has schema version 9."));
        QVERIFY(notices->isVisible());
    }

    void anOutageOfTheDatabaseIsLeftToTheStatusBar()
    {
        TwoPages test;
        test.history.onRecorderStatus
            = [] { return engine::failure(engine::ErrorCode::Connect, "PostgreSQL does not answer."); };
        test.console.start();
        auto* status = test.find<ui::StatusBar>("statusBar");
        const auto postgres = [status] {
            status->look();
            return status->valueOf(QStringLiteral("Postgres"));
        };
        QTRY_COMPARE(postgres(), QStringLiteral("unreachable"));
        QVERIFY(!test.find<ui::NoticeBar>("noticeBar")->isVisible());
    }

    void pausesAndResumesByKey()
    {
        TwoPages test;
        QTest::keyClick(&test.console.window(), Qt::Key_P);
        test.look();
        QVERIFY(test.engine.isPaused());
        QCOMPARE(test.find<ui::TopBar>("topBar")->badgeText(), QStringLiteral("PAUSED"));
        QTest::mouseClick(test.find<QWidget>("pauseStreamButton"), Qt::LeftButton);
        QVERIFY(!test.engine.isPaused());
    }

    void switchesAllTimesToIndia()
    {
        TwoPages test;
        auto* status = test.find<ui::StatusBar>("statusBar");
        QCOMPARE(status->valueOf(QStringLiteral("UTC")), QStringLiteral("2026-11-21 12:53:40"));
        QTest::keyClick(&test.console.window(), Qt::Key_Z, Qt::AltModifier);
        QCOMPARE(status->valueOf(QStringLiteral("IST")), QStringLiteral("2026-11-21 18:23:40"));
    }

    void tellsHowTheConnectionsAre()
    {
        TwoPages test;
        auto* status = test.find<ui::StatusBar>("statusBar");
        test.console.start();
        QTRY_COMPARE(
            (status->look(), status->valueOf(QStringLiteral("Recorder"))), QStringLiteral("300 ms behind"));
        QCOMPARE(status->valueOf(QStringLiteral("Kafka")), QStringLiteral("24 partitions"));
        QVERIFY(status->valueOf(QStringLiteral("Postgres")).endsWith(QStringLiteral("ms")));
        QCOMPARE(status->valueOf(QStringLiteral("Ingest")), QStringLiteral("2,404 events/s"));
        test.engine.setKafka(engine::LinkStatus::State::Down, "gone", test.now);
        test.tell(1s);
        status->look();
        QCOMPARE(status->valueOf(QStringLiteral("Kafka")), QStringLiteral("down since 12:53:40"));
        QCOMPARE(status->valueOf(QStringLiteral("Lag")), QString::fromUtf16(ui::kNoValue));
    }

    void saysNothingOfARateOnAPageThatHasNone()
    {
        TwoPages test;
        ui::RefreshScheduler::Time now{1h};
        ui::RefreshScheduler scheduler({[&now] { return now; }, [] { return 0ns; }});
        const ui::ZoneChoice zone;
        ui::StatusBar status(test.console.feed(), nullptr, scheduler, zone);
        QCOMPARE(status.valueOf(QStringLiteral("UI")), QString());
        for (int round = 0; round < 12; ++round) {
            now += 100ms;
            scheduler.runDue();
        }
        status.look();
        QCOMPARE(status.valueOf(QStringLiteral("UI")), QStringLiteral("10 Hz"));
        now += 3s; // without a round
        status.look();
        QCOMPARE(status.valueOf(QStringLiteral("UI")), QString());
        QCOMPARE(status.valueOf(QStringLiteral("Frame")), QString());
        QVERIFY(!status.valueOf(QStringLiteral("Memory")).isEmpty());
    }

    void countsCriticalAlertsOnTheRail()
    {
        TwoPages test;
        const QImage before = test.find<ui::Rail>("rail")->grab().toImage();
        test.find<ui::Rail>("rail")->setBadge(1, 37);
        QVERIFY(before != test.find<ui::Rail>("rail")->grab().toImage());
    }

    void listsAllKeys()
    {
        TwoPages test;
        bool wasShown = false;
        QTimer::singleShot(0, &test.console.window(), [&] {
            auto* dialog = test.console.window().findChild<ui::ShortcutsDialog*>();
            wasShown = dialog && dialog->isVisible();
            if (dialog)
                dialog->reject();
        });
        QTest::keyClick(&test.console.window(), Qt::Key_Question);
        QVERIFY(wasShown);
    }

    void namesKeysAsTheyStandOnAKeyboard()
    {
        QCOMPARE(ui::keyCaps(QKeySequence(Qt::CTRL | Qt::Key_E)), QStringLiteral("Ctrl,E").split(u','));
        QCOMPARE(ui::keyCaps(QKeySequence(Qt::Key_Return)), QStringList{QStringLiteral("↵")});
        QCOMPARE(ui::keyCaps(QKeySequence(Qt::Key_Plus)), QStringList{QStringLiteral("+")});
        QCOMPARE(ui::keyCaps(QKeySequence(Qt::ALT | Qt::Key_Left)), QStringLiteral("Alt,←").split(u','));
    }

    void remembersThemeZoneAndRange()
    {
        const QTemporaryDir folder;
        QSettings file(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        ui::writeSettings(file, {ui::ThemeKind::Light, ui::Zone::Ist, 1h, QByteArray("geometry")});
        const ui::WindowSettings read = ui::readSettings(file);
        QCOMPARE(read.theme, ui::ThemeKind::Light);
        QCOMPARE(read.zone, ui::Zone::Ist);
        QCOMPARE(read.range, std::chrono::seconds{3600});
        QCOMPARE(read.geometry, QByteArray("geometry"));
    }

    void ignoresDamagedSettings()
    {
        const QTemporaryDir folder;
        QSettings file(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        file.setValue(QStringLiteral("window/theme"), 42);
        file.setValue(QStringLiteral("window/rangeSeconds"), QStringLiteral("-1"));
        const ui::WindowSettings read = ui::readSettings(file);
        QCOMPARE(read.theme, ui::ThemeKind::Dark);
        QCOMPARE(read.range, std::chrono::seconds{900});
    }

    void fitsTheSmallestWindow()
    {
        TwoPages test;
        test.console.window().resize(1280, 800);
        test.refreshAll();
        QCOMPARE(test.console.window().size(), QSize(1280, 800));
        for (const auto* widget : test.console.window().findChildren<QWidget*>()) {
            if (widget->isVisible() && widget->inherits("halcyon::ui::Button"))
                QVERIFY2(widget->width() >= widget->sizeHint().width(), qPrintable(widget->objectName()));
        }
        const auto* crumb = test.find<ui::Breadcrumb>("breadcrumb");
        QVERIFY(crumb->width() >= crumb->sizeHint().width());
    }

    void hidesAllButThePageInAKiosk()
    {
        TwoPages test;
        test.console.window().setKiosk(true);
        QVERIFY(!test.find<ui::Rail>("rail")->isVisible());
        QVERIFY(!test.find<ui::TopBar>("topBar")->isVisible());
        QVERIFY(test.find<ui::StatusBar>("statusBar")->isVisible());
        test.console.window().setKiosk(false);
        QVERIFY(test.find<ui::Rail>("rail")->isVisible());
    }
};

HALCYON_UI_TEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
