#include "engine/runtime/checkpoint_keeper.h"

#include <QTest>

#include <future>

#include "processor_story.h"

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;

namespace {

CheckpointDraft emptyState()
{
    static const AllStreamSettings settings = defaultStreamSettings();
    static const RulePacks packs = loadRulePacks(std::nullopt).value();
    static const PartitionTable partitions;
    return {PaymentProcessor(settings, packs, partitions), partitions};
}

/// A keeper that is nearly always due, and what it saved, in order.
class Shelf {
public:
    explicit Shelf(std::chrono::milliseconds every = 0ms)
        : m_every(every)
    {
    }
    [[nodiscard]] std::vector<std::int64_t> ids() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_ids;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<std::int64_t> m_ids;
    std::chrono::milliseconds m_every;

public:
    CheckpointKeeper keeper{[this](const Checkpoint& checkpoint) -> Result<void> {
                                const std::scoped_lock lock(m_mutex);
                                m_ids.push_back(checkpoint.throughId);
                                return {};
                            },
        [](const Result<void>&) {}, m_every};
};

} // namespace

class TestCheckpointKeeper : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void savesAStateOnceItsMessagesAreCommitted()
    {
        Shelf shelf;
        CheckpointKeeper& keeper = shelf.keeper;
        keeper.keep(10, emptyState());
        keeper.committed(9);
        QVERIFY(shelf.ids().empty());
        keeper.committed(12);
        QTRY_COMPARE(shelf.ids(), std::vector<std::int64_t>{10});
    }

    void savesTheLastStateWhenItIsClosed()
    {
        Shelf shelf;
        CheckpointKeeper& keeper = shelf.keeper;
        keeper.committed(20);
        keeper.keep(20, emptyState());
        keeper.close();
        QCOMPARE(shelf.ids(), std::vector<std::int64_t>{20});
    }

    void dropsAStateWhoseMessagesAreNeverCommitted()
    {
        Shelf shelf;
        CheckpointKeeper& keeper = shelf.keeper;
        keeper.committed(19);
        keeper.keep(20, emptyState());
        keeper.close();
        QVERIFY(shelf.ids().empty());
    }

    void dropsAStateThatWaitsForCommitsWhenTheyEnd()
    {
        Shelf shelf;
        CheckpointKeeper& keeper = shelf.keeper;
        keeper.committed(19);
        keeper.keep(20, emptyState());
        keeper.commitsEnded();
        keeper.keep(19, emptyState());
        keeper.close();
        QCOMPARE(shelf.ids(), std::vector<std::int64_t>{19});
    }

    void isNotDueWhileItSaves()
    {
        std::promise<void> goOn;
        CheckpointKeeper keeper(
            [&](const Checkpoint&) -> Result<void> {
                goOn.get_future().wait();
                return {};
            },
            [](const Result<void>&) {}, 0ms);
        QTRY_VERIFY(keeper.isDue());
        keeper.committed(1);
        keeper.keep(1, emptyState());
        QVERIFY(!keeper.isDue());
        goOn.set_value();
        QTRY_VERIFY(keeper.isDue());
    }

    void waitsForTheEndOfABacklog()
    {
        Shelf shelf(20ms);
        CheckpointKeeper& keeper = shelf.keeper;
        keeper.readingBacklog(true);
        QVERIFY(!QTest::qWaitFor([&] { return keeper.isDue(); }, 200));
        keeper.readingBacklog(false);
        QTRY_VERIFY(keeper.isDue());
    }

    void saysWhyAStateWasNotSaved()
    {
        std::promise<std::string> said;
        CheckpointKeeper keeper(
            [](const Checkpoint&) -> Result<void> {
                return failure(ErrorCode::Storage, "The disk is full.");
            },
            [&](const Result<void>& saved) { said.set_value(saved ? "" : saved.error().message); }, 0ms);
        keeper.committed(1);
        keeper.keep(1, emptyState());
        QCOMPARE(said.get_future().get(), std::string("The disk is full."));
    }
};

QTEST_GUILESS_MAIN(TestCheckpointKeeper)
#include "tst_checkpoint_keeper.moc"
