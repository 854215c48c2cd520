#include "engine/api/metric_catalogue.h"
#include "tests/ui/ui_test.h"
#include "ui/charts/live_chart_view.h"
#include "ui/dashboard/totals_bar.h"
#include "ui/format/numbers.h"
#include "ui/panels/alert_inbox.h"
#include "ui/panels/bar_gauge.h"
#include "ui/panels/donut.h"
#include "ui/panels/gauge.h"
#include "ui/panels/grid_container.h"
#include "ui/panels/heatmap.h"
#include "ui/panels/panel.h"
#include "ui/panels/stat_tile.h"
#include "ui/panels/time_series.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/table_view.h"

#include <QClipboard>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace halcyon;
using namespace std::chrono_literals;

namespace {

struct LivePageOnStory : tests::ConsoleOnStory {
    QSignalSpy drills{console.window().currentPage(), &ui::Page::drillRequested};

    LivePageOnStory()
    {
        console.window().show();
        if (!QTest::qWaitForWindowExposed(&console.window()))
            qFatal("no window");
        tell(1s);
    }
    [[nodiscard]] ui::LivePanel& panel(const char* name) { return *find<ui::LivePanel>(name); }
    [[nodiscard]] QString tileValue(int number)
    {
        return find<ui::StatTile>(qPrintable(QStringLiteral("tile%1").arg(number)))->text().value;
    }
    [[nodiscard]] engine::Drill drill(int number = 0) const
    {
        return drills.at(number).at(0).value<engine::Drill>();
    }
    void trigger(ui::LivePanel& panel, const char* action)
    {
        auto* found = panel.menu().findChild<QAction*>(QString::fromLatin1(action));
        if (!found)
            qFatal("there is no %s", action);
        found->trigger();
        refreshAll();
    }
};

/// What the engine publishes while it has nothing to count.
void fillWithZeros(engine::LiveSnapshot& snapshot)
{
    snapshot.edge = snapshot.takenAt;
    const engine::EventTime start = snapshot.takenAt - snapshot.range;
    for (const auto& metric : engine::metricCatalogue())
        snapshot.series[std::string(metric.id)] = {start, std::vector<double>(900, 0.0)};
    snapshot.scoreHeatmap = {start, 90, std::vector<std::uint32_t>(90 * engine::ScoreHeatmap::kBins)};
    for (auto minute = start; minute < snapshot.takenAt; minute += 1min)
        snapshot.alertsBySeverity.push_back({minute, {}});
}

QWidget* viewportOf(ui::LivePanel& panel)
{
    return panel.findChild<ui::LiveChartView*>()->viewport();
}

} // namespace

