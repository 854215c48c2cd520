#include "tests/fakes/fake_history.h"
#include "tests/fakes/story.h"
#include "tests/ui/model_rows.h"
#include "ui/models/alert_action_sync.h"
#include "ui/models/alert_table_model.h"
#include "ui/models/cell_roles.h"
#include "ui/models/values_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace halcyon;
using namespace std::chrono_literals;
using engine::AlertAction;
using ui::AlertFilter;
using ui::AlertStore;
using ui::AlertTableModel;

namespace {

engine::LoggedAlert alertNumber(std::uint64_t number, engine::Severity severity = engine::Severity::High)
{
    engine::Alert alert;
    alert.id = {number * 0x9e3779b97f4a7c15ULL};
    alert.severity = severity;
    alert.score = 50 + int(number % 40);
    alert.rule = number % 2 == 0 ? "velocity" : "failed_burst";
    alert.entity = "user" + std::to_string(number) + "@oksbi";
    alert.payee = "merchant88@upi";
    alert.money = {engine::wholeAmount(std::int64_t(number)), {}};
    alert.eventTime = tests::story::now() + std::chrono::seconds{number};
    return {number, alert};
}

std::vector<engine::LoggedAlert> alertsUpTo(std::uint64_t count)
{
    std::vector<engine::LoggedAlert> alerts;
    for (std::uint64_t number = 1; number <= count; ++number)
        alerts.push_back(alertNumber(number));
    return alerts;
}

AlertAction action(std::int64_t sequence, engine::AlertId alert, AlertAction::Kind kind)
{
    AlertAction made;
    made.sequence = sequence;
    made.alert = alert;
    made.kind = kind;
    made.actor = "ops01";
    return made;
}

QString cell(const AlertTableModel& model, int row, AlertTableModel::Column column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class TestAlertModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void obeysTheRulesOfModels_data() { tests::addModelRows(); }
    void obeysTheRulesOfModels()
    {
        QFETCH(int, before);
        QFETCH(int, added);
        AlertStore store;
        const ui::ZoneChoice zone;
        store.add(alertsUpTo(std::uint64_t(before)));
        AlertTableModel model(store, zone);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.add(alertsUpTo(std::uint64_t(before + added)));
        model.setFilter({.rule = "velocity"});
        model.setFilter({});
        store.add({alertNumber(std::uint64_t(before + added) + 1)});
        QCOMPARE(model.rowCount(), before + added + 1);
    }

    void showsTheNewestFirst()
    {
        AlertStore store;
        const ui::ZoneChoice zone;
        const AlertTableModel model(store, zone);
        store.add(alertsUpTo(3));
        QCOMPARE(cell(model, 0, AlertTableModel::Entity), QStringLiteral("user3@oksbi"));
        QCOMPARE(cell(model, 2, AlertTableModel::Entity), QStringLiteral("user1@oksbi"));
        QCOMPARE(cell(model, 0, AlertTableModel::Amount), QStringLiteral("₹3.00"));
        QCOMPARE(cell(model, 0, AlertTableModel::Time), QStringLiteral("12:53:43"));
        QCOMPARE(model.index(0, AlertTableModel::Score).data(ui::role::kFill).toDouble(), 0.53);
    }

    void changesARepeatInItsPlace()
    {
        AlertStore store;
        const ui::ZoneChoice zone;
        const AlertTableModel model(store, zone);
        store.add(alertsUpTo(3));
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        auto repeat = alertNumber(1);
        repeat.sequence = 9;
        repeat.alert.count = 4;
        store.add({repeat});
        QCOMPARE(inserted.size(), 0);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(cell(model, 2, AlertTableModel::Count), QStringLiteral("4"));
        store.add({alertNumber(1)}); // an older repeat, read again from history
        QCOMPARE(cell(model, 2, AlertTableModel::Count), QStringLiteral("4"));
    }

    void countsWhatIsOpen()
    {
        AlertStore store;
        store.add({alertNumber(1, engine::Severity::Critical), alertNumber(2, engine::Severity::Critical),
            alertNumber(3, engine::Severity::Low)});
        QCOMPARE(store.open(), std::size_t{3});
        QCOMPARE(store.openOf(engine::Severity::Critical), std::size_t{2});
        store.apply({action(1, store.row(0).id, AlertAction::Kind::Close)});
        QCOMPARE(store.open(), std::size_t{2});
        QCOMPARE(store.openOf(engine::Severity::Critical), std::size_t{1});
        store.apply({action(2, store.row(0).id, AlertAction::Kind::Reopen)});
        QCOMPARE(store.open(), std::size_t{3});
    }

    void showsWhatPeopleDid()
    {
        AlertStore store;
        const ui::ZoneChoice zone;
        const AlertTableModel model(store, zone);
        store.add(alertsUpTo(1));
        QCOMPARE(cell(model, 0, AlertTableModel::State), QStringLiteral("New"));
        store.apply({action(1, store.row(0).id, AlertAction::Kind::Acknowledge)});
        QCOMPARE(cell(model, 0, AlertTableModel::State), QStringLiteral("Acknowledged"));
        store.apply({action(2, store.row(0).id, AlertAction::Kind::Note)});
        QCOMPARE(cell(model, 0, AlertTableModel::State), QStringLiteral("Acknowledged"));
        store.apply({action(3, store.row(0).id, AlertAction::Kind::Close)});
        QCOMPARE(cell(model, 0, AlertTableModel::State), QStringLiteral("Closed"));
    }

    void keepsActionsUntilTheirAlertIsKnown()
    {
        AlertStore store;
        store.apply({action(5, alertNumber(2).alert.id, AlertAction::Kind::Close)});
        QCOMPARE(store.newestAction(), std::int64_t{5});
        store.add(alertsUpTo(2));
        QCOMPARE(store.row(1).state, ui::AlertState::Closed);
        QCOMPARE(store.open(), std::size_t{1});
    }

    void filtersBySeverityRuleAndText_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<int>("rows");
        QTest::newRow("all") << 0 << 10;
        QTest::newRow("rule") << 1 << 5;
        QTest::newRow("text") << 2 << 2; // user1 and user10
        QTest::newRow("severity") << 3 << 0;
        QTest::newRow("hides closed") << 4 << 9;
    }
    void filtersBySeverityRuleAndText()
    {
        QFETCH(int, which);
        AlertStore store;
        const ui::ZoneChoice zone;
        store.add(alertsUpTo(10));
        store.apply({action(1, store.row(4).id, AlertAction::Kind::Close)});
        AlertTableModel model(store, zone);
        AlertFilter filter;
        if (which == 1)
            filter.rule = "velocity";
        if (which == 2)
            filter.text = "USER1";
        if (which == 3)
            filter.severities = {false, false, false, false, true};
        filter.hidesClosed = which == 4;
        model.setFilter(filter);
        QTEST(model.rowCount(), "rows");
    }

