#include "engine/runtime/commit_queue.h"

#include <QTest>

using namespace halcyon::engine;
using namespace std::chrono_literals;

namespace {

PendingBatch batchOf(std::size_t messages, std::int64_t firstId = 1)
{
    PendingBatch pending{.firstId = firstId};
    pending.batch.decoded.source.messages.resize(messages);
    return pending;
}

} // namespace

class TestCommitQueue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void handsOutACommitsWorthWithoutWaiting()
    {
        CommitQueue queue(1000);
        for (int i = 0; i < 5; ++i)
            QVERIFY(queue.push(batchOf(10, i)));
        const auto taken = queue.take(30, 1h);
        QCOMPARE(taken.size(), 3U);
        QCOMPARE(taken.back().firstId, 2);
    }

    void handsOutOneBatchHoweverLarge()
    {
        CommitQueue queue(1000);
        QVERIFY(queue.push(batchOf(500)));
        QVERIFY(queue.push(batchOf(1)));
        QCOMPARE(queue.take(30, 1h).size(), 1U);
    }

    void handsOutWhatWaitedForTheFlush()
    {
        CommitQueue queue(1000);
        QVERIFY(queue.push(batchOf(10)));
        QCOMPARE(queue.take(30, 1ms).size(), 1U);
    }

    void isDrainedAfterItWasClosed()
    {
        CommitQueue queue(1000);
        QVERIFY(queue.push(batchOf(10)));
        queue.close();
        QVERIFY(!queue.push(batchOf(10)));
        QCOMPARE(queue.take(30, 1h).size(), 1U);
        QVERIFY(queue.take(30, 1h).empty());
    }
};

QTEST_GUILESS_MAIN(TestCommitQueue)
#include "tst_commit_queue.moc"
