#include "engine/store/migrations.h"
#include "engine/store/pg_session.h"
#include "engine/window/window_table.h"
#include "tests/pg/private_postgres.h"
#include "tests/pg/show_strings.h"

#include <QtTest>

#include <atomic>
#include <set>
#include <thread>

using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

constexpr std::array kSteps{Migration{1, "one", "CREATE TABLE one (n integer);"},
    Migration{2, "two", "CREATE TABLE two (n integer); INSERT INTO two VALUES (2);"}};
constexpr std::array kBroken{kSteps[0], Migration{2, "two", "CREATE TABLE two (n integer); SELECT 1 / 0;"}};

std::set<std::string> columnsOf(PgSession& session, const std::string& table)
{
    std::set<std::string> columns;
    const auto rows = session.query("SELECT column_name || ' ' || data_type FROM information_schema.columns "
                                    "WHERE table_name = $1",
        PgParameters().text(table));
    for (int i = 0; rows && i < rows->size(); ++i)
        columns.insert(rows->text(i, 0));
    return columns;
}

std::string sqlTypeOf(MeasureType type)
{
    switch (type) {
    case MeasureType::Count:
        return " bigint";
    case MeasureType::Money:
        return " numeric";
    case MeasureType::Real:
        break;
    }
    return " double precision";
}

} // namespace

class TestMigrations : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<PrivatePostgres> m_postgres;

private Q_SLOTS:
    void initTestCase() { m_postgres = std::make_unique<PrivatePostgres>(); }

    void theBinaryHoldsThemInOrder()
    {
        int previous = 0;
        for (const auto& migration : embeddedMigrations()) {
            QCOMPARE(migration.version, previous + 1);
            QVERIFY(!migration.sql.empty());
            previous = migration.version;
        }
        QCOMPARE(schemaVersion(), previous);
        QVERIFY(previous >= 4);
    }

    void aFreshDatabaseGetsAllOfThem()
    {
        auto session = connectTo(m_postgres->freshDatabase());
        QCOMPARE(databaseVersion(session).value(), 0);
        QVERIFY(!requireSchema(session));
        const auto applied = migrate(session);
        QVERIFY2(applied, applied ? "" : applied.error().message.c_str());
        QCOMPARE(*applied, int(embeddedMigrations().size()));
        QCOMPARE(databaseVersion(session).value(), schemaVersion());
        QVERIFY(requireSchema(session));
        for (const std::string name : {"raw_upi_transactions", "clean_upi_transactions", "daily_upi_summary",
                 "merchant_upi_summary", "transactions", "clean_transactions", "fraud_scores", "raw_messages",
                 "dead_letters", "alerts", "alerts_current", "consumer_offsets", "schema_migrations"})
            QCOMPARE(ask(session, "SELECT count(*) FROM " + name).starts_with("error"), false);
    }

    void aSecondTimeChangesNothing()
    {
        auto session = connectTo(m_postgres->freshDatabase());
        QVERIFY(migrate(session));
        const auto before = ask(session, "SELECT string_agg(applied_at::text, ',') FROM schema_migrations");
        QCOMPARE(migrate(session).value(), 0);
        QCOMPARE(ask(session, "SELECT string_agg(applied_at::text, ',') FROM schema_migrations"), before);
    }

    void onlyMissingOnesAreApplied()
    {
        auto session = connectTo(m_postgres->freshDatabase());
        QCOMPARE(migrate(session, std::span(kSteps).first(1)).value(), 1);
        QCOMPARE(migrate(session, kSteps).value(), 1);
        QCOMPARE(ask(session, "SELECT n FROM two"), std::string("2"));
    }

    void aBrokenOneUndoesTheOthersToo()
    {
        auto session = connectTo(m_postgres->freshDatabase());
        const auto applied = migrate(session, kBroken);
        QVERIFY(!applied);
        QCOMPARE(databaseVersion(session).value(), 0);
        QVERIFY(ask(session, "SELECT to_regclass('one')") == "NULL");
        QCOMPARE(migrate(session, kSteps).value(), 2);
    }

    void aDatabaseNewerThanUsIsRefused()
    {
        auto session = connectTo(m_postgres->freshDatabase());
        QVERIFY(migrate(session, kSteps));
        const auto older = migrate(session, std::span(kSteps).first(1));
        QVERIFY(!older);
        QVERIFY(older.error().code == ErrorCode::Conflict);
        QVERIFY2(older.error().message.find("version 2") != std::string::npos, older.error().message.c_str());
    }

    void readersRefuseOtherVersions()
    {
        auto session = connectTo(m_postgres->freshDatabase());
        QVERIFY(migrate(session, kSteps));
        const auto old = requireSchema(session);
        QVERIFY(!old);
        QVERIFY(old.error().code == ErrorCode::Conflict);
        QVERIFY(session.query("INSERT INTO schema_migrations VALUES (9999, 'future', 'x')"));
        const auto newer = requireSchema(session);
        QVERIFY(!newer);
        QVERIFY2(newer.error().message.find("9999") != std::string::npos, newer.error().message.c_str());
    }

    void foreignTablesOfOurNamesAreNotTouched()
    {
        auto session = connectTo(m_postgres->freshDatabase());
        QVERIFY(session.script("CREATE TABLE clean_upi_transactions AS SELECT 'theirs' AS txn_id"));
        const auto applied = migrate(session);
        QVERIFY(!applied);
        QVERIFY2(applied.error().code == ErrorCode::Conflict, applied.error().message.c_str());
        QCOMPARE(ask(session, "SELECT txn_id FROM clean_upi_transactions"), std::string("theirs"));
        QCOMPARE(ask(session, "SELECT to_regclass('upi_events')"), std::string("NULL"));
    }

    void anotherEncodingIsRefused()
    {
        auto admin = connectTo(m_postgres->server().connectionUri());
        QVERIFY(admin.query("CREATE DATABASE plain ENCODING 'SQL_ASCII' TEMPLATE template0"));
        auto session = connectTo(m_postgres->uriOf("plain"));
        const auto applied = migrate(session);
        QVERIFY(!applied);
        QVERIFY(applied.error().code == ErrorCode::Config);
        QVERIFY2(
            applied.error().message.find("SQL_ASCII") != std::string::npos, applied.error().message.c_str());
    }

    void twoProgramsAtOnceDoItOnce()
    {
        const auto uri = m_postgres->freshDatabase();
        std::atomic<int> applied{0};
        std::atomic<int> failed{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                auto session = connectTo(uri);
                const auto result = migrate(session);
                result ? applied += * result : failed += 1;
            });
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(failed.load(), 0);
        QCOMPARE(applied.load(), int(embeddedMigrations().size()));
    }

    void everyWindowHasATableWithItsColumns()
    {
        auto session = connectTo(m_postgres->freshDatabase());
        QVERIFY(migrate(session));
        std::map<std::string, std::set<std::string>> wanted;
        for (const auto& window : builtInWindows()) {
            const auto& schema = window.schema;
            auto& columns = wanted["window_" + std::string(schema.id)];
            columns.insert({"window_start timestamp without time zone", "currency text"});
            if (schema.id == "minute")
                columns.insert("stream text");
            for (const auto key : schema.keys)
                columns.insert(std::string(key) + " text");
            for (const auto& measure : schema.measures)
                columns.insert(std::string(measure.name) + sqlTypeOf(measure.type));
        }
        QCOMPARE(wanted.size(), 8U);
        for (const auto& [table, columns] : wanted)
            QVERIFY2(columnsOf(session, table) == columns, table.c_str());
    }
};

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
