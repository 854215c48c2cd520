#include "tests/fakes/recorded_story.h"
#include "tests/fakes/story.h"
#include "ui/models/drill_filter.h"
#include "ui/models/drill_stack.h"
#include "ui/models/history_rows_model.h"
#include "ui/models/neighbours_model.h"
#include "ui/models/payment_list_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace halcyon;
using namespace std::chrono_literals;
using engine::Drill;
using engine::Filter;
using engine::RowOrder;
using engine::StreamId;
using ui::HistoryRowsModel;

namespace {

constexpr auto kUpi = StreamId::Upi;
const engine::EventTime kNow = tests::story::now();

Drill drillOf(std::string title, std::vector<Filter> filters = {})
{
    return {kUpi, {kNow - 10min, kNow}, std::move(filters), std::move(title)};
}

/// A result of `count` numbered rows, newest (highest) first, as a history that
/// pages by key tells it. Remembers what was asked.
class NumberedRows {
public:
    explicit NumberedRows(std::int64_t count)
        : m_count(count)
    {
        history.onRows = [this](const engine::RowsRequest& request) { return page(request); };
    }

    std::size_t mostAtOnce = 1'000'000; ///< a page is cut short here
    std::vector<engine::RowsRequest> asked;
    std::optional<engine::Error> error;

private:
    engine::Result<engine::RowsPage> page(const engine::RowsRequest& request)
    {
        asked.push_back(request);
        if (error)
            return tl::unexpected(*error);
        engine::RowsPage page;
        std::int64_t id = request.after ? request.after->id - 1 : m_count;
        const auto limit = std::min(request.limit, mostAtOnce);
        for (; id > 0 && page.rows.size() < limit; --id) {
            engine::HistoryRow row;
            row.id = id;
            row.paymentId = "T" + std::to_string(id);
            row.eventTime = kNow + std::chrono::microseconds{id};
            page.rows.push_back(std::move(row));
        }
        page.isLast = id == 0;
        page.source = "upi_events_20261121";
        return page;
    }

    std::int64_t m_count;

public:
    tests::FakeHistory history; ///< last: its thread uses all of the above
};

QString firstCell(const HistoryRowsModel& model, int row)
{
    return model.index(row, ui::payment_cells::PaymentId).data().toString();
}

/// Reads every row as a view that is scrolled from `from` to `to` would.
void scroll(const HistoryRowsModel& model, int from, int to)
{
    QElapsedTimer waited;
    for (int row = from; from < to ? row <= to : row >= to; row += from < to ? 20 : -20) {
        waited.start();
        while (firstCell(model, row).isEmpty() && waited.elapsed() < 5000)
            QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        QVERIFY2(!firstCell(model, row).isEmpty(), qPrintable(QString::number(row)));
    }
}

/// All pages up to `rows` rows.
void fetchUntil(HistoryRowsModel& model, int rows)
{
    while (model.rowCount() < rows && !model.isComplete()) {
        model.fetchMore({});
        while (model.isFetching())
            QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        QCOMPARE(model.state(), HistoryRowsModel::State::Ready);
        QVERIFY(model.pagesHeld() <= HistoryRowsModel::kMostPages);
    }
}

} // namespace

class TestDrillModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsAConditionAsItWritesIt_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written");
        const auto row = [](const char* text, const char* written) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(written);
        };
        row("status = FAILED", "status = FAILED");
        row("status=FAILED", "status = FAILED");
        row("  amount >=5000 ", "amount >= 5000");
        row("amount <= 199.50", "amount <= 199.50");
        row("payer ~ user48", "payer ~ user48");
        row("payer_bank != okaxis", "payer_bank != okaxis");
        row("payee = Volt Electronics", "payee = Volt Electronics");
        row("score >= 50", "score >= 50");
    }
    void readsAConditionAsItWritesIt()
    {
        QFETCH(QString, text);
        const auto filter = ui::parseDrillFilter(text, kUpi);
        QVERIFY2(filter.has_value(), filter ? "" : qPrintable(filter.error()));
        QTEST(ui::filterText(*filter), "written");
    }

    void refusesWhatIsNoCondition_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* text, const char* part) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(part);
        };
        row("", "There is no field");
        row("colour = red", "There is no field \"colour\"");
        row("country = India", "There is no field"); // of the other stream
        row("status", "can be compared with");
        row("status ~ FA", "can be compared with = !=");
        row("status = LOST", "is one of SUCCESS, FAILED, PENDING");
        row("amount >= much", "plain decimal");
        row("score = high", "whole number");
        row("payer =", "type a value");
    }
    void refusesWhatIsNoCondition()
    {
        QFETCH(QString, text);
        QFETCH(QString, part);
        const auto filter = ui::parseDrillFilter(text, kUpi);
        QVERIFY(!filter);
        QVERIFY2(filter.error().contains(part), qPrintable(filter.error()));
    }

    void readsARangeAsItWritesIt_data()
    {
        QTest::addColumn<int>("zone");
        QTest::addColumn<qint64>("microseconds");
        for (const auto zone : {ui::Zone::Utc, ui::Zone::Ist}) {
            const char* name = zone == ui::Zone::Utc ? "utc" : "ist";
            QTest::addRow("%s, seconds", name) << int(zone) << qint64(420'000'000);
            QTest::addRow("%s, a day and more", name) << int(zone) << qint64(93'600'000'000);
            QTest::addRow("%s, microseconds", name) << int(zone) << qint64(1'234'567);
        }
    }
    void readsARangeAsItWritesIt()
    {
        QFETCH(int, zone);
        QFETCH(qint64, microseconds);
        const engine::TimeRange range{kNow - std::chrono::microseconds{microseconds}, kNow};
        const QString text = ui::rangeText(range, ui::Zone(zone));
        QCOMPARE(ui::parseRange(text, ui::Zone(zone), kNow), std::optional(range));
        QCOMPARE(ui::parseRange(QStringLiteral("event_time in ") + text, ui::Zone(zone), kNow),
            std::optional(range));
    }

    void readsATypedRange()
    {
        const auto noon = std::chrono::floor<std::chrono::days>(kNow) + 12h;
        const auto range = ui::parseRange(QStringLiteral("12:40 - 12:47"), ui::Zone::Utc, kNow);
        QCOMPARE(range, std::optional(engine::TimeRange{noon + 40min, noon + 47min}));
        QVERIFY(!ui::parseRange(QStringLiteral("12:47 - 12:40"), ui::Zone::Utc, kNow));
        QVERIFY(!ui::parseRange(QStringLiteral("25:00 - 26:00"), ui::Zone::Utc, kNow));
        QVERIFY(!ui::parseRange(QStringLiteral("status = FAILED"), ui::Zone::Utc, kNow));
    }

    void offersWhatMayFollow()
    {
        QCOMPARE(ui::filterCompletions(QStringLiteral("payer"), kUpi),
            (QStringList{QStringLiteral("payer_bank "), QStringLiteral("payer ")}));
        QCOMPARE(ui::filterCompletions(QStringLiteral("status = "), kUpi).size(), 3);
        QCOMPARE(ui::filterCompletions(QStringLiteral("status = F"), kUpi),
            QStringList{QStringLiteral("status = FAILED")});
        QVERIFY(ui::filterCompletions(QStringLiteral("status = FAILED"), kUpi).isEmpty());
    }

    void goesBackAndForth()
    {
        ui::DrillStack stack;
        QSignalSpy changed(&stack, &ui::DrillStack::drillChanged);
        const Drill all = drillOf("All");
        const Drill failed = drillOf("Failed", {{"status", Filter::Op::Equals, "FAILED"}});
        stack.push(all);
        stack.push(failed);
        stack.push(failed);
        QCOMPARE(changed.size(), 2);
        QVERIFY(stack.back());
        QCOMPARE(stack.current(), all);
        QVERIFY(!stack.back());
        QVERIFY(stack.forward());
        QCOMPARE(stack.current(), failed);
        QVERIFY(stack.back());
        stack.push(drillOf("Other"));
        QVERIFY(!stack.canGoForward());
        QCOMPARE(stack.depth(), std::size_t{2});
    }

    void joinsStepsOfOneTitleInTheTrail()
    {
        ui::DrillStack stack;
        stack.push(drillOf("All"));
        stack.push(drillOf("Failed", {{"status", Filter::Op::Equals, "FAILED"}}));
        Drill brushed = stack.current();
        brushed.range.from += 1min;
        stack.push(brushed);
        stack.push(drillOf("user1@oksbi"));
        QCOMPARE(stack.trail(),
            (QStringList{QStringLiteral("All"), QStringLiteral("Failed"), QStringLiteral("user1@oksbi")}));
        stack.backTo(1);
        QCOMPARE(stack.current(), brushed); // the last one looked at under that title
        stack.backTo(0);
        QCOMPARE(stack.trail(), QStringList{QStringLiteral("All")});
    }

    void forgetsTheOldestOfVeryManySteps()
    {
        ui::DrillStack stack;
        for (int step = 0; step < 1000; ++step)
            stack.push(drillOf("step " + std::to_string(step)));
        QCOMPARE(stack.depth(), ui::DrillStack::kDeepest);
        QCOMPARE(stack.current().title, std::string("step 999"));
    }

    void rowsObeyTheRulesOfModels_data()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("none") << 0;
        QTest::newRow("one") << 1;
        QTest::newRow("a page exactly") << int(HistoryRowsModel::kPageRows);
        QTest::newRow("pages") << 950;
    }
    void rowsObeyTheRulesOfModels()
    {
        QFETCH(int, count);
        NumberedRows source(count);
        ui::HistoryFeed feed(source.history);
        const ui::ZoneChoice zone;
        HistoryRowsModel model(&feed, zone);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.ask(drillOf("All"), RowOrder::NewestFirst);
        QTRY_COMPARE(model.state(), HistoryRowsModel::State::Ready);
        fetchUntil(model, count);
        QCOMPARE(model.rowCount(), count);
        for (int row = 0; row < count; row += 100)
            QCOMPARE(firstCell(model, row), QStringLiteral("T%1").arg(count - row));
    }

    void fetchesByKeyAndOnlyWhatIsScrolledTo()
    {
        NumberedRows source(1'000'000);
        ui::HistoryFeed feed(source.history);
        const ui::ZoneChoice zone;
        HistoryRowsModel model(&feed, zone);
        model.ask(drillOf("All"), RowOrder::NewestFirst);
        QTRY_COMPARE(model.rowCount(), int(HistoryRowsModel::kPageRows));
        QCOMPARE(source.asked.size(), std::size_t{1});
        QVERIFY(!source.asked[0].after);
        (void)firstCell(model, 20); // far from the end: nothing more is wanted
        QTest::qWait(0);
        QVERIFY(!model.isFetching());
        (void)firstCell(model, 180);
        QTRY_COMPARE(model.rowCount(), 2 * int(HistoryRowsModel::kPageRows));
        QCOMPARE(source.asked.back().after->id, std::int64_t{1'000'000 - 199});
    }

    void neverHoldsTheWholeResult()
    {
        NumberedRows source(1'000'000);
        ui::HistoryFeed feed(source.history);
        const ui::ZoneChoice zone;
        HistoryRowsModel model(&feed, zone);
        model.ask(drillOf("All"), RowOrder::NewestFirst);
        QTRY_VERIFY(model.rowCount() > 0);
        fetchUntil(model, 20'000);
        QVERIFY(!model.rowAt(0)); // long gone
        QCOMPARE(model.index(0, ui::payment_cells::EventTime).data().toString(), QStringLiteral("…"));
        QTRY_VERIFY(model.rowAt(0)); // asked for again because somebody looked
        QCOMPARE(firstCell(model, 0), QStringLiteral("T1000000"));
        scroll(model, 0, 19'999);
        scroll(model, 19'999, 0);
        QCOMPARE(model.rowCount(), 20'000);
        QVERIFY(model.pagesHeld() <= HistoryRowsModel::kMostPages);
        QCOMPARE(firstCell(model, 0), QStringLiteral("T1000000"));
    }

    void goesOnBehindPagesThatCameShort()
    {
        NumberedRows source(10'000);
        ui::HistoryFeed feed(source.history);
        const ui::ZoneChoice zone;
        HistoryRowsModel model(&feed, zone);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.ask(drillOf("All"), RowOrder::NewestFirst);
        QTRY_VERIFY(model.rowCount() > 0);
        fetchUntil(model, 10'000);
        QCOMPARE(model.rowCount(), 10'000);
        source.mostAtOnce = 30; // the database has become slow: pages come back in parts
        (void)firstCell(model, 0);
        QTRY_VERIFY(model.rowAt(29));
        QVERIFY(!model.rowAt(30));
        scroll(model, 0, 400);
        QCOMPARE(model.rowCount(), 10'000);
        QCOMPARE(firstCell(model, 199), QStringLiteral("T9801"));
        scroll(model, 9'999, 9'990);
        QCOMPARE(firstCell(model, 9'999), QStringLiteral("T1"));
    }

    void keepsItsRowsWhenALaterPageFails()
    {
        NumberedRows source(1000);
        ui::HistoryFeed feed(source.history);
        const ui::ZoneChoice zone;
        HistoryRowsModel model(&feed, zone);
        model.ask(drillOf("All"), RowOrder::NewestFirst);
        QTRY_COMPARE(model.rowCount(), 200);
        source.error = engine::Error{engine::ErrorCode::Connect, "PostgreSQL went away."};
        model.fetchMore({});
        QTRY_COMPARE(model.state(), HistoryRowsModel::State::Failed);
        QCOMPARE(model.trouble(), QStringLiteral("PostgreSQL went away."));
        QCOMPARE(model.rowCount(), 200);
        source.error.reset();
        model.resume();
        model.fetchMore({});
        QTRY_COMPARE(model.rowCount(), 400);
    }

    void stopsARunningQueryInTheServer()
    {
        NumberedRows source(1000);
        ui::HistoryFeed feed(source.history);
        const ui::ZoneChoice zone;
        HistoryRowsModel model(&feed, zone);
        source.history.hold();
        model.ask(drillOf("All"), RowOrder::NewestFirst);
        QCOMPARE(model.state(), HistoryRowsModel::State::Loading);
        model.cancel();
        QCOMPARE(model.state(), HistoryRowsModel::State::Cancelled);
        QCOMPARE(source.history.cancelled().size(), std::size_t{1});
        source.history.answerAll();
        QTest::qWait(0);
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(source.asked.empty());
    }

    void theNewestQuestionWins()
    {
        NumberedRows source(50);
        ui::HistoryFeed feed(source.history);
        const ui::ZoneChoice zone;
        HistoryRowsModel model(&feed, zone);
        source.history.hold();
        model.ask(drillOf("Old"), RowOrder::NewestFirst);
        model.ask(drillOf("New"), RowOrder::OldestFirst);
        source.history.answerAll();
        QTRY_COMPARE(model.state(), HistoryRowsModel::State::Ready);
        QCOMPARE(source.asked.size(), std::size_t{1});
        QCOMPARE(source.asked[0].drill.title, std::string("New"));
        QCOMPARE(source.asked[0].limit, HistoryRowsModel::kPageRows);
    }

    void asksForAWholePageAgainAfterAShortResult()
    {
        NumberedRows source(3);
        ui::HistoryFeed feed(source.history);
        const ui::ZoneChoice zone;
        HistoryRowsModel model(&feed, zone);
        model.ask(drillOf("Few"), RowOrder::NewestFirst);
        QTRY_COMPARE(model.rowCount(), 3);
        model.ask(drillOf("Many"), RowOrder::NewestFirst);
        QTRY_COMPARE(source.asked.size(), std::size_t{2});
        QCOMPARE(source.asked[1].limit, HistoryRowsModel::kPageRows);
    }

    void withoutADatabaseThereIsNeverARow()
    {
        const ui::ZoneChoice zone;
        HistoryRowsModel model(nullptr, zone);
        model.ask(drillOf("All"), RowOrder::NewestFirst);
        QCOMPARE(model.state(), HistoryRowsModel::State::Failed);
        QCOMPARE(model.rowCount(), 0);
    }

    void listsObeyTheRulesOfModels()
    {
        const ui::ZoneChoice zone;
        ui::PaymentListModel payments(zone);
        ui::NeighboursModel neighbours(zone);
        const QAbstractItemModelTester first(
            &payments, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester second(
            &neighbours, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto rows = tests::recorded::recentOf(kUpi, "user1@oksbi");
        payments.setRows(rows);
        payments.setRows({});
        payments.setRows(rows);
        neighbours.setRows(tests::recorded::neighbours(rows[5].place, 3));
        QCOMPARE(payments.rowCount(), int(rows.size()));
        QCOMPARE(neighbours.rowCount(), 7);
        QCOMPARE(neighbours.row(3).place, rows[5].place);
    }
};

QTEST_GUILESS_MAIN(TestDrillModels)
#include "tst_drill_models.moc"
