#include "tests/fakes/recorded_story.h"
#include "tests/fakes/story.h"
#include "ui/explore/row_text.h"
#include "ui/explore/rows_export.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <set>

using namespace halcyon;
using namespace std::chrono_literals;
using engine::Drill;
using engine::RowOrder;
using engine::StreamId;
using ui::RowFormat;
using ui::RowsExport;

namespace {

const engine::EventTime kNow = tests::story::now();
const Drill kDrill{StreamId::Upi, {kNow - 5min, kNow}, {}, "All"};

struct Exporting {
    tests::FakeHistory history;
    ui::HistoryFeed feed{history};
    RowsExport rows{feed};
    QTemporaryDir folder;
    QString file = folder.filePath(QStringLiteral("payments.csv"));
    QSignalSpy progressed{&rows, &RowsExport::progressed};
    QSignalSpy finished{&rows, &RowsExport::finished};
    QSignalSpy failed{&rows, &RowsExport::failed};
    QSignalSpy cancelled{&rows, &RowsExport::cancelled};

    Exporting() { tests::tellRecordedStory(history); }
    [[nodiscard]] QList<QByteArray> lines() const
    {
        QFile written(file);
        if (!written.open(QIODevice::ReadOnly))
            return {};
        auto lines = written.readAll().split('\n');
        lines.removeLast();
        return lines;
    }
    [[nodiscard]] QStringList filesLeft() const { return QDir(folder.path()).entryList(QDir::Files); }
};

engine::HistoryRow awkwardRow()
{
    engine::HistoryRow row;
    row.eventTime = kNow;
    row.paymentId = "=HYPERLINK(\"x\")";
    row.payer = "O'Neill, \"Pat\"";
    row.payee = "a|b\nc";
    row.bank = "okaxis";
    row.money.amount = engine::wholeAmount(-5);
    row.status = engine::PaymentStatus::Success;
    return row;
}

} // namespace

class TestRowsExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesEveryRowOnce()
    {
        Exporting test;
        const auto total = tests::recorded::summary(kDrill).rows;
        test.rows.start(kDrill, RowOrder::NewestFirst, test.file);
        QVERIFY(test.finished.wait(20'000));
        QVERIFY(test.progressed.size() > 3); // page by page
        QCOMPARE(test.finished.at(0).at(1).toULongLong(), qulonglong(total));
        const auto lines = test.lines();
        QCOMPARE(lines.size(), qsizetype(total) + 1);
        QVERIFY(lines[0].startsWith(
            "event_time,txn_id,payer,payee,payer_bank,amount,currency,status,score,bucket"));
        const std::set<QByteArray> different(lines.begin(), lines.end());
        QCOMPARE(different.size(), std::size_t(total) + 1);
        QVERIFY(lines[1] > lines.last()); // newest first, by ISO time
    }

    void aCancelledExportLeavesNothing()
    {
        Exporting test;
        test.rows.start(kDrill, RowOrder::NewestFirst, test.file);
        QTRY_VERIFY(test.rows.rowsWritten() > 0);
        test.history.hold();
        test.rows.cancel();
        QCOMPARE(test.cancelled.size(), 1);
        QVERIFY(!test.rows.isRunning());
        test.history.answerAll();
        QTRY_COMPARE(test.filesLeft(), QStringList());
        QCOMPARE(test.finished.size(), 0);
        test.rows.start(kDrill, RowOrder::NewestFirst, test.file); // and another can begin
        QVERIFY(test.finished.wait(20'000));
        QCOMPARE(test.filesLeft(), QStringList{QStringLiteral("payments.csv")});
    }

    void aFailedQueryLeavesTheOldFile()
    {
        Exporting test;
        QFile old(test.file);
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        test.history.onRows = [](const auto&) -> engine::Result<engine::RowsPage> {
            return engine::failure(engine::ErrorCode::Connect, "PostgreSQL went away.");
        };
        test.rows.start(kDrill, RowOrder::NewestFirst, test.file);
        QVERIFY(test.failed.wait());
        QCOMPARE(test.failed.at(0).at(0).toString(), QStringLiteral("PostgreSQL went away."));
        QVERIFY(old.open(QIODevice::ReadOnly));
        QCOMPARE(old.readAll(), QByteArray("old"));
    }

    void saysWhatToDoWhenThePlaceCannotBeWritten()
    {
        Exporting test;
        test.rows.start(
            kDrill, RowOrder::NewestFirst, test.folder.filePath(QStringLiteral("no/such/place.csv")));
        QVERIFY(test.failed.wait());
        const QString sentence = test.failed.at(0).at(0).toString();
        QVERIFY2(sentence.contains(QStringLiteral("cannot be written")), qPrintable(sentence));
        QVERIFY2(sentence.endsWith(QStringLiteral("Choose another place.")), qPrintable(sentence));
    }

    void guardsSpreadsheetsAndQuotes()
    {
        const std::string line = ui::csvLine(awkwardRow(), StreamId::Upi);
        const std::string expected
            = "2026-11-21T12:53:40Z,\"'=HYPERLINK(\"\"x\"\")\",\"O'Neill, \"\"Pat\"\"\",\"a|b\nc\","
              "okaxis,-5,INR,SUCCESS,0,clean,0,,0,0\r\n";
        QCOMPARE(QString::fromStdString(line), QString::fromStdString(expected));
    }

    void copiesInEveryFormat_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("part");
        QTest::newRow("tsv") << int(RowFormat::Tsv)
                             << "'=HYPERLINK(\"x\")\tO'Neill, \"Pat\"\ta|b c\tokaxis\t-5";
        QTest::newRow("json") << int(RowFormat::Json)
                              << R"("payee": "a|b\u000ac", "payer_bank": "okaxis", "amount": -5)";
        QTest::newRow("markdown") << int(RowFormat::Markdown) << "| a\\|b c | okaxis | -5 |";
        QTest::newRow("sql") << int(RowFormat::Sql) << "'O''Neill, \"Pat\"'";
    }
    void copiesInEveryFormat()
    {
        QFETCH(int, format);
        QFETCH(QString, part);
        const QString text = ui::rowsAs(RowFormat(format), {awkwardRow()}, StreamId::Upi);
        QVERIFY2(text.contains(part), qPrintable(text));
    }

    void writesTheFieldsOfTheStream()
    {
        QVERIFY(
            ui::csvHeader(StreamId::Transactions)
                .starts_with("event_time,transaction_id,user_id,merchant,payment_method,country,amount,"));
    }
};

QTEST_GUILESS_MAIN(TestRowsExport)
#include "tst_rows_export.moc"
