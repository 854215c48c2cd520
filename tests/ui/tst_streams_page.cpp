#include "tests/fakes/recorded_story.h"
#include "tests/ui/ui_test.h"
#include "ui/streams/dead_letters_panel.h"
#include "ui/streams/ledger_bar.h"
#include "ui/streams/letter_pane.h"
#include "ui/streams/message_envelope.h"
#include "ui/streams/partitions_panel.h"
#include "ui/streams/topics_panel.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/state_view.h"

#include <QClipboard>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace halcyon;
using namespace std::chrono_literals;
using engine::Bucket;
using ui::LedgerSum;

namespace {

class StreamsOnStory : public tests::ConsoleOnStory {
public:
    StreamsOnStory()
    {
        tests::tellRecordedStory(history);
        console.window().show();
        console.window().showPage(QStringLiteral("streams"));
        refreshAll();
    }
    [[nodiscard]] ui::DeadLettersPanel& letters() { return *find<ui::DeadLettersPanel>("deadLettersPanel"); }
    [[nodiscard]] ui::LetterPane& pane() { return *find<ui::LetterPane>("letterPane"); }
    [[nodiscard]] ui::SortedTable& table(const char* name) { return *find<ui::SortedTable>(name); }
    [[nodiscard]] ui::PartitionsPanel& partitions() { return *find<ui::PartitionsPanel>("partitionsPanel"); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(&console.window(), key, modifiers);
        QCoreApplication::processEvents();
    }
    /// All of a snapshot but its partitions is as the story has it.
    void publishPartitions(std::vector<engine::PartitionStatus> partitions)
    {
        auto snapshot = *engine.board().latest();
        snapshot.partitions = std::move(partitions);
        engine.publish(std::move(snapshot));
        look();
    }
    bool waitForMessage()
    {
        return QTest::qWaitFor([this] { return pane().message().has_value(); }, 5000);
    }
};

engine::PartitionStatus reading(std::int64_t from, std::int64_t to, std::array<std::uint64_t, 5> buckets)
{
    engine::PartitionStatus status;
    status.topic = "upi_transactions";
    status.startedAt = from;
    status.position = status.endOffset = to;
    status.ledger.buckets = buckets;
    return status;
}

QString text(const QAbstractItemView& view, int row, int column)
{
    return view.model()->index(row, column).data().toString();
}

} // namespace

class TestStreamsPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sumsTheLedgerToTheOffsetsRead_data()
    {
        QTest::addColumn<std::vector<engine::PartitionStatus>>("partitions");
        QTest::addColumn<qint64>("read");
        QTest::addColumn<qint64>("difference");
        using Partitions = std::vector<engine::PartitionStatus>;
        QTest::newRow("nothing") << Partitions{} << qint64{0} << qint64{0};
        QTest::newRow("one partition")
            << Partitions{reading(100, 110, {6, 1, 1, 2, 0})} << qint64{10} << qint64{0};
        QTest::newRow("two partitions")
            << Partitions{reading(0, 5, {5}), reading(7, 9, {0, 0, 0, 1, 1})} << qint64{7} << qint64{0};
        auto compacted = reading(0, 10, {8});
        compacted.skipped = 2;
        QTest::newRow("offsets without a message") << Partitions{compacted} << qint64{8} << qint64{0};
        QTest::newRow("a message lost") << Partitions{reading(0, 10, {9})} << qint64{10} << qint64{1};
        QTest::newRow("a message counted twice")
            << Partitions{reading(0, 10, {10, 1})} << qint64{10} << qint64{-1};
    }
    void sumsTheLedgerToTheOffsetsRead()
    {
        QFETCH(std::vector<engine::PartitionStatus>, partitions);
        QFETCH(qint64, read);
        QFETCH(qint64, difference);
        const LedgerSum sum = ui::ledgerOf(partitions);
        QCOMPARE(sum.offsetsRead, read);
        QCOMPARE(sum.difference(), difference);
        ui::LedgerBar bar;
        bar.setSum(sum, QStringLiteral("12:00:00"));
        QCOMPARE(bar.texts().join(u' ').contains(QStringLiteral("unaccounted")), difference != 0);
    }

    void judgesQualityByDeadLettersAlone()
    {
        QCOMPARE(ui::ledgerOf({reading(0, 200, {190, 5, 4, 1, 0})}).quality(), std::optional(99.5));
        QVERIFY(!ui::ledgerOf({}).quality());
    }

    void showsTheBusiestTopicFirstAndItsPartitions()
    {
        StreamsOnStory test;
        QCOMPARE(test.find<ui::TopicsPanel>("topicsPanel")->topic(), std::string("upi_transactions"));
        QCOMPARE(test.console.window().currentPage()->breadcrumb(),
            (QStringList{QStringLiteral("Streams"), QStringLiteral("upi_transactions")}));
        const auto& model = test.partitions().model();
        QCOMPARE(model.rowCount(), 12);
        QCOMPARE(ui::readingStateOf(model.row(7)), ui::ReadingState::Behind);
        QCOMPARE(test.find<ui::LedgerBar>("ledgerBar")->sum().difference(), std::int64_t{0});
    }

    void showsThePartitionsOfTheTopicThatIsChosen()
    {
        StreamsOnStory test;
        test.table("topicsTable").setCurrentModelRow(0);
        QCOMPARE(test.partitions().model().row(0).topic, std::string("ecommerce.transactions"));
        test.tell(1s);
        QCOMPARE(test.partitions().model().row(0).topic, std::string("ecommerce.transactions"));
    }

    void keepsTheChosenPartitionWhereverSortingMovesIt()
    {
        StreamsOnStory test;
        auto& table = test.table("partitionsTable");
        table.setCurrentModelRow(7);
        table.sortBy(ui::PartitionsModel::Lag);
        QCOMPARE(text(table, 0, ui::PartitionsModel::Number), QStringLiteral("7"));
        QCOMPARE(table.currentRow(), 0);
        table.sortBy(ui::PartitionsModel::Lag);
        QCOMPARE(table.currentRow(), 11);
        test.tell(1s);
        QCOMPARE(table.currentModelRow(), 7);
        table.sortBy(ui::PartitionsModel::Lag); // the third time: as they are numbered
        QCOMPARE(table.currentRow(), 7);
    }

    void filtersTopicsByNameOrPattern()
    {
        StreamsOnStory test;
        auto* filter = test.find<ui::FilterField>("topicFilter");
        auto& table = test.table("topicsTable");
        filter->setText(QStringLiteral("^upi"));
        QCOMPARE(table.shownRows(), 1);
        filter->setText(QStringLiteral("(unclosed"));
        QCOMPARE(filter->verdict(), ui::FilterField::Verdict::Error);
        QCOMPARE(table.shownRows(), 1);
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(table.shownRows(), 2);
    }

    void copiesRowsWithRawFigures()
    {
        StreamsOnStory test;
        auto& table = test.table("partitionsTable");
        table.setFocus();
        table.setCurrentModelRow(3);
        test.press(Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        const auto& row = test.partitions().model().row(3);
        const auto titles = lines.at(0).split(u'\t');
        QCOMPARE(lines.at(1).split(u'\t').at(titles.indexOf(QStringLiteral("Position"))),
            QString::number(row.position));
        QCOMPARE(lines.at(1).split(u'\t').size(), titles.size());
    }

    void drillsIntoABucketOfOneStream()
    {
        StreamsOnStory test;
        QSignalSpy drills(test.console.window().currentPage(), &ui::Page::drillRequested);
        auto* bar = test.find<ui::LedgerBar>("ledgerBar");
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->bucketRect(Bucket::Late).center());
        auto* menu = bar->findChild<QMenu*>(QStringLiteral("streamMenu"));
        QVERIFY(menu);
        menu->actions().at(0)->trigger();
        menu->close();
        QCOMPARE(drills.size(), 1);
        const auto drill = drills.at(0).at(0).value<engine::Drill>();
        QCOMPARE(
            drill.filters, (std::vector<engine::Filter>{{"bucket", engine::Filter::Op::Equals, "late"}}));
        QCOMPARE(drill.range.length(), std::chrono::microseconds{15min});
    }

    void opensThePaymentsOfAPartition()
    {
        StreamsOnStory test;
        QSignalSpy drills(test.console.window().currentPage(), &ui::Page::drillRequested);
        auto& table = test.table("partitionsTable");
        table.sortBy(ui::PartitionsModel::Lag);
        table.setCurrentModelRow(7);
        QTest::keyClick(&table, Qt::Key_Return);
        QCOMPARE(drills.size(), 1);
        QCOMPARE(drills.at(0).at(0).value<engine::Drill>().filters,
            (std::vector<engine::Filter>{{"partition", engine::Filter::Op::Equals, "7"}}));
    }

    void saysWhyAPartitionStopped()
    {
        StreamsOnStory test;
        auto stopped = reading(0, 10, {10});
        stopped.trouble = "Offsets 3 to 9 are gone; see retention.";
        test.publishPartitions({stopped});
        QVERIFY(test.partitions().trouble().contains(QStringLiteral("Offsets 3 to 9 are gone")));
        stopped.trouble.clear();
        test.publishPartitions({stopped});
        QVERIFY(test.partitions().trouble().isEmpty());
    }

    void showsTheBytesOfADeadLetterAsTextAndHex()
    {
        StreamsOnStory test;
        QVERIFY(test.waitForMessage());
        QCOMPARE(test.pane().reasonText(), QStringLiteral("amount at byte 77: string, expected number"));
        auto* code = test.find<ui::CodeView>("letterCode");
        QVERIFY(code->toPlainText().contains(QStringLiteral("\"amount\": \"7,450.00\"")));
        test.press(Qt::Key_H);
        QVERIFY(code->toPlainText().startsWith(QStringLiteral("0000  7b 22 74 78 6e")));
        test.press(Qt::Key_C);
        QCOMPARE(QGuiApplication::clipboard()->text().toStdString(), test.pane().message()->value);
    }

    void showsBytesThatAreNoTextAsHex()
    {
        StreamsOnStory test;
        QVERIFY(test.waitForMessage());
        const auto binary = tests::recorded::deadLetters({.reason = "not_json", .limit = 10}).at(7);
        test.pane().showLetter(&binary);
        QVERIFY(QTest::qWaitFor([&] { return test.pane().message()->place == binary.place; }, 5000));
        QCOMPARE(test.find<ui::CodeView>("letterCode")->mode(), ui::CodeView::Mode::Hex);
        test.pane().copyBytes();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("00 00 00 10 15 ff fe")));
    }

    void stepsThroughReasonsAndTheirMessages()
    {
        StreamsOnStory test;
        QVERIFY(test.waitForMessage());
        QCOMPARE(test.letters().list().chosen()->reason, std::string("bad_type")); // the most frequent
        const auto first = test.letters().current()->id;
        test.press(Qt::Key_J);
        QVERIFY(test.letters().current()->id < first);
        test.press(Qt::Key_BracketRight);
        QCOMPARE(test.letters().list().chosen()->reason, std::string("not_json"));
        QVERIFY(QTest::qWaitFor([&] { return test.pane().message()->rejectReason == "not_json"; }, 5000));
    }

    void fetchesOlderDeadLettersOnTheWayDown()
    {
        StreamsOnStory test;
        QVERIFY(test.waitForMessage());
        const auto& letters = test.letters().list().letters();
        QCOMPARE(letters.rowCount(), 200);
        auto* table = test.find<ui::TableView>("lettersTable");
        table->scrollToBottom();
        QVERIFY(QTest::qWaitFor([&] { return letters.rowCount() == 241; }, 5000));
        std::set<std::int64_t> ids;
        for (const auto& row : letters.rows())
            ids.insert(row.id);
        QCOMPARE(ids.size(), std::size_t{241});
    }

    void listsExactlyTheMessagesThatWereCounted()
    {
        StreamsOnStory test;
        std::vector<engine::DeadLetterRequest> asked;
        test.history.onDeadLetters = [&](const engine::DeadLetterRequest& request) {
            asked.push_back(request);
            return engine::Result<std::vector<engine::DeadLetterRow>>(tests::recorded::deadLetters(request));
        };
        const auto counts = [](std::uint64_t more) {
            return [more](auto) {
                auto all = tests::recorded::deadLetterCounts();
                all[0].count += more;
                return engine::Result<std::vector<engine::DeadLetterCount>>(all);
            };
        };
        auto& list = test.letters().list();
        test.history.onDeadLetterCounts = counts(1); // so that it reads them again
        list.look();
        QTRY_VERIFY(!asked.empty() && !list.isReadingLetters());
        // What is recorded between the two questions is not listed, as it was not counted.
        QCOMPARE(asked.back().readBetween.to, list.chosen()->newest + 1us);

        const auto* chosen = list.chosen();
        list.setFollowing(false);
        test.history.onDeadLetterCounts = counts(3);
        test.tell(10s);
        list.look();
        QTRY_COMPARE(list.newer(), std::uint64_t{2});
        list.fetchMore();
        QTRY_VERIFY(asked.back().beforeId.has_value());
        QCOMPARE(asked.back().readBetween, asked.front().readBetween); // although the range has moved on
        QCOMPARE(list.request().readBetween, asked.front().readBetween);
        QCOMPARE(chosen, list.chosen());
    }

    void keepsTheMessageInHandWhenNewerOnesCome()
    {
        StreamsOnStory test;
        QVERIFY(test.waitForMessage());
        test.press(Qt::Key_J);
        const auto inHand = test.letters().current()->id;
        test.history.onDeadLetterCounts = [](auto) {
            auto counts = tests::recorded::deadLetterCounts();
            ++counts[0].count;
            return engine::Result<std::vector<engine::DeadLetterCount>>(counts);
        };
        test.history.onDeadLetters = [](const auto& request) {
            auto rows = tests::recorded::deadLetters(request);
            auto newer = rows.front();
            ++newer.id;
            rows.insert(rows.begin(), newer);
            return engine::Result<std::vector<engine::DeadLetterRow>>(rows);
        };
        const auto newest = test.letters().list().letters().row(0).id;
        test.letters().list().look();
        QVERIFY(QTest::qWaitFor([&] { return test.letters().list().letters().row(0).id > newest; }, 5000));
        QCOMPARE(test.letters().current()->id, inHand);
        QCOMPARE(test.find<ui::TableView>("lettersTable")->currentRow(), 2);
    }

    void exportsWholeMessagesAsJsonLines()
    {
        StreamsOnStory test;
        QVERIFY(test.waitForMessage());
        const QTemporaryDir folder;
        const QString name = folder.filePath(QStringLiteral("letters.jsonl"));
        test.letters().setFileChooser([name] { return name; });
        QSignalSpy notes(&test.letters(), &ui::DeadLettersPanel::noteRaised);
        test.press(Qt::Key_E, Qt::ControlModifier);
        QVERIFY(QTest::qWaitFor([&] { return notes.size() == 1; }, 10'000));
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArrayList lines = file.readAll().split('\n');
        QCOMPARE(lines.size(), 242); // the last is empty
        const QJsonObject first = QJsonDocument::fromJson(lines.first()).object();
        QCOMPARE(first[QStringLiteral("reason")].toString(), QStringLiteral("bad_type"));
        QVERIFY(first[QStringLiteral("value")].toString().startsWith(QStringLiteral("{\"txn_id\"")));
    }

    void leavesNoFileOfAnExportThatIsStopped()
    {
        StreamsOnStory test;
        QVERIFY(test.waitForMessage());
        const QTemporaryDir folder;
        test.letters().setFileChooser([&] { return folder.filePath(QStringLiteral("letters.jsonl")); });
        QSignalSpy notes(&test.letters(), &ui::DeadLettersPanel::noteRaised);
        test.history.hold();
        test.press(Qt::Key_E, Qt::ControlModifier);
        test.press(Qt::Key_Escape);
        QCOMPARE(notes.size(), 1);
        QVERIFY(QDir(folder.path()).isEmpty());
        test.history.answerAll();
    }

    void writesBytesThatAreNoTextAsBase64()
    {
        engine::StoredMessage message;
        message.place = {"a \"topic\"", 3, 77};
        message.value = std::string("\x00\xff", 2);
        message.key = "k\n";
        message.rejectReason = "not_json";
        const auto json
            = QJsonDocument::fromJson(QByteArray::fromStdString(ui::messageEnvelope(message))).object();
        QCOMPARE(json[QStringLiteral("topic")].toString(), QStringLiteral("a \"topic\""));
        QCOMPARE(json[QStringLiteral("value_base64")].toString(), QStringLiteral("AP8="));
        QCOMPARE(json[QStringLiteral("key")].toString(), QStringLiteral("k\n"));
        message.isTombstone = true;
        QVERIFY(QByteArray::fromStdString(ui::messageEnvelope(message)).contains("\"value\":null"));
    }

    void keepsWhatItHadWhenHistoryFails()
    {
        StreamsOnStory test;
        QVERIFY(test.waitForMessage());
        test.history.onDeadLetterCounts = [](auto) -> engine::Result<std::vector<engine::DeadLetterCount>> {
            return engine::failure(engine::ErrorCode::Missing, "The database is gone; start it.");
        };
        test.letters().list().look();
        QVERIFY(QTest::qWaitFor([&] { return !test.letters().list().trouble().isEmpty(); }, 5000));
        QVERIFY(test.table("reasonsTable").isVisible());
        QCOMPARE(test.letters().list().trouble(), QStringLiteral("The database is gone; start it."));
    }

    void saysWhatToDoWithoutKafkaAndDatabase()
    {
        tests::FakeEngine engine(tests::story::now() + 1h);
        ui::Console console({engine, nullptr, {QStringLiteral("TEST"), QColor(Qt::red)}, tests::story::now});
        console.window().show();
        console.window().showPage(QStringLiteral("streams"));
        engine::LiveSnapshot snapshot;
        snapshot.takenAt = tests::story::now();
        snapshot.kafka = {engine::LinkStatus::State::Down, tests::story::now(), "b1:9092 refused; start it."};
        engine.publish(std::move(snapshot));
        console.feed().poll();
        console.scheduler().markAllDirty();
        console.scheduler().runDue();
        int failed = 0;
        for (auto* state : console.window().currentPage()->findChildren<ui::StateView*>())
            failed += state->isVisible() && state->isFailed() ? 1 : 0;
        QCOMPARE(failed, 3); // topics, partitions, dead letters
    }

    void saysThatNobodyRecordsWhatItMet()
    {
        StreamsOnStory test;
        test.history.onRecorderStatus = [] { return engine::RecorderStatus{}; };
        test.history.onDeadLetterCounts
            = [](auto) { return engine::Result<std::vector<engine::DeadLetterCount>>(); };
        test.letters().list().look();
        auto* state = test.find<ui::StateView>("deadLettersState");
        QTRY_COMPARE(
            state->title(), QStringLiteral("No dead letters")); // after "reading ...", if that took long
        QVERIFY(state->isVisible());
        test.console.start(); // now it asks for the recorder, too
        test.letters().list().look();
        QVERIFY(QTest::qWaitFor(
            [&] {
                test.letters().list().look();
                return state->title() == QStringLiteral("None recorded");
            },
            5000));
    }
};

HALCYON_UI_TEST_MAIN(TestStreamsPage)
#include "tst_streams_page.moc"
