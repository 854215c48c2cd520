#include "engine/store/drill_sql.h"

#include <QtTest>

using namespace halcyon::engine;

namespace {

QString shown(StreamId stream, const Filter& filter)
{
    SqlBuilder sql;
    if (const auto added = addFilters(sql, stream, {filter}); !added)
        return QString::fromStdString("error: " + added.error().message);
    return QString::fromStdString(sql.readable());
}

} // namespace

Q_DECLARE_METATYPE(halcyon::engine::Filter)
Q_DECLARE_METATYPE(halcyon::engine::StreamId)

class TestDrillSql : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFilterBecomesACondition_data()
    {
        QTest::addColumn<StreamId>("stream");
        QTest::addColumn<Filter>("filter");
        QTest::addColumn<QString>("sql");
        const auto row = [](const char* name, StreamId stream, Filter filter, const char* sql) {
            QTest::newRow(name) << stream << filter << QString::fromUtf8(sql);
        };
        using Op = Filter::Op;
        row("status", StreamId::Upi, {"status", Op::Equals, "FAILED"}, " AND status IN ('F')");
        row("other status", StreamId::Upi, {"status", Op::NotEquals, "PENDING"}, " AND status NOT IN ('P')");
        row("bank", StreamId::Upi, {"payer_bank", Op::Equals, "okaxis"},
            " AND coalesce(payer_bank, split_part(payer, '@', 2)) = 'okaxis'");
        row("a quote in a value", StreamId::Upi, {"payee", Op::NotEquals, "o'hara@ybl"},
            " AND payee <> 'o''hara@ybl'");
        row("part of a payer", StreamId::Upi, {"payer", Op::Contains, "User1"},
            " AND strpos(lower(payer), lower('User1')) > 0");
        row("amount", StreamId::Transactions, {"amount", Op::AtLeast, "1234.5"}, " AND amount >= 1234.5");
        row("score", StreamId::Transactions, {"score", Op::AtMost, "50"}, " AND coalesce(score, 0) <= 50");
        row("user", StreamId::Transactions, {"user_id", Op::Equals, "4711"}, " AND user_id = 4711");
        row("duplicates have conflicts among them", StreamId::Upi, {"bucket", Op::Equals, "duplicate"},
            " AND bucket IN ('d', 'x')");
        row("fraud", StreamId::Transactions, {"is_fraud", Op::Equals, "true"}, " AND is_fraud IN (true)");
    }
    void aFilterBecomesACondition()
    {
        QFETCH(StreamId, stream);
        QFETCH(Filter, filter);
        QFETCH(QString, sql);
        QCOMPARE(shown(stream, filter), sql);
    }

    void aFilterThatMakesNoSenseIsRefused_data()
    {
        QTest::addColumn<StreamId>("stream");
        QTest::addColumn<Filter>("filter");
        using Op = Filter::Op;
        QTest::newRow("unknown field")
            << StreamId::Upi << Filter{"1=1; DROP TABLE alerts; --", Op::Equals, "x"};
        QTest::newRow("a field of the other stream") << StreamId::Upi << Filter{"merchant", Op::Equals, "x"};
        QTest::newRow("unknown status") << StreamId::Upi << Filter{"status", Op::Equals, "MAYBE"};
        QTest::newRow("status at least") << StreamId::Upi << Filter{"status", Op::AtLeast, "FAILED"};
        QTest::newRow("text at most") << StreamId::Upi << Filter{"payer", Op::AtMost, "x"};
        QTest::newRow("amount contains") << StreamId::Upi << Filter{"amount", Op::Contains, "5"};
        QTest::newRow("amount of letters") << StreamId::Upi << Filter{"amount", Op::Equals, "5 OR 1=1"};
        QTest::newRow("user of letters") << StreamId::Transactions << Filter{"user_id", Op::Equals, "asha"};
        QTest::newRow("unknown bucket") << StreamId::Upi << Filter{"bucket", Op::Equals, "dead"};
        QTest::newRow("flag") << StreamId::Transactions << Filter{"is_fraud", Op::Equals, "1"};
    }
    void aFilterThatMakesNoSenseIsRefused()
    {
        QFETCH(StreamId, stream);
        QFETCH(Filter, filter);
        SqlBuilder sql;
        const auto added = addFilters(sql, stream, {filter});
        QVERIFY(!added);
        QVERIFY(added.error().code == ErrorCode::Usage);
    }

    void everyFieldThatIsOfferedCanBeFilteredBy()
    {
        for (const auto stream : kAllStreams) {
            for (const auto& field : filterFields(stream)) {
                const bool isAny
                    = shown(stream, {field, Filter::Op::Equals, "1"}).startsWith(QLatin1String(" AND"))
                    || shown(stream, {field, Filter::Op::Equals, "SUCCESS"}).startsWith(QLatin1String(" AND"))
                    || shown(stream, {field, Filter::Op::Equals, "clean"}).startsWith(QLatin1String(" AND"))
                    || shown(stream, {field, Filter::Op::Equals, "true"}).startsWith(QLatin1String(" AND"));
                QVERIFY2(isAny, field.c_str());
            }
        }
    }

    void onlyEqualityOfAnEntityIsALookUp()
    {
        QVERIFY(isLookUp(StreamId::Upi, {{"payer", Filter::Op::Equals, "a@b"}}));
        QVERIFY(isLookUp(StreamId::Transactions, {{"user_id", Filter::Op::Equals, "1"}}));
        QVERIFY(!isLookUp(StreamId::Upi, {{"payer", Filter::Op::Contains, "a"}}));
        QVERIFY(!isLookUp(StreamId::Upi, {{"status", Filter::Op::Equals, "FAILED"}}));
    }
};

QTEST_GUILESS_MAIN(TestDrillSql)
#include "tst_drill_sql.moc"
