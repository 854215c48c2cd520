#include "engine/model/alert.h"
#include "engine/model/ledger.h"
#include "engine/model/partition.h"
#include "engine/model/score.h"
#include "engine/model/window_rows.h"

#include <QTest>

#include <rapidcheck.h>

#include <map>

#include "batch_builder.h"

using namespace halcyon;
using namespace halcyon::engine;
using namespace halcyon::tests;

class TestModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesTimesAsShortAsTheyAre()
    {
        QCOMPARE(formatIsoTime(noon()), std::string("2026-11-21T12:00:00Z"));
        QCOMPARE(formatIsoTime(noon(5ms)), std::string("2026-11-21T12:00:00.005Z"));
        QCOMPARE(formatIsoTime(noon(1us)), std::string("2026-11-21T12:00:00.000001Z"));
        QCOMPARE(formatIsoTime(EventTime{-1us}), std::string("1969-12-31T23:59:59.999999Z"));
    }

    void floorsTimesBefore1970Too()
    {
        QCOMPARE(floorTo(EventTime{-1us}, 1min), EventTime{-60s});
        QCOMPARE(floorTo(EventTime{60s}, 1min), EventTime{60s});
    }

    void readsAlertIdsItWrote()
    {
        const bool holds = rc::check([](std::uint64_t value) {
            const AlertId id{value};
            RC_ASSERT(parseAlertId(formatAlertId(id)) == id);
        });
        QVERIFY(holds);
        QCOMPARE(formatAlertId(AlertId{0}), std::string("A-0000000000000"));
        QCOMPARE(formatAlertId(AlertId{~0ULL}), std::string("A-FZZZZZZZZZZZZ"));
        for (const char* text :
            {"", "A-", "B-0000000000000", "A-000000000000", "A-000000000000I", "A-ZZZZZZZZZZZZZ"})
            QVERIFY(!parseAlertId(text).has_value());
    }

    void putsScoresIntoBands()
    {
        const std::map<int, std::string_view> bands{{0, "MINIMAL"}, {9, "MINIMAL"}, {10, "LOW"}, {24, "LOW"},
            {25, "MEDIUM"}, {49, "MEDIUM"}, {50, "HIGH"}, {74, "HIGH"}, {75, "CRITICAL"}, {500, "CRITICAL"}};
        for (const auto& [score, band] : bands)
            QCOMPARE(severityName(severityOf(score)), band);
    }

    void ledgerSumsToAllItWasGiven()
    {
        LedgerCounts ledger;
        for (const Bucket bucket : {Bucket::Clean, Bucket::Clean, Bucket::Late, Bucket::DeadLetter})
            ledger.add(bucket);
        LedgerCounts other;
        other.add(Bucket::Duplicate);
        ledger.merge(other);
        QCOMPARE(ledger.total(), std::uint64_t{5});
        QCOMPARE(ledger[Bucket::Clean], std::uint64_t{2});
    }

    void numbersEachPartitionOnce()
    {
        PartitionTable table;
        const auto first = table.intern("upi_transactions", 0, StreamId::Upi);
        const auto second = table.intern("upi_transactions", 1, StreamId::Upi);
        QVERIFY(first != second);
        QCOMPARE(table.intern("upi_transactions", 0, StreamId::Upi), first);
        QCOMPARE(table.at(second).number, 1);
        QCOMPARE(table.size(), std::size_t{2});
    }

    void arenaKeepsTextsWhereTheyAre()
    {
        TextArena arena;
        std::vector<std::string_view> texts;
        for (int i = 0; i < 100'000; ++i)
            texts.push_back(arena.store("name " + std::to_string(i)));
        const std::string_view large = arena.store(std::string(1'000'000, 'x'));
        for (int i = 0; i < 100'000; ++i)
            QCOMPARE(texts[std::size_t(i)], std::string_view("name " + std::to_string(i)));
        QCOMPARE(large.size(), std::size_t{1'000'000});
        arena.clear();
        QCOMPARE(arena.store("again"), std::string_view("again"));
    }

    void sortsRowsByKeysThenCurrency()
    {
        const WindowSchema schema{.id = "x", .keys = {"a", "b"}};
        WindowRows rows{.schema = &schema};
        rows.keys = {"m", "z", "m", "a", "m", "a"};
        rows.currencies = {Currency{}, Currency::parse("USD").value(), Currency{}};
        QCOMPARE(sortedRows(rows), (std::vector<std::size_t>{2, 1, 0}));
    }
};

QTEST_GUILESS_MAIN(TestModel)
#include "tst_model.moc"