class TestLivePage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asksTheEngineForAllItShowsAndNothingElse()
    {
        LivePageOnStory test;
        std::set<std::string> offered;
        for (const auto& metric : engine::metricCatalogue())
            offered.insert(std::string(metric.id));
        offered.erase(std::string(engine::metric::kEcomAmountByMethod)); // until the donut's menu asks for it
        QCOMPARE(test.engine.watched(), offered);
    }

    void fillsTheTilesFromTheSnapshot()
    {
        LivePageOnStory test;
        const engine::EventTime lastFull = engine::floorTo(test.now, 1s) - 1s;
        const double payments = tests::story::valueOf(engine::metric::kPaymentsRate, lastFull);
        QCOMPARE(test.tileValue(0), QLocale(QLocale::English, QLocale::India).toString(payments, 'f', 0));
        QCOMPARE(test.tileValue(1),
            QString::number(tests::story::valueOf(engine::metric::kUpiSuccessShare, lastFull), 'f', 1));
        QCOMPARE(test.tileValue(4),
            QLocale(QLocale::English, QLocale::India)
                .toString(qlonglong(test.console.feed().snapshot()->lag())));
        QVERIFY(test.console.alerts().open() > 500);
    }

    void addsUpExactTotals()
    {
        LivePageOnStory test;
        const QString text = test.find<ui::TotalsBar>("totalsBar")->text();
        QVERIFY2(text.startsWith(QStringLiteral("since 12:53:4")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("UPI 25,")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("₹")) && text.contains(QStringLiteral("$")), qPrintable(text));
    }

    void placesPanelsAsThePictureDoes()
    {
        LivePageOnStory test;
        const auto at = [&](const char* name) {
            QWidget* widget = test.find<QWidget>(name);
            return QRect(widget->mapTo(&test.console.window(), QPoint(0, 0)), widget->size());
        };
        const auto isNear = [](const QRect& a, const QRect& b) {
            return std::abs(a.left() - b.left()) <= 1 && std::abs(a.top() - b.top()) <= 1
                && std::abs(a.width() - b.width()) <= 1 && std::abs(a.height() - b.height()) <= 1;
        };
        QVERIFY(isNear(at("tile0"), {64, 90, 301, 108}));
        QVERIFY(isNear(at("tile5"), {1611, 90, 301, 108}));
        QVERIFY(isNear(at("throughputPanel"), {64, 206, 843, 300}));
        QVERIFY(isNear(at("latencyPanel"), {915, 206, 610, 300}));
        QVERIFY(isNear(at("successPanel"), {1533, 206, 379, 300}));
        QVERIFY(isNear(at("heatmapPanel"), {64, 514, 765, 262}));
        QVERIFY(isNear(at("severityPanel"), {837, 514, 611, 262}));
        QVERIFY(isNear(at("sharePanel"), {1456, 514, 456, 262}));
        QVERIFY(isNear(at("inboxPanel"), {64, 784, 1229, 262}));
        QVERIFY(isNear(at("riskPanel"), {1301, 784, 611, 262}));
    }

    void drillsIntoTheRangeThatIsDragged()
    {
        LivePageOnStory test;
        auto* chart = test.panel("throughputPanel").findChild<ui::LiveChartView*>();
        const auto& axis = chart->series().timeAxis();
        tests::drag(chart->viewport(), {axis.xOf(test.now - 13min), 20}, {axis.xOf(test.now - 7min), 20});
        QCOMPARE(test.drills.size(), 1);
        QCOMPARE(test.drill().stream, engine::StreamId::Upi);
        QVERIFY(test.drill().filters.empty());
        QVERIFY(std::chrono::abs(test.drill().range.length() - 6min) < 5s);
    }

    void drillsIntoTheLineThatIsClicked()
    {
        LivePageOnStory test;
        auto* chart = test.panel("throughputPanel").findChild<ui::LiveChartView*>();
        const auto& item = chart->series();
        const double x = item.timeAxis().xOf(test.now - 10min); // inside the outage: failed stands apart
        const double y = item.yOf(item.valuesAt(item.timeAxis().timeAt(x))[2]);
        QTest::mouseClick(
            viewportOf(test.panel("throughputPanel")), Qt::LeftButton, {}, QPoint(int(x), int(y)));
        QCOMPARE(test.drills.size(), 1);
        QCOMPARE(test.drill().title, std::string("UPI failed"));
        QCOMPARE(test.drill().filters,
            (std::vector<engine::Filter>{{"status", engine::Filter::Op::Equals, "FAILED"}}));
    }

    void drillsIntoAPayeeABankAndTheGauge()
    {
        LivePageOnStory test;
        QTest::mouseClick(&test.panel("riskPanel").liveContent(), Qt::LeftButton, {}, QPoint(200, 15));
        QCOMPARE(test.drill(0).filters,
            (std::vector<engine::Filter>{{"merchant", engine::Filter::Op::Equals, "Kestrel Games"}}));
        auto& donut = static_cast<ui::Donut&>(test.panel("sharePanel").liveContent());
        QPoint onBank;
        for (int y = 0; y < donut.height() && onBank.isNull(); ++y) {
            if (donut.sliceAt(QPointF(donut.width() - 100, y)) == 1)
                onBank = QPoint(donut.width() - 100, y + 2);
        }
        QTest::mouseClick(&donut, Qt::LeftButton, {}, onBank);
        QCOMPARE(test.drill(1).filters,
            (std::vector<engine::Filter>{{"payer_bank", engine::Filter::Op::Equals, "okhdfcbank"}}));
        QTest::mouseClick(&test.panel("successPanel").liveContent(), Qt::LeftButton);
        QCOMPARE(test.drill(2).range.length(), std::chrono::microseconds{5min});
    }

    void asksWhichStreamAHeatmapCellMeans()
    {
        LivePageOnStory test;
        QTest::mouseClick(&test.panel("heatmapPanel").liveContent(), Qt::LeftButton, {}, QPoint(300, 60));
        auto* menu = test.panel("heatmapPanel").findChild<QMenu*>(QStringLiteral("streamMenu"));
        QVERIFY(menu);
        menu->actions().at(1)->trigger();
        menu->close();
        QCOMPARE(test.drills.size(), 1);
        QCOMPARE(test.drill().stream, engine::StreamId::Transactions);
        QCOMPARE(test.drill().range.length(), std::chrono::microseconds{10s});
        QCOMPARE(test.drill().filters.size(), std::size_t{2});
    }

    void turnsTheDonutToMethods()
    {
        LivePageOnStory test;
        test.trigger(test.panel("sharePanel"), "actionShowMethods");
        QCoreApplication::processEvents();
        QVERIFY(test.engine.watched().contains(std::string(engine::metric::kEcomAmountByMethod)));
        QCOMPARE(test.panel("sharePanel").title(), QStringLiteral("E-commerce amount by method"));
        QVERIFY(
            test.panel("sharePanel").liveContent().values().toCsv().contains(QStringLiteral("credit_card")));
    }

    void showsFiguresAsATableAndAsCsv_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("firstColumn");
        QTest::newRow("throughput") << QByteArray("throughputPanel") << "Time";
        QTest::newRow("heatmap") << QByteArray("heatmapPanel") << "Time";
        QTest::newRow("severity") << QByteArray("severityPanel") << "Minute";
        QTest::newRow("gauge") << QByteArray("successPanel") << "Measure";
        QTest::newRow("donut") << QByteArray("sharePanel") << "Name";
        QTest::newRow("inbox") << QByteArray("inboxPanel") << "Time";
        QTest::newRow("payees") << QByteArray("riskPanel") << "Payee";
    }
    void showsFiguresAsATableAndAsCsv()
    {
        QFETCH(QByteArray, name);
        QFETCH(QString, firstColumn);
        LivePageOnStory test;
        ui::LivePanel& panel = test.panel(name.constData());
        test.trigger(panel, "actionViewTable");
        auto* twin = panel.findChild<ui::TableView*>(QStringLiteral("twinTable"));
        QVERIFY(twin && twin->isVisible());
        QVERIFY(twin->model()->rowCount() > 0);
        test.trigger(panel, "actionCopyCsv");
        const QString csv = QGuiApplication::clipboard()->text();
        QVERIFY(csv.startsWith(firstColumn + u','));
        QVERIFY(csv.count(u'\n') > twin->model()->rowCount() / 2);
        test.trigger(panel, "actionViewTable");
        QVERIFY(!twin->isVisible());
    }

    void savesAPanelAsAPicture()
    {
        LivePageOnStory test;
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("panel.png"));
        test.panel("latencyPanel").setFileChooser([file] { return file; });
        test.trigger(test.panel("latencyPanel"), "actionExportPng");
        QCOMPARE(QImage(file).size(), test.panel("latencyPanel").size());
    }

    void opensTheAlertOfARow()
    {
        LivePageOnStory test;
        QSignalSpy opened(test.console.window().currentPage(), &ui::Page::alertRequested);
        auto* table = test.find<ui::TableView>("alertInboxTable");
        table->moveCurrentRow(+1);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.at(0).at(0).value<engine::AlertId>(),
            test.console.alerts().row(test.console.alerts().size() - 1).id);
    }

    void looksAtAnotherRange()
    {
        LivePageOnStory test;
        test.console.feed().setRange(1h);
        QCoreApplication::processEvents();
        test.tell(1s);
        auto* chart = test.panel("latencyPanel").findChild<ui::LiveChartView*>();
        QVERIFY(chart->series().timeAxis().window().length() > 59min);
    }

    void saysWhatIsWrongInEveryPanelBeforeAnyPayment()
    {
        tests::FakeEngine engine(tests::story::now() + 1h); // no alert either
        ui::Console console({engine, nullptr, {QStringLiteral("TEST"), QColor(Qt::red)}, tests::story::now});
        console.window().show();
        engine::LiveSnapshot snapshot;
        snapshot.takenAt = tests::story::now();
        snapshot.kafka = {engine::LinkStatus::State::Down, tests::story::now(), "b1:9092 refused; start it."};
        fillWithZeros(snapshot);
        engine.publish(std::move(snapshot));
        console.feed().poll();
        console.scheduler().markAllDirty();
        console.scheduler().runDue();
        int failed = 0;
        for (auto* state : console.window().currentPage()->findChildren<ui::StateView*>()) {
            QVERIFY(state->isVisible());
            failed += state->isFailed() ? 1 : 0;
        }
        QCOMPARE(failed, 8);
        for (const auto* tile : console.window().currentPage()->findChildren<ui::StatTile*>())
            QCOMPARE(tile->text().value, QString::fromUtf16(ui::kNoValue));
    }

    void saysThatLatenciesAreThoseOfABacklog()
    {
        LivePageOnStory test;
        const auto subtitleAt = [&test](double lagSeconds, double latency) {
            engine::LiveSnapshot snapshot = *test.engine.board().latest();
            for (auto& partition : snapshot.partitions)
                partition.lagSeconds = 0;
            snapshot.partitions.back().lagSeconds = lagSeconds;
            snapshot.series[std::string(engine::metric::kLatencyP99)].values.at(800) = latency;
            test.now += 2s;
            test.engine.publish(std::move(snapshot));
            test.look();
            test.look(); // the page follows its panels
            return test.panel("latencyPanel").subtitle();
        };
        QCOMPARE(subtitleAt(0.2, 40), QStringLiteral("ms"));
        QCOMPARE(
            subtitleAt(812.4, 812'400), QStringLiteral("ms, logarithmic  ·  reading is 13 m 32 s behind"));
        QCOMPARE(subtitleAt(0, 812'400), QStringLiteral("ms, logarithmic")); // it stays in the range
    }

    void overlapsNowhereOnTheGrid()
    {
        ui::GridContainer grid;
        grid.resize(1864, 964);
        const QRect a = grid.rectOf({0, 0, 11, 8});
        const QRect b = grid.rectOf({11, 0, 8, 8});
        QCOMPARE(b.left() - (a.right() + 1), ui::GridContainer::kGap);
    }
};

HALCYON_UI_TEST_MAIN(TestLivePage)
#include "tst_live_page.moc"
