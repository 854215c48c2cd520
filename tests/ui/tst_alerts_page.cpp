#include "tests/fakes/recorded_story.h"
#include "tests/ui/ui_test.h"
#include "ui/alerts/alert_detail.h"
#include "ui/alerts/alert_queue.h"
#include "ui/alerts/alert_timeline.h"
#include "ui/alerts/new_alerts_banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/factor_waterfall.h"
#include "ui/widgets/facts.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/toast.h"

#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace halcyon;
using namespace std::chrono_literals;
using engine::AlertAction;
using ui::AlertState;

namespace {

/// An operator in front of the page *Alerts*, with a database behind it.
struct AlertsOnStory : tests::ConsoleOnStory {
    ui::AlertQueue* queue = nullptr;
    ui::AlertDetail* detail = nullptr;

    AlertsOnStory()
    {
        tests::tellRecordedStory(history);
        history.clock = [this] { return now; };
        storedBefore = history.actionsDone().size();
        console.window().showPage(QStringLiteral("alerts"));
        console.window().show();
        if (!QTest::qWaitForWindowExposed(&console.window()))
            qFatal("no window");
        console.start();
        queue = find<ui::AlertQueue>("alertQueue");
        detail = find<ui::AlertDetail>("alertDetail");
        look();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : &console.window(), key, modifiers);
        QCoreApplication::processEvents();
    }
    void type(const char* text)
    {
        QTest::keyClicks(QApplication::focusWidget(), QString::fromUtf8(text));
        QCoreApplication::processEvents();
    }
    [[nodiscard]] AlertState stateOf(engine::AlertId alert)
    {
        return console.alerts().row(console.alerts().find(alert)).state;
    }
    [[nodiscard]] std::vector<AlertAction> done() const
    {
        const auto all = history.actionsDone();
        return {all.begin() + std::ptrdiff_t(storedBefore), all.end()};
    }
    [[nodiscard]] QString tile(int number)
    {
        return find<ui::FactTiles>("alertTiles")->facts().at(number).value;
    }
    std::size_t storedBefore = 0;
};

} // namespace

class TestAlertsPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsTheNewestAlertWithItsReasons()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        QVERIFY(test.detail->whole());
        QCOMPARE(test.detail->whole()->id, *test.queue->current());
        int points = 0;
        for (const auto& factor : test.detail->whole()->factors)
            points += factor.points;
        QVERIFY(points >= test.detail->whole()->score);
        QVERIFY(test.find<ui::FactorWaterfall>("factorWaterfall")->isVisible());
        auto* recent = test.find<ui::TableView>("recentTable");
        QTRY_COMPARE(recent->model()->rowCount(), 120); // from history
    }

    void goesThroughTheQueueByKeyboard()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        const auto first = *test.queue->current();
        test.press(Qt::Key_J);
        QVERIFY(*test.queue->current() != first);
        QCOMPARE(test.detail->alert(), test.queue->current());
        test.press(Qt::Key_K);
        QCOMPARE(*test.queue->current(), first);
        test.press(Qt::Key_K);
        QCOMPARE(*test.queue->current(), first);
    }

    void acknowledgesAndTakesItBack()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        const auto alert = *test.queue->current();
        test.press(Qt::Key_A);
        QTRY_COMPARE(test.stateOf(alert), AlertState::Acknowledged);
        QCOMPARE(test.done().size(), std::size_t{1});
        QCOMPARE(test.done()[0].actor, std::string("ops01"));
        QCOMPARE(*test.queue->current(), alert);
        QVERIFY(!test.find<ui::Button>("acknowledgeButton")->isVisible());
        test.press(Qt::Key_A); // nothing more to acknowledge
        test.press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(test.stateOf(alert), AlertState::New);
        QTRY_COMPARE(test.done().size(), std::size_t{2});
        QCOMPARE(test.done()[1].kind, AlertAction::Kind::Reopen); // the record says what happened
    }

    void closesWithANoteAndGoesOn()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        const auto alert = *test.queue->current();
        test.press(Qt::Key_N);
        test.type("Known customer, called back. AJK");
        QCOMPARE(*test.queue->current(), alert); // letters in a note are no commands
        test.press(Qt::Key_Escape);
        test.press(Qt::Key_C);
        QVERIFY(test.detail->isClosing());
        test.press(Qt::Key_3);
        QTRY_COMPARE(test.stateOf(alert), AlertState::Closed);
        QCOMPARE(test.done().back().kind, AlertAction::Kind::Close);
        QCOMPARE(test.done().back().outcome, std::string("false_positive"));
        QCOMPARE(test.done().back().note, std::string("Known customer, called back. AJK"));
        QTRY_VERIFY(*test.queue->current() != alert);
        QCOMPARE(test.find<QPlainTextEdit>("noteEdit")->toPlainText(), QString());
        test.press(Qt::Key_K); // the closed one stays in its place
        QCOMPARE(*test.queue->current(), alert);
        QVERIFY(test.find<ui::AlertTimeline>("alertTimeline")
                    ->texts()
                    .last()
                    .contains(QStringLiteral("Known customer, called back. AJK")));
        QVERIFY(test.find<ui::Button>("reopenButton")->isVisible());
    }

    void theArrowKeysAreTheQueuesFromTheStartAndAfterEachField()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        const auto first = *test.queue->current();
        test.press(Qt::Key_Down);
        const auto second = *test.queue->current();
        QVERIFY(second != first);
        test.press(Qt::Key_N);
        test.type("a note");
        test.press(Qt::Key_Escape);
        test.press(Qt::Key_Up);
        QCOMPARE(*test.queue->current(), first);
        test.press(Qt::Key_Slash);
        test.press(Qt::Key_Escape);
        test.press(Qt::Key_Down);
        QCOMPARE(*test.queue->current(), second);
    }

    void escTakesAConditionBackAndTheReaderComesBack()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        test.press(Qt::Key_Down);
        const auto read = *test.queue->current();
        test.press(Qt::Key_Slash);
        test.type("zz-nobody");
        QTRY_COMPARE(test.queue->model().rowCount(), 0);
        QVERIFY(!test.queue->current());
        test.press(Qt::Key_Escape); // out of the field; the condition holds
        QCOMPARE(test.queue->model().rowCount(), 0);
        test.press(Qt::Key_Escape);
        QVERIFY(test.queue->model().rowCount() > 0);
        QCOMPARE(*test.queue->current(), read);
    }

    void escLeavesClosingWithoutClosing()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        test.press(Qt::Key_C);
        test.press(Qt::Key_Escape);
        QVERIFY(!test.detail->isClosing());
        QVERIFY(test.done().empty());
        test.press(Qt::Key_2); // now a view again
        QCOMPARE(test.find<ui::Segments>("viewSegments")->current(), 1);
    }

    void keepsADraftWithItsAlert()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        test.press(Qt::Key_N);
        test.type("half a thought");
        test.press(Qt::Key_Escape);
        auto* note = test.find<QPlainTextEdit>("noteEdit");
        test.press(Qt::Key_J);
        QCOMPARE(note->toPlainText(), QString());
        test.press(Qt::Key_K);
        QCOMPARE(note->toPlainText(), QStringLiteral("half a thought"));
    }

    void savesANoteAndSaysWhenItCannot()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        test.history.onAct = [] {
            return std::optional(
                engine::Error{engine::ErrorCode::Connect, "PostgreSQL went away; start it."});
        };
        test.press(Qt::Key_N);
        test.type("kept");
        test.press(Qt::Key_Return, Qt::ControlModifier);
        auto* note = test.find<QPlainTextEdit>("noteEdit");
        QTRY_VERIFY(test.console.window().findChild<ui::ToastStack*>()->count() > 0);
        QCOMPARE(note->toPlainText(), QStringLiteral("kept"));
        test.history.onAct = nullptr;
        test.press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(note->toPlainText(), QString());
        QCOMPARE(test.done().back().note, std::string("kept"));
        QCOMPARE(test.stateOf(*test.queue->current()), AlertState::New); // a note changes no state
    }

    void actsOnAllThatIsMarked()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        for (int i = 0; i < 3; ++i) {
            test.press(Qt::Key_Space);
            test.press(Qt::Key_J);
        }
        QCOMPARE(test.queue->markCount(), std::size_t{3});
        const auto marked = test.queue->chosen();
        test.press(Qt::Key_A);
        QTRY_COMPARE(test.done().size(), std::size_t{3});
        for (const auto alert : marked)
            QTRY_COMPARE(test.stateOf(alert), AlertState::Acknowledged);
        QTRY_COMPARE(test.queue->markCount(), std::size_t{0});
        test.press(Qt::Key_Z, Qt::ControlModifier);
        for (const auto alert : marked)
            QTRY_COMPARE(test.stateOf(alert), AlertState::New);
    }

    void filtersAsOneTypes()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        const int all = test.queue->model().rowCount();
        auto* filter = test.find<ui::FilterField>("alertFilter");
        test.press(Qt::Key_Slash);
        QCOMPARE(QApplication::focusWidget(), filter);
        test.type("severity = critical");
        QTRY_VERIFY(test.queue->model().rowCount() < all);
        QCOMPARE(filter->verdict(), ui::FilterField::Verdict::Valid);
        const int critical = test.queue->model().rowCount();
        QVERIFY(critical > 0);
        test.type(" and scor > 5");
        QCOMPARE(filter->verdict(), ui::FilterField::Verdict::Error);
        QVERIFY2(filter->word().contains(QStringLiteral("column 25")), qPrintable(filter->word()));
        QCOMPARE(test.queue->model().rowCount(), critical); // what was in force stays
        test.press(Qt::Key_Escape);
        QVERIFY(QApplication::focusWidget() != filter);
        test.press(Qt::Key_J);
        QCOMPARE(test.queue->model().alertAt(0).severity, engine::Severity::Critical);
    }

    void holdsStillWhileOneReads()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        const auto reading = *test.queue->current();
        const int rows = test.queue->model().rowCount();
        for (int second = 0; second < 20; ++second)
            test.tell(1s);
        QCOMPARE(test.queue->model().rowCount(), rows);
        QCOMPARE(*test.queue->current(), reading);
        auto* banner = test.find<ui::NewAlertsBanner>("newAlertsBanner");
        QVERIFY(banner->isVisible());
        const auto waiting = test.queue->model().waiting().count;
        QVERIFY(waiting > 0);
        test.press(Qt::Key_G);
        QCOMPARE(test.queue->model().rowCount(), rows + int(waiting));
        QVERIFY(!banner->isVisible());
        QVERIFY(*test.queue->current() != reading);
    }

    void opensHistoryOnTheRawMessageAndTheEntity()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.detail->whole());
        QSignalSpy drills(test.console.window().currentPage(), &ui::Page::drillRequested);
        const engine::Alert alert = *test.detail->whole();
        test.press(Qt::Key_R);
        QCOMPARE(drills.size(), 1);
        const auto raw = drills.at(0).at(0).value<engine::Drill>();
        QCOMPARE(raw.stream, alert.stream);
        QVERIFY(raw.range.contains(alert.eventTime));
        QCOMPARE(raw.filters[0].value, alert.paymentId);
        QCOMPARE(test.console.window().currentPage()->breadcrumb().first(), QStringLiteral("History"));
        test.console.window().showPage(QStringLiteral("alerts"));
        test.press(Qt::Key_E);
        QCOMPARE(drills.size(), 2);
        QCOMPARE(drills.at(1).at(0).value<engine::Drill>().filters[0].value, alert.entity);
    }

    void showsAnAlertAnotherPageAsksFor()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        const auto wanted = test.console.alerts().row(3).id;
        test.press(Qt::Key_Slash);
        test.type("nobody");
        QTRY_COMPARE(test.queue->model().rowCount(), 0);
        QVERIFY(test.console.window().currentPage()->openAlert(wanted));
        QCOMPARE(test.queue->current(), std::optional(wanted));
        QCOMPARE(test.detail->alert(), std::optional(wanted));
    }

    void buttonsDoWhatTheirKeysDo()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        const auto alert = *test.queue->current();
        QTest::mouseClick(test.find<ui::Button>("acknowledgeButton"), Qt::LeftButton);
        QTRY_COMPARE(test.stateOf(alert), AlertState::Acknowledged);
        QTest::mouseClick(test.find<ui::Button>("closeButton"), Qt::LeftButton);
        QVERIFY(test.detail->isClosing());
        auto* outcomes = test.find<ui::Segments>("outcomeSegments");
        QTest::mouseClick(outcomes, Qt::LeftButton, {}, outcomes->partRect(0).center());
        QTRY_COMPARE(test.stateOf(alert), AlertState::Closed);
        QCOMPARE(test.done().back().outcome, std::string("confirmed"));
    }

    void nothingIsClippedInTheSmallestWindow()
    {
        AlertsOnStory test;
        QTRY_VERIFY(test.queue->current());
        test.console.window().resize(1280, 800);
        QCoreApplication::processEvents();
        for (const auto* button : test.detail->findChildren<ui::Button*>()) {
            if (button->isVisible())
                QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->objectName()));
        }
        auto* table = test.find<ui::TableView>("queueTable");
        QVERIFY(table->header()->length() <= table->viewport()->width());
    }

    void withoutADatabaseItSaysWhyNobodyCanAct()
    {
        tests::FakeEngine engine(tests::story::now() - 15min);
        ui::Console console({engine, nullptr, {QStringLiteral("TEST"), QColor(Qt::red)}, tests::story::now});
        console.window().resize(1920, 1080);
        console.window().showPage(QStringLiteral("alerts"));
        console.window().show();
        engine.advanceTo(tests::story::now());
        console.start();
        console.feed().poll();
        auto* queue = console.window().findChild<ui::AlertQueue*>();
        QTRY_VERIFY(queue->current());
        const auto* warning = console.window().findChild<QWidget*>(QStringLiteral("actionWarning"));
        QVERIFY(warning->isVisible());
        QVERIFY(!console.window().findChild<ui::Button*>(QStringLiteral("acknowledgeButton"))->isEnabled());
        QTest::keyClick(&console.window(), Qt::Key_A);
        QCOMPARE(console.alerts().row(0).state, AlertState::New);
    }
};

HALCYON_UI_TEST_MAIN(TestAlertsPage)
#include "tst_alerts_page.moc"
