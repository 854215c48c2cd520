#include "engine/window/payee_windows.h"

#include <QTest>

#include <rapidcheck.h>

#include <map>
#include <set>

#include "batch_builder.h"
#include "row_text.h"

using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

template <typename Spec>
void add(PayeeWindows& windows, const Spec& spec, EventTime watermark = EventTime::min())
{
    const DecodedBatch batch = BatchBuilder().add(spec).take();
    windows.add(batch.payments[0], batch.texts[0], windows.keysOf(batch.payments[0]), watermark);
}

/// The rows of all windows that are final at `watermark`, which it forgets.
std::vector<WindowRows> takeClosed(PayeeWindows& windows, EventTime watermark)
{
    std::vector<WindowRows> all;
    while (const auto start = windows.oldestClosed(watermark)) {
        const WindowSchema& schema = windows.window().schema;
        WindowRows& rows
            = all.emplace_back(WindowRows{.schema = &schema, .window = {*start, *start + schema.length}});
        windows.appendRows(*start, rows);
        windows.forget(rows.window.to);
    }
    return all;
}

std::string closedAt(PayeeWindows& windows, EventTime watermark)
{
    return rowsText(takeClosed(windows, watermark));
}

} // namespace

class TestPayeeWindows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsASlidingWindowByPayeeWithItsPayers()
    {
        PayeeWindows windows(*findWindow(StreamId::Upi, "upi_merchant"));
        add(windows, UpiPayment{.payer = "a@ybl", .amount = "10"});
        add(windows,
            UpiPayment{
                .payer = "a@ybl", .amount = "20", .status = PaymentStatus::Failed, .time = noon(6min)});
        add(windows, UpiPayment{.payer = "b@ybl", .amount = "30", .time = noon(6min)});
        COMPARE_TEXT(closedAt(windows, noon(10min)),
            std::string("upi_merchant 11:50-12:05 merchant1@upi: count=1 amount=10 success_count=1 "
                        "failed_count=0 pending_count=0 success_rate=1 unique_payers=1\n"
                        "upi_merchant 11:55-12:10 merchant1@upi: count=3 amount=60 success_count=2 "
                        "failed_count=1 pending_count=0 success_rate=0.666667 unique_payers=2\n"));
        COMPARE_TEXT(closedAt(windows, noon(20min)),
            std::string("upi_merchant 12:00-12:15 merchant1@upi: count=3 amount=60 success_count=2 "
                        "failed_count=1 pending_count=0 success_rate=0.666667 unique_payers=2\n"
                        "upi_merchant 12:05-12:20 merchant1@upi: count=2 amount=50 success_count=1 "
                        "failed_count=1 pending_count=0 success_rate=0.5 unique_payers=2\n"));
    }

    void leavesALateEventOutOfFinalWindowsOnly()
    {
        PayeeWindows windows(*findWindow(StreamId::Upi, "upi_merchant"));
        add(windows, UpiPayment{.time = noon()}, noon(6min)); // 11:50-12:05 is final
        QCOMPARE(windows.openWindows().size(), std::size_t{2});
        QVERIFY(
            closedAt(windows, noon(10min)).starts_with("upi_merchant 11:55-12:10 merchant1@upi: count=1"));
        add(windows, UpiPayment{.time = noon()}, noon(15min)); // all three are
        QCOMPARE(windows.openWindows().size(), std::size_t{1});
    }

    void groupsGoldByMerchantMethodAndCountry()
    {
        PayeeWindows windows(*findWindow(StreamId::Transactions, "gold"));
        add(windows, Transaction{.user = "1", .amount = "1500", .device = "d-1", .isFraud = true});
        add(windows, Transaction{.user = "1", .amount = "10", .device = "d-2"});
        add(windows, Transaction{.user = "2", .amount = "90", .device = "d-2"});
        add(windows, Transaction{.user = "2", .amount = "7", .method = "crypto"});
        COMPARE_TEXT(closedAt(windows, noon(10min)),
            std::string("gold 12:00-12:10 Kestrel Games|credit_card|India: transaction_count=3 "
                        "total_amount=1600 avg_amount=533.333 max_amount=1500 min_amount=10 fraud_count=1 "
                        "high_value_count=1 unique_users=2 unique_devices=2 fraud_rate=33.3333\n"
                        "gold 12:00-12:10 Kestrel Games|crypto|India: transaction_count=1 total_amount=7 "
                        "avg_amount=7 max_amount=7 min_amount=7 fraud_count=0 high_value_count=0 "
                        "unique_users=1 unique_devices=1 fraud_rate=0\n"));
    }

    void takesNamesWithAnyCharacters()
    {
        PayeeWindows windows(*findWindow(StreamId::Transactions, "gold"));
        add(windows, Transaction{.merchant = std::string("a\0b", 3), .method = "", .country = "c|d"});
        const std::vector<WindowRows> all = takeClosed(windows, noon(10min));
        QCOMPARE(all[0].keys, (std::vector<std::string>{std::string("a\0b", 3), "", "c|d"}));
    }

    void countsDistinctPayersExactly()
    {
        const bool holds = rc::check([](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& payments) {
            PayeeWindows windows(*findWindow(StreamId::Transactions, "gold"));
            std::map<std::string, std::set<std::string>> users;
            for (const auto& [merchant, user] : payments) {
                const std::string name = "m" + std::to_string(merchant % 4);
                add(windows, Transaction{.user = std::to_string(user), .merchant = name});
                users[name].insert(std::to_string(user));
            }
            const std::vector<WindowRows> all = takeClosed(windows, noon(10min));
            RC_ASSERT(all.size() == (users.empty() ? 0U : 1U));
            if (users.empty())
                return;
            RC_ASSERT(all[0].size() == users.size());
            for (std::size_t row = 0; row < all[0].size(); ++row)
                RC_ASSERT(std::get<std::int64_t>(all[0].measuresOf(row)[7])
                    == std::int64_t(users.at(all[0].keysOf(row)[0]).size()));
        });
        QVERIFY(holds);
    }

    void countsDistinctPayersInTheYear2200()
    {
        PayeeWindows windows(*findWindow(StreamId::Upi, "upi_merchant"));
        const EventTime then = std::chrono::sys_days{std::chrono::year{2200} / 1 / 1} + 0us;
        for (const auto after : {0min, 2min, 6min, 7min})
            add(windows, UpiPayment{.payer = "a@ybl", .time = then + after});
        add(windows, UpiPayment{.payer = "b@ybl", .time = then + 6min});
        const std::vector<WindowRows> all = takeClosed(windows, then + 1h);
        QCOMPARE(all.size(), std::size_t{4});
        for (const std::size_t window : {0U, 1U, 2U, 3U})
            QCOMPARE(std::get<std::int64_t>(all[window].measuresOf(0)[6]), std::int64_t{window == 0 ? 1 : 2});
    }

    void restoresOnlyNamesThatItCouldHavePacked()
    {
        PayeeWindows windows(*findWindow(StreamId::Transactions, "gold"));
        add(windows, Transaction{.merchant = "m"});
        const PayeeWindows::Pane& pane = windows.panes().front();
        pane.cells.forEach([&](std::uint64_t key, const PayeeWindows::Cell& cell) {
            const std::string names(windows.namesOf(cell));
            PayeeWindows restored(windows.window());
            QVERIFY(restored.restoreCell(pane.number, key, names, {}, cell.totals));
            QCOMPARE(restored.namesOf(*restored.panes().front().cells.find(key)), std::string_view(names));
            QVERIFY(!restored.restoreCell(pane.number, key, names.substr(0, names.size() - 1), {}, {}));
            QVERIFY(!restored.restoreCell(pane.number, key, names + "x", {}, {}));
            QVERIFY(!restored.restoreCell(pane.number, key, names.substr(0, 3), {}, {}));
        });
    }

    void takesAWindowsCountsFromAStateThatHadOneAKey()
    {
        PayeeWindows windows(*findWindow(StreamId::Upi, "upi_merchant"));
        add(windows, UpiPayment{.payer = "a@ybl"});
        add(windows, UpiPayment{.payer = "b@ybl", .time = noon(6min)});
        PayeeWindows restored(windows.window());
        std::map<std::pair<std::int64_t, std::uint64_t>, std::uint32_t> ofWindow;
        for (const PayeeWindows::Pane& pane : windows.panes())
            pane.cells.forEach([&](std::uint64_t key, const PayeeWindows::Cell& cell) {
                QVERIFY(restored.restoreCell(pane.number, key, windows.namesOf(cell), {}, cell.totals));
            });
        windows.forEachUniques([&](std::int64_t first, std::uint64_t key, PayeeWindows::Uniques uniques) {
            ofWindow[{first, key}] += uniques.payers;
        });
        for (const auto& [window, payers] : ofWindow)
            restored.restoreUniques(window.first, window.second, {.payers = payers});
        COMPARE_TEXT(closedAt(restored, noon(1h)), closedAt(windows, noon(1h)));
    }

    void countsDistinctPayersOfSlidingWindowsHoweverFarTheyAreApart()
    {
        const bool holds = rc::check([](const std::vector<std::pair<std::uint16_t, std::uint8_t>>& payments) {
            PayeeWindows windows(*findWindow(StreamId::Upi, "upi_merchant"));
            std::map<EventTime, std::set<std::string>> payers; // by window start
            for (const auto& [minute, payer] : payments) {
                const std::string name = std::to_string(payer % 5) + "@ybl";
                const EventTime time = noon(std::chrono::minutes{minute % 1000});
                add(windows, UpiPayment{.payer = name, .time = time});
                for (EventTime start = floorTo(time, 5min); start > time - 15min; start -= 5min)
                    payers[start].insert(name);
            }
            const std::vector<WindowRows> all = takeClosed(windows, noon(100h));
            RC_ASSERT(all.size() == payers.size());
            for (const WindowRows& rows : all)
                RC_ASSERT(std::get<std::int64_t>(rows.measuresOf(0)[6])
                    == std::int64_t(payers.at(rows.window.from).size()));
            RC_ASSERT(windows.panes().empty());
        });
        QVERIFY(holds);
    }
};

QTEST_GUILESS_MAIN(TestPayeeWindows)
#include "tst_payee_windows.moc"
