#include "ui/charts/refresh_scheduler.h"

#include <QSignalSpy>
#include <QtTest>

using namespace halcyon;
using namespace std::chrono_literals;
using ui::RefreshScheduler;

namespace {

/// Clocks that stand still until a test moves them.
struct TestClocks {
    RefreshScheduler::Time now{1h};
    std::chrono::nanoseconds cpu{0};

    [[nodiscard]] RefreshScheduler::Clocks clocks()
    {
        return {[this] { return now; }, [this] { return cpu; }};
    }
};

class CountingPanel : public ui::Refreshable {
public:
    void refresh() override
    {
        ++refreshes;
        if (clocks)
            clocks->cpu += cost;
    }
    [[nodiscard]] bool isOnScreen() const override { return isShown; }

    int refreshes = 0;
    bool isShown = true;
    TestClocks* clocks = nullptr;
    std::chrono::nanoseconds cost{0};
};

/// Rounds at the scheduler's own pace: everything is dirty every time.
void runSeconds(RefreshScheduler& scheduler, TestClocks& clocks, std::vector<CountingPanel*> panels,
    int seconds, double load)
{
    for (int second = 0; second < seconds; ++second) {
        const int rounds = scheduler.stats().rate > 0 ? scheduler.stats().rate : scheduler.rate();
        for (int round = 0; round < rounds; ++round) {
            for (auto* panel : panels)
                scheduler.markDirty(*panel);
            clocks.now += std::chrono::nanoseconds{1s} / rounds;
            clocks.cpu += std::chrono::nanoseconds{std::int64_t(load * 1e9)} / rounds;
            scheduler.runDue();
        }
    }
}

} // namespace

class TestRefreshScheduler : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refreshesOnceHoweverOftenAPanelIsMarked()
    {
        TestClocks clocks;
        RefreshScheduler scheduler(clocks.clocks());
        CountingPanel panel;
        scheduler.add(panel);
        for (int n = 0; n < 100; ++n)
            scheduler.markDirty(panel);
        scheduler.runDue();
        scheduler.runDue();
        QCOMPARE(panel.refreshes, 1);
    }

    void leavesHiddenPanelsDirtyUntilTheyShow()
    {
        TestClocks clocks;
        RefreshScheduler scheduler(clocks.clocks());
        CountingPanel panel;
        panel.isShown = false;
        scheduler.add(panel);
        scheduler.runDue();
        QCOMPARE(panel.refreshes, 0);
        panel.isShown = true;
        scheduler.markAllDirty();
        scheduler.runDue();
        QCOMPARE(panel.refreshes, 1);
    }

    void forgetsAPanelThatIsGone()
    {
        TestClocks clocks;
        RefreshScheduler scheduler(clocks.clocks());
        auto panel = std::make_unique<CountingPanel>();
        scheduler.add(*panel);
        scheduler.remove(*panel);
        panel.reset();
        scheduler.markAllDirty();
        scheduler.runDue();
        QVERIFY(true);
    }

    void takesTurnsFromThirtyHertzUp()
    {
        TestClocks clocks;
        RefreshScheduler scheduler(clocks.clocks());
        scheduler.setRate(30);
        std::array<CountingPanel, 8> panels;
        for (auto& panel : panels)
            scheduler.add(panel);
        const auto refreshed = [&panels] {
            return std::ranges::count_if(panels, [](const auto& panel) { return panel.refreshes > 0; });
        };
        scheduler.runDue();
        QCOMPARE(refreshed(), 2); // a quarter of them
        for (int slot = 1; slot < 4; ++slot)
            scheduler.runDue();
        QCOMPARE(refreshed(), 8);
    }

    void refreshesAllAtOnceAtTenHertz()
    {
        TestClocks clocks;
        RefreshScheduler scheduler(clocks.clocks());
        std::array<CountingPanel, 8> panels;
        for (auto& panel : panels)
            scheduler.add(panel);
        scheduler.runDue();
        QVERIFY(std::ranges::all_of(panels, [](const auto& panel) { return panel.refreshes == 1; }));
    }

    void countsItsRoundsAndTheirCost()
    {
        TestClocks clocks;
        RefreshScheduler scheduler(clocks.clocks());
        CountingPanel panel;
        scheduler.add(panel);
        QSignalSpy changed(&scheduler, &RefreshScheduler::statsChanged);
        runSeconds(scheduler, clocks, {&panel}, 3, 0.05);
        QVERIFY(changed.size() >= 2);
        QVERIFY(std::abs(scheduler.stats().hertz - 10) < 1.2);
        QVERIFY(std::abs(scheduler.stats().frameMs - 5) < 0.8);
    }

    void hasNoFiguresOfNowWithoutAnythingOnScreen()
    {
        TestClocks clocks;
        RefreshScheduler scheduler(clocks.clocks());
        CountingPanel panel;
        scheduler.add(panel);
        QVERIFY(!scheduler.hasFreshStats());
        runSeconds(scheduler, clocks, {&panel}, 2, 0.05);
        QVERIFY(scheduler.hasFreshStats());
        panel.isShown = false; // another page
        clocks.now += 3s;
        QVERIFY(!scheduler.hasFreshStats());
    }

    void stepsDownWhenTheThreadIsTooBusyAndUpAgain()
    {
        TestClocks clocks;
        RefreshScheduler scheduler(clocks.clocks());
        CountingPanel panel;
        scheduler.add(panel);
        QCOMPARE(scheduler.rate(), 10);
        runSeconds(scheduler, clocks, {&panel}, 4, 0.9);
        QVERIFY(scheduler.rate() < 10);
        runSeconds(scheduler, clocks, {&panel}, 20, 0.9);
        QCOMPARE(scheduler.rate(), 1); // as low as it goes
        runSeconds(scheduler, clocks, {&panel}, 40, 0.05);
        QCOMPARE(scheduler.rate(), 10); // and no higher than was wanted
    }

    void letsAnExpensivePanelRest()
    {
        TestClocks clocks;
        RefreshScheduler scheduler(clocks.clocks());
        CountingPanel cheap;
        CountingPanel dear;
        dear.clocks = &clocks;
        dear.cost = 3 * RefreshScheduler::kPanelBudget;
        scheduler.add(cheap);
        scheduler.add(dear);
        for (int round = 0; round < 8; ++round) {
            scheduler.markAllDirty();
            scheduler.runDue();
        }
        QCOMPARE(cheap.refreshes, 8);
        QCOMPARE(dear.refreshes, 2); // one round, three of rest, one round, ...
    }

    void runsByItselfOnlyWhileSomethingIsDirty()
    {
        RefreshScheduler scheduler;
        CountingPanel panel;
        scheduler.add(panel);
        QTRY_COMPARE(panel.refreshes, 1);
        scheduler.markDirty(panel);
        QTRY_COMPARE(panel.refreshes, 2);
    }
};

QTEST_GUILESS_MAIN(TestRefreshScheduler)
#include "tst_refresh_scheduler.moc"
