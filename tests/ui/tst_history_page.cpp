#include "tests/fakes/recorded_story.h"
#include "tests/ui/ui_test.h"
#include "ui/charts/live_chart_view.h"
#include "ui/explore/aggregates_line.h"
#include "ui/explore/chip_strip.h"
#include "ui/explore/drill_bar.h"
#include "ui/explore/drill_histogram_view.h"
#include "ui/explore/history_page.h"
#include "ui/explore/message_inspector.h"
#include "ui/explore/result_line.h"
#include "ui/explore/rows_panel.h"
#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/table_view.h"

#include <QClipboard>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace halcyon;
using namespace std::chrono_literals;
using engine::Filter;
using ui::HistoryRowsModel;

namespace {

/// An operator in front of the page *History*.
struct HistoryOnStory : tests::ConsoleOnStory {
    ui::HistoryPage* page = nullptr;
    ui::TableView* table = nullptr;

    explicit HistoryOnStory(const char* firstPage = "history")
    {
        tests::tellRecordedStory(history);
        console.window().showPage(QString::fromLatin1(firstPage));
        console.window().show();
        if (!QTest::qWaitForWindowExposed(&console.window()))
            qFatal("no window");
        page = console.window().findChild<ui::HistoryPage*>();
        table = find<ui::TableView>("rowsTable");
    }
    [[nodiscard]] const engine::Drill& drill() const { return page->drills().current(); }
    [[nodiscard]] const HistoryRowsModel& model() const { return page->rows().model(); }
    [[nodiscard]] bool isReady() const
    {
        return model().state() == HistoryRowsModel::State::Ready && page->rows().summary().has_value();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : &console.window(), key, modifiers);
        QCoreApplication::processEvents();
    }
    void typeFilter(const char* text)
    {
        press(Qt::Key_Slash);
        auto* entry = find<ui::FilterField>("filterEntry");
        QTest::keyClicks(entry, QString::fromUtf8(text));
        QTest::keyClick(entry, Qt::Key_Return);
        QCoreApplication::processEvents();
    }
    [[nodiscard]] ui::MessageInspector& inspector()
    {
        return *find<ui::MessageInspector>("messageInspector");
    }
    [[nodiscard]] QString resultText() { return find<ui::ResultLine>("resultLine")->text(); }
    void setCurrentCell(int row, ui::payment_cells::Column column)
    {
        table->setCurrentIndex(table->model()->index(row, column));
    }
};

} // namespace

class TestHistoryPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void beginsWithTheLastQuarterOfAnHour()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        QCOMPARE(test.drill().range, (engine::TimeRange{test.now - 15min, test.now}));
        QCOMPARE(test.model().rowCount(), 200); // the first page, not all
        const auto total = tests::recorded::summary(test.drill()).rows;
        QVERIFY(total > 10'000);
        QCOMPARE(test.find<ui::AggregatesLine>("aggregatesLine")->texts().first(),
            QStringLiteral("Rows ") + QLocale(QLocale::English, QLocale::India).toString(qulonglong(total)));
        QVERIFY(test.resultText().contains(QStringLiteral("from upi_events_20261121")));
        QCOMPARE(test.table->selectionModel()->selectedRows().size(), 1); // the first row is chosen
        QTRY_VERIFY(test.inspector().message());
        QCOMPARE(test.inspector().message()->place, test.model().rowAt(0)->place);
    }

    void opensWhatADragOnALivePanelAsksFor()
    {
        HistoryOnStory test("overview");
        test.tell(1s);
        auto* panel = test.find<ui::LivePanel>("throughputPanel");
        QSignalSpy drills(panel, &ui::LivePanel::drillRequested);
        QWidget* chart = panel->findChild<ui::LiveChartView*>()->viewport();
        tests::drag(chart, {200, 100}, {400, 100});
        QCOMPARE(drills.size(), 1);
        const auto asked = drills.at(0).at(0).value<engine::Drill>();
        QVERIFY(asked.range.length() > 1min);
        QCOMPARE(test.console.window().currentPage(), test.page);
        QCOMPARE(test.drill(), asked);
        QTRY_VERIFY(test.isReady());
        QCOMPARE(test.page->breadcrumb().last(), QString::fromStdString(asked.title));
        QVERIFY(asked.range.contains(test.model().rowAt(0)->eventTime));
    }

    void goesFromTheRowToTheRawMessage()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        test.press(Qt::Key_J);
        test.press(Qt::Key_J);
        QTRY_VERIFY(
            test.inspector().message() && test.inspector().message()->place == test.model().rowAt(2)->place);
        test.press(Qt::Key_Return);
        auto* code = test.find<ui::CodeView>("messageCode");
        QCOMPARE(QApplication::focusWidget(), code);
        QVERIFY(code->toPlainText().contains(QString::fromStdString(test.model().rowAt(2)->paymentId)));
        QVERIFY(code->blockCount() > 5); // pretty-printed
        test.press(Qt::Key_H);
        QVERIFY2(
            code->toPlainText().startsWith(QStringLiteral("0000")), qPrintable(code->toPlainText().left(80)));
        test.press(Qt::Key_H);
        QVERIFY(code->toPlainText().startsWith(u'{'));
    }

    void holdingJAsksOnlyForTheMessageItEndsOn()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady() && test.inspector().message());
        std::atomic<int> asked = 0;
        test.history.onMessage = [&asked](const engine::MessagePlace& place) {
            ++asked;
            return tests::recorded::message(place);
        };
        for (int i = 0; i < 30; ++i)
            QTest::keyClick(test.table, Qt::Key_J);
        QTRY_VERIFY(test.inspector().message()->place == test.model().rowAt(30)->place);
        QVERIFY2(asked <= 3, qPrintable(QString::number(asked)));
    }

    void takesATypedConditionAsAStepOneCanGoBack()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        const auto all = test.page->rows().summary()->rows;
        test.typeFilter("status = FAILED");
        QCOMPARE(test.drill().filters, (std::vector<Filter>{{"status", Filter::Op::Equals, "FAILED"}}));
        QTRY_VERIFY(test.isReady());
        QVERIFY(test.page->rows().summary()->rows < all / 4);
        QCOMPARE(test.model().rowAt(0)->status, engine::PaymentStatus::Failed);
        test.press(Qt::Key_Left, Qt::AltModifier);
        QVERIFY(test.drill().filters.empty());
        QTRY_VERIFY(test.isReady());
        QCOMPARE(test.page->rows().summary()->rows, all);
        test.press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(test.drill().filters.size(), std::size_t{1});
    }

    void refusesATypedNonsenseInWords()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        QSignalSpy refused(test.console.window().findChild<ui::DrillBar*>(), &ui::DrillBar::refused);
        test.typeFilter("colour = red");
        QCOMPARE(refused.size(), 1);
        QVERIFY(refused.at(0).at(0).toString().contains(QStringLiteral("no field \"colour\"")));
        QCOMPARE(test.find<ui::FilterField>("filterEntry")->verdict(), ui::FilterField::Verdict::Error);
        QVERIFY(test.drill().filters.empty());
        test.press(Qt::Key_Escape);
        QVERIFY(!test.find<ui::FilterField>("filterEntry")->isVisible());
    }

    void addsAndExcludesTheValueOfACell()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        test.setCurrentCell(0, ui::payment_cells::Bank);
        const std::string bank = test.model().rowAt(0)->bank;
        test.press(Qt::Key_Minus);
        QCOMPARE(test.drill().filters, (std::vector<Filter>{{"payer_bank", Filter::Op::NotEquals, bank}}));
        QTRY_VERIFY(test.isReady());
        for (int row = 0; row < 100; ++row)
            QVERIFY(test.model().rowAt(row)->bank != bank);
        auto* chips = test.find<ui::ChipStrip>("chipStrip");
        QCOMPARE(chips->texts().size(), 2);
        QTest::mouseClick(chips, Qt::LeftButton, {}, chips->hotRect(1).center()); // its cross
        QVERIFY(test.drill().filters.empty());
    }

    void goesBackToThePageThatAskedForTheRows()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        QSignalSpy back(test.page, &ui::Page::backRequested);
        const auto before = test.drill();
        engine::Drill asked = before;
        asked.title = "Latency, 12:00";
        asked.filters = {{"status", Filter::Op::Equals, "FAILED"}};
        test.page->openDrill(asked);
        QTRY_VERIFY(test.isReady());
        test.press(Qt::Key_F); // two steps of its own
        QTRY_VERIFY(test.isReady());
        auto* button = test.find<ui::Button>("backButton");
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(test.drill(), asked);
        QCOMPARE(back.size(), 0);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(back.size(), 1);
        QCOMPARE(test.drill(), before); // what this page itself showed
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(back.size(), 1);
    }

    void followsAPayerThroughTheDayAndBack()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        const std::string payer = test.model().rowAt(0)->payer;
        test.press(Qt::Key_F);
        QCOMPARE(test.drill().filters, (std::vector<Filter>{{"payer", Filter::Op::Equals, payer}}));
        QVERIFY(test.drill().range.length() >= 24h);
        QCOMPARE(test.page->breadcrumb().last(), QString::fromStdString(payer));
        QTRY_VERIFY(test.isReady());
        QTest::mouseClick(test.find<ui::Button>("backButton"), Qt::LeftButton);
        QVERIFY(test.drill().filters.empty());
        test.press(Qt::Key_F);
        test.page->openCrumb(1); // the breadcrumb's way back
        QVERIFY(test.drill().filters.empty());
    }

    void brushesAnotherRange()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        auto* bars = test.find<ui::DrillHistogramView>("drillHistogram");
        QTRY_VERIFY(bars->rowsInSight() > 0);
        const auto before = bars->around();
        const auto from = engine::EventTime(test.drill().range.from + 3min);
        tests::drag(bars, {bars->xOf(from), 60}, {bars->xOf(from + 4min), 60});
        QVERIFY(std::chrono::abs(test.drill().range.from - from) < 10s);
        QVERIFY(std::chrono::abs(test.drill().range.length() - 4min) < 20s);
        QTRY_VERIFY(test.isReady());
        QCOMPARE(bars->around(), before); // the bars stay, the range moved
        QVERIFY(test.drill().range.contains(test.model().rowAt(0)->eventTime));
    }

    void sortsByAmount()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        auto* header = test.table->header();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
            {header->sectionViewportPosition(ui::payment_cells::Amount) + 20, 10});
        QTRY_VERIFY(test.model().state() == HistoryRowsModel::State::Ready
            && test.model().rowAt(0)->money.amount >= test.model().rowAt(1)->money.amount
            && test.model().order() == engine::RowOrder::LargestAmountFirst);
        QVERIFY(test.model().rowAt(1)->money.amount >= test.model().rowAt(2)->money.amount);
        QCOMPARE(test.model().rowAt(0)->money.amount, *test.page->rows().summary()->largest);
    }

    void copiesTheSelectedRows()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        test.press(Qt::Key_Down, Qt::ShiftModifier);
        test.press(Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3); // names, two rows
        QVERIFY(lines[0].startsWith(QStringLiteral("event_time\ttxn_id\tpayer")));
        QCOMPARE(lines[1].split(u'\t')[1], QString::fromStdString(test.model().rowAt(0)->paymentId));
    }

    void exportsTheWholeResult()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        test.typeFilter("payer_bank = okhdfcbank");
        test.typeFilter("status = FAILED");
        QTRY_VERIFY(test.isReady());
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("failed.csv"));
        test.page->rows().setFileChooser([file] { return file; });
        test.press(Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file), 20'000);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(quint64(written.readAll().count('\n')), quint64(test.page->rows().summary()->rows) + 1);
    }

    void showsLoadingAndStopsWhenAsked()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        test.history.hold();
        test.typeFilter("status = PENDING");
        QCOMPARE(test.model().state(), HistoryRowsModel::State::Loading);
        auto* state = test.find<ui::StateView>("rowsState");
        QTRY_VERIFY(state->isVisible()); // after a moment: quick answers do not flicker
        const auto before = test.history.cancelled().size();
        test.press(Qt::Key_Escape);
        QCOMPARE(test.model().state(), HistoryRowsModel::State::Cancelled);
        QVERIFY(test.history.cancelled().size() >= before + 2); // rows and totals, in the server too
        QVERIFY(test.resultText().startsWith(QStringLiteral("Cancelled")));
        test.history.answerAll();
        test.press(Qt::Key_F5);
        QTRY_VERIFY(test.isReady());
        QCOMPARE(test.model().rowAt(0)->status, engine::PaymentStatus::Pending);
    }

    void anEmptyResultSaysWhatWouldFindSomething()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        test.typeFilter("payer = nobody@nowhere");
        auto* state = test.find<ui::StateView>("rowsState");
        QTRY_COMPARE(state->title(), QStringLiteral("No payments match"));
        QVERIFY(state->isVisible());
        QVERIFY(!test.inspector().message());
        auto* without = state->findChild<QPushButton*>();
        QVERIFY(without->text().startsWith(QStringLiteral("Without payer = nobody")));
        QTest::mouseClick(without, Qt::LeftButton);
        QTRY_VERIFY(test.isReady() && test.model().rowCount() > 0);
    }

    void aFailureSaysWhyAndCanBeTriedAgain()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        test.history.onRows = [](const auto&) -> engine::Result<engine::RowsPage> {
            return engine::failure(
                engine::ErrorCode::Timeout, "PostgreSQL cancelled the query; narrow the range.");
        };
        test.press(Qt::Key_F5);
        QTRY_COMPARE(test.model().state(), HistoryRowsModel::State::Failed);
        QCOMPARE(test.resultText(), QStringLiteral("PostgreSQL cancelled the query; narrow the range."));
        tests::tellRecordedStory(test.history);
        test.press(Qt::Key_F5);
        QTRY_VERIFY(test.isReady());
    }

    void changesTheStream()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        auto* streams = test.find<ui::Segments>("streamSegments");
        QTest::mouseClick(streams, Qt::LeftButton, {}, streams->partRect(1).center());
        QCOMPARE(test.drill().stream, engine::StreamId::Transactions);
        QTRY_VERIFY(test.isReady());
        QVERIFY(test.table->header()->isSectionHidden(ui::payment_cells::Bank));
        QVERIFY(!test.table->header()->isSectionHidden(ui::payment_cells::Method));
        QCOMPARE(test.page->rows().summary()->totals.begin()->first, std::string("USD"));
    }

    void nothingIsClippedInTheSmallestWindow_data()
    {
        QTest::addColumn<int>("stream");
        QTest::newRow("upi") << 0;
        QTest::newRow("transactions") << 1;
    }
    void nothingIsClippedInTheSmallestWindow()
    {
        QFETCH(int, stream);
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        test.console.window().resize(1280, 800);
        auto* streams = test.find<ui::Segments>("streamSegments");
        QTest::mouseClick(streams, Qt::LeftButton, {}, streams->partRect(stream).center());
        QTRY_VERIFY(test.isReady());
        QCOMPARE(test.console.window().width(), 1280);
        QVERIFY(test.table->header()->length() <= test.table->viewport()->width());
        for (const auto* button : test.console.window().findChildren<ui::Button*>()) {
            if (button->isVisible())
                QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->objectName()));
        }
    }

    void opensTheAlertOfAMessage()
    {
        HistoryOnStory test;
        QTRY_VERIFY(test.isReady());
        test.history.onMessage = [](const engine::MessagePlace& place) {
            auto message = tests::recorded::message(place);
            message->alert = engine::AlertId{77};
            return message;
        };
        test.press(Qt::Key_J);
        auto* button = test.find<ui::Button>("openAlertButton");
        QTRY_VERIFY(button->isVisible());
        QSignalSpy asked(test.page, &ui::Page::alertRequested);
        test.press(Qt::Key_A);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.at(0).at(0).value<engine::AlertId>(), engine::AlertId{77});
        QCOMPARE(test.console.window().currentPage()->breadcrumb().last(), QStringLiteral("Triage queue"));
    }
};

HALCYON_UI_TEST_MAIN(TestHistoryPage)
#include "tst_history_page.moc"
