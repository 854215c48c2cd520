#include "engine/store/commit_plan.h"
#include "tests/pg/made_batches.h"

#include <QtTest>

#include <rapidcheck.h>

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;

namespace {

using Recorded = std::map<PartitionName, std::int64_t>;
const PartitionName kFirst{"upi_transactions", 0};

Result<CommitPlan> planOf(const std::vector<ProcessedBatch>& batches, const PartitionTable& partitions,
    const Recorded& recorded = {}, const Recorded& skipped = {}, std::int64_t lastId = 0)
{
    return planCommit(
        {.batches = batches, .partitions = &partitions, .firstId = lastId + 1, .skipped = skipped}, recorded,
        lastId);
}

/// Three payments read at one time and four at another.
std::vector<ProcessedBatch> twoBatches(PartitionTable& partitions, EventTime first, EventTime second)
{
    std::vector<ProcessedBatch> batches;
    batches.push_back(makeBatch(upiRun(0, 3), partitions, first));
    batches.push_back(makeBatch(upiRun(3, 4), partitions, second));
    return batches;
}

} // namespace

class TestCommitPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNewPartitionStartsWhereItsFirstMessageLies()
    {
        PartitionTable partitions;
        const auto batches = oneBatch(upiRun(500, 10), partitions, at(10, 1));
        const auto plan = planOf(batches, partitions);
        QVERIFY(plan);
        QCOMPARE(plan->moves.size(), 1U);
        QVERIFY(!plan->moves[0].expected);
        QCOMPARE(plan->moves[0].first, 500);
        QCOMPARE(plan->moves[0].next, 510);
        QCOMPARE(plan->lastId, 10);
    }

    void aGapNobodyExplainsStopsTheCommit()
    {
        PartitionTable partitions;
        const auto batches = oneBatch(upiRun(105, 5), partitions, at(10, 1));
        const auto silent = planOf(batches, partitions, {{kFirst, 100}});
        QVERIFY(!silent);
        QVERIFY(silent.error().code == ErrorCode::Data);
        const auto explained = planOf(batches, partitions, {{kFirst, 100}}, {{kFirst, 5}});
        QVERIFY(explained);
        QCOMPARE(explained->moves[0].next, 110);
        QCOMPARE(explained->ledger[0].skipped(), 5);
    }

    void anOffsetRecordedBeforeStopsTheCommit()
    {
        PartitionTable partitions;
        const auto batches = oneBatch(upiRun(99, 5), partitions, at(10, 1));
        const auto plan = planOf(batches, partitions, {{kFirst, 100}});
        QVERIFY(!plan);
        QVERIFY(plan.error().code == ErrorCode::Data);
    }

    void anOffsetThatGoesBackStopsTheCommit()
    {
        PartitionTable partitions;
        auto messages = upiRun(100, 3);
        std::swap(messages[1], messages[2]);
        const auto batches = oneBatch(messages, partitions, at(10, 1));
        QVERIFY(!planOf(batches, partitions, {{kFirst, 100}}));
    }

    void offsetsSkippedBehindTheLastMessageCountToo()
    {
        PartitionTable partitions;
        const auto batches = oneBatch(upiRun(100, 3), partitions, at(10, 1));
        const auto plan = planOf(batches, partitions, {{kFirst, 100}}, {{kFirst, 2}});
        QVERIFY(plan);
        QCOMPARE(plan->moves[0].next, 105);
    }

    void aPartitionCanMoveWithoutAMessage()
    {
        PartitionTable partitions;
        const auto plan = planOf({}, partitions, {{kFirst, 100}}, {{kFirst, 2}});
        QVERIFY(plan);
        QCOMPARE(plan->messages(), 0);
        QCOMPARE(plan->moves.size(), 1U);
        QCOMPARE(plan->moves[0].next, 102);
        QCOMPARE(plan->ledger[0].skipped(), 2);
    }

    void idsMustFollowTheLastOneRecorded()
    {
        PartitionTable partitions;
        const auto batches = oneBatch(upiRun(0, 3), partitions, at(10, 1));
        const auto plan = planCommit({.batches = batches, .partitions = &partitions, .firstId = 7}, {}, 5);
        QVERIFY(!plan);
        QVERIFY(plan.error().code == ErrorCode::Internal);
    }

    void batchesOfTwoDaysGoToTheTablesOfBoth()
    {
        PartitionTable partitions;
        const auto batches = twoBatches(partitions, at(23, 59, 59), at(24, 0, 1));
        const auto plan = planOf(batches, partitions);
        QVERIFY(plan);
        QCOMPARE(plan->days.size(), 2U);
        QCOMPARE(plan->days[1].day - plan->days[0].day, 1);
        QCOMPARE(plan->days[1].families[0].rows, 4);
        QCOMPARE(plan->days[1].families[0].firstId, 4);
        QCOMPARE(plan->batchFirstIds, (std::vector<std::int64_t>{1, 4}));
    }

    void theLedgerHasARowForEveryMinuteOfReading()
    {
        PartitionTable partitions;
        const auto batches = twoBatches(partitions, at(10, 0, 59), at(10, 1, 0));
        const auto plan = planOf(batches, partitions);
        QVERIFY(plan);
        QCOMPARE(plan->ledger.size(), 2U);
        QCOMPARE(plan->ledger[0].nextOffset, 3);
        QCOMPARE(plan->ledger[1].firstOffset, 3);
        QCOMPARE(plan->ledger[1].firstId, 4);
    }

    void bucketsAndSkippedAlwaysSumToTheOffsets()
    {
        QVERIFY(rc::check("every offset is in one bucket", [] {
            PartitionTable partitions;
            const auto start = *rc::gen::inRange<std::int64_t>(0, 1000);
            auto offset = start;
            std::int64_t skipped = 0;
            std::vector<ProcessedBatch> batches;
            const auto batchCount = *rc::gen::inRange(1, 5);
            for (int b = 0; b < batchCount; ++b) {
                std::vector<MadeMessage> messages;
                for (const int kind : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 6))) {
                    const auto gap = kind == 5 ? 2 : 0;
                    skipped += gap;
                    offset += gap;
                    auto message = upiRun(offset++, 1).front();
                    message.outcome.bucket = Bucket(kind % 3);
                    if (kind == 3)
                        message.rejection = Rejection{};
                    messages.push_back(std::move(message));
                }
                batches.push_back(makeBatch(messages, partitions, at(10, b / 2)));
            }
            const auto plan = planOf(batches, partitions, {{kFirst, start}}, {{kFirst, skipped}});
            RC_ASSERT(plan.has_value());
            auto expected = start;
            for (const auto& entry : plan->ledger) {
                RC_ASSERT(entry.firstOffset == expected);
                RC_ASSERT(entry.skipped() >= 0);
                expected = entry.nextOffset;
            }
            RC_ASSERT(expected == offset);
            if (!plan->moves.empty())
                RC_ASSERT(plan->moves[0].next == offset);
        }));
    }
};

QTEST_GUILESS_MAIN(TestCommitPlan)
#include "tst_commit_plan.moc"
