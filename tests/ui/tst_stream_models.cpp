#include "tests/fakes/recorded_story.h"
#include "tests/fakes/story.h"
#include "ui/models/cell_roles.h"
#include "ui/models/dead_letter_models.h"
#include "ui/models/stream_models.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace halcyon;
using namespace std::chrono_literals;
using engine::PartitionStatus;
using ui::PartitionsModel;
using ui::ReadingState;
using ui::TopicsModel;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::QtTest;

PartitionStatus partition(const std::string& topic, std::int32_t number, std::int64_t lag, double lagSeconds)
{
    PartitionStatus status;
    status.topic = topic;
    status.partition = number;
    status.position = 184'513'072;
    status.endOffset = status.position + lag;
    status.lagSeconds = lagSeconds;
    status.messagesPerSecond = 160;
    return status;
}

QString cell(const QAbstractItemModel& model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class TestStreamModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void obeyTheRulesOfModels()
    {
        const ui::ZoneChoice zone;
        TopicsModel topics;
        PartitionsModel partitions(zone);
        ui::DeadLetterCountsModel counts(zone);
        ui::DeadLettersModel letters(zone);
        const QAbstractItemModelTester a(&topics, kFatal), b(&partitions, kFatal), c(&counts, kFatal),
            d(&letters, kFatal);
        for (const auto at : {0s, 1s, 2s}) {
            const auto all = tests::story::partitions(tests::story::now() + at);
            topics.setRows(ui::topicsOf(all));
            partitions.setRows(all);
            counts.setRows(tests::recorded::deadLetterCounts());
            letters.setRows(tests::recorded::deadLetters({.limit = 50}));
            letters.appendRows(tests::recorded::deadLetters({.limit = 3}));
        }
        topics.setRows({});
        partitions.setRows({});
        counts.setRows({});
        letters.setRows({});
        QCOMPARE(partitions.rowCount(), 0);
    }

    void addPartitionsUpToTheirTopic()
    {
        const auto topics = ui::topicsOf(
            {partition("a", 0, 62, 0.4), partition("a", 1, 800, 5.0), partition("b", 0, 0, 0)});
        QCOMPARE(topics.size(), std::size_t{2});
        QCOMPARE(topics[0].partitions, 2);
        QCOMPARE(topics[0].lag, std::int64_t{862});
        QCOMPARE(topics[0].lagSeconds, 5.0); // of the one furthest behind, not their sum
        QCOMPARE(topics[0].rate, 320.0);
        QCOMPARE(topics[0].state, ReadingState::Behind);
        QCOMPARE(topics[1].state, ReadingState::Reading);
    }

    void addRatesThatEndNowHoweverLongTheyAre()
    {
        auto young = partition("a", 0, 0, 0);
        auto old = partition("a", 1, 0, 0);
        young.rateHistory = {5};
        old.rateHistory = {1, 2, 3};
        QCOMPARE(ui::topicsOf({young, old})[0].rateHistory, (std::vector<float>{1, 2, 8}));
        QCOMPARE(ui::topicsOf({old, young})[0].rateHistory, (std::vector<float>{1, 2, 8}));
    }

    void tellWhatAPartitionDoes_data()
    {
        QTest::addColumn<double>("lagSeconds");
        QTest::addColumn<bool>("isIdle");
        QTest::addColumn<QString>("trouble");
        QTest::addColumn<QString>("label");
        QTest::newRow("near the end") << 0.4 << false << QString() << "reading";
        QTest::newRow("silent") << 0.0 << true << QString() << "idle";
        QTest::newRow("at the limit") << 5.0 << false << QString() << "behind";
        QTest::newRow("just under the limit") << 4.99 << false << QString() << "reading";
        QTest::newRow("stopped, whatever else") << 90.0 << true << "the topic is gone"
                                                << "stopped";
    }
    void tellWhatAPartitionDoes()
    {
        QFETCH(double, lagSeconds);
        QFETCH(bool, isIdle);
        QFETCH(QString, trouble);
        QFETCH(QString, label);
        auto status = partition("a", 0, 1, lagSeconds);
        status.isIdle = isIdle;
        status.trouble = trouble.toStdString();
        QCOMPARE(ui::readingStateLabel(ui::readingStateOf(status)), label);
    }

    void groupOffsetsInThreesAndCountsAsIndiansDo()
    {
        const ui::ZoneChoice zone;
        PartitionsModel model(zone);
        model.setRows({partition("a", 7, 2'12'345, 1.294)});
        QCOMPARE(cell(model, 0, PartitionsModel::Position), QStringLiteral("184,513,072"));
        QCOMPARE(cell(model, 0, PartitionsModel::Lag), QStringLiteral("2,12,345"));
        QCOMPARE(cell(model, 0, PartitionsModel::LagSeconds), QStringLiteral("1.29"));
        QCOMPARE(model.index(0, PartitionsModel::Position).data(ui::role::kSort).toLongLong(), 184'513'072);
    }

    void showWhatWasReadAsTheEndWhenTheBrokersAnswerIsOlder()
    {
        const ui::ZoneChoice zone;
        PartitionsModel model(zone);
        model.setRows({partition("a", 0, -3, 0)});
        QCOMPARE(cell(model, 0, PartitionsModel::End), cell(model, 0, PartitionsModel::Position));
        QCOMPARE(model.index(0, PartitionsModel::End).data(ui::role::kSort).toLongLong(), 184'513'072);
        QCOMPARE(cell(model, 0, PartitionsModel::Lag), QStringLiteral("0"));
    }

    void fillTheLagBarsByTheChosenUnit()
    {
        const ui::ZoneChoice zone;
        PartitionsModel model(zone);
        model.setRows({partition("a", 0, 400, 2), partition("a", 1, 100, 8)});
        const auto fill = [&](int row) {
            return model.index(row, PartitionsModel::LagBar).data(ui::role::kFill).toDouble();
        };
        QCOMPARE(fill(0), 1.0);
        QCOMPARE(fill(1), 0.25);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setLagUnit(ui::LagUnit::Seconds);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(fill(0), 0.25);
        QCOMPARE(fill(1), 1.0);
    }

    void doNotMakeASmallLagLookLarge()
    {
        const ui::ZoneChoice zone;
        PartitionsModel model(zone);
        model.setRows({partition("a", 0, 3, 0.01)});
        QCOMPARE(model.index(0, PartitionsModel::LagBar).data(ui::role::kFill).toDouble(), 0.03);
    }

    void showTextOfMessagesHarmlessly()
    {
        const ui::ZoneChoice zone;
        ui::DeadLettersModel model(zone);
        engine::DeadLetterRow row;
        row.start = "a\x1b[31m\xff b";
        row.size = 8;
        model.setRows({row, {}});
        const QString start = cell(model, 0, ui::DeadLettersModel::Start);
        QVERIFY(!start.contains(QChar(0x1b)));
        QCOMPARE(cell(model, 1, ui::DeadLettersModel::Start), QStringLiteral("no bytes"));
    }

    void followTheZone()
    {
        ui::ZoneChoice zone;
        ui::DeadLetterCountsModel model(zone);
        engine::DeadLetterCount count;
        count.newest = tests::story::now();
        model.setRows({count});
        QCOMPARE(cell(model, 0, ui::DeadLetterCountsModel::Newest), QStringLiteral("12:53:40"));
        zone.set(ui::Zone::Ist);
        QCOMPARE(cell(model, 0, ui::DeadLetterCountsModel::Newest), QStringLiteral("18:23:40"));
    }
};

QTEST_GUILESS_MAIN(TestStreamModels)
#include "tst_stream_models.moc"