    void findsTheRowOfAnAlert()
    {
        AlertStore store;
        const ui::ZoneChoice zone;
        AlertTableModel model(store, zone);
        store.add(alertsUpTo(5000)); // the index grows several times
        QCOMPARE(model.rowOf(alertNumber(5000).alert.id), 0);
        QCOMPARE(model.rowOf(alertNumber(1).alert.id), 4999);
        QCOMPARE(model.rowOf({12345}), -1);
        model.setFilter({.rule = "velocity"});
        QCOMPARE(model.rowOf(alertNumber(1).alert.id), -1);
        QCOMPARE(model.rowOf(alertNumber(2).alert.id), 2499);
    }

    void holdsAMillionAlertsInLittleMemory()
    {
        QVERIFY(sizeof(ui::AlertRow) <= 80);
        ui::TextPool texts;
        const auto place = texts.add("user4821@okaxis");
        QCOMPARE(texts.at(place), std::string_view("user4821@okaxis"));
        QCOMPARE(texts.bytes(), std::size_t{16});
        const std::string longText(400, 'x');
        QCOMPARE(texts.at(texts.add(longText)).size(), std::size_t{255});
    }

    void cutsLongTextsAtACharacter()
    {
        ui::TextPool texts;
        std::string text(254, 'x');
        text += "₹"; // three bytes
        QCOMPARE(texts.at(texts.add(text)), std::string_view(text).substr(0, 254));
    }

    void hearsOfActionsInOtherConsoles()
    {
        tests::FakeHistory history;
        ui::HistoryFeed feed(history);
        AlertStore store;
        store.add(alertsUpTo(2));
        ui::AlertActionSync sync(feed, store);
        bool isStored = false;
        const auto ticket = feed.act({action(0, store.row(1).id, AlertAction::Kind::Acknowledge)}, this,
            [&](const auto&) { isStored = true; });
        QTRY_VERIFY(isStored);
        sync.ask();
        QTRY_COMPARE(store.row(1).state, ui::AlertState::Acknowledged);
        QCOMPARE(store.newestAction(), std::int64_t{1});
    }

    void writesCsvThatReadsBack()
    {
        const ui::ValueTable table{{QStringLiteral("Name"), QStringLiteral("Value")},
            {{QStringLiteral("a,b"), QStringLiteral("1")},
                {QStringLiteral("say \"x\""), QStringLiteral("2")}}};
        QCOMPARE(table.toCsv(), QStringLiteral("Name,Value\r\n\"a,b\",1\r\n\"say \"\"x\"\"\",2\r\n"));
        ui::ValuesModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTable(table);
        model.setTable(table);
        QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("say \"x\""));
    }
};

QTEST_GUILESS_MAIN(TestAlertModels)
#include "tst_alert_models.moc"
