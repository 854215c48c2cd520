#include <QTest>

#include <rapidcheck.h>

#include "processor_story.h"
#include "row_text.h"

using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

using Steps = std::vector<std::pair<std::uint16_t, std::uint8_t>>;

/// A varied stretch of traffic made from random numbers: both streams, three
/// partitions, duplicates, bursts, currencies.
void addTraffic(BatchBuilder& batch, const Steps& steps)
{
    for (const auto& [when, what] : steps) {
        const EventTime time = noon(std::chrono::milliseconds{when * 23});
        const std::string id = std::to_string(what);
        if (what % 3 == 0)
            batch.add(Transaction{.id = id,
                .user = std::to_string(what % 4),
                .merchant = "m" + std::to_string(what % 6),
                .device = "d" + std::to_string(what % 5),
                .isFraud = what % 9 == 0,
                .time = time,
                .partition = 3});
        else
            batch.add(UpiPayment{.id = id,
                .payer = "p" + std::to_string(what % 4) + "@ybl",
                .payee = "m" + std::to_string(what % 6) + "@upi",
                .status = PaymentStatus(1 + what % 3),
                .time = time,
                .partition = what % 3U,
                .recordTime = time + 3ms,
                .currency = what % 11 == 0 ? "USD" : "INR"});
    }
}

std::string someCheckpoint()
{
    ProcessorStory story;
    BatchBuilder batch;
    Steps steps;
    for (int i = 0; i < 200; ++i)
        steps.emplace_back(std::uint16_t(i * 50), std::uint8_t(i));
    addTraffic(batch, steps);
    story.take(batch);
    return story.save();
}

} // namespace

class TestCheckpoint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goesOnAsIfNothingHadHappened()
    {
        const bool holds = rc::check([](const Steps& before, const Steps& after) {
            ProcessorStory original;
            BatchBuilder batch;
            addTraffic(batch, before);
            original.take(batch);
            original.windows.clear();
            original.alerts.clear();

            ProcessorStory restored;
            RC_ASSERT(restored.load(original.save()).has_value());
            std::string outcomes;
            for (ProcessorStory* story : {&original, &restored}) {
                BatchBuilder rest;
                addTraffic(rest, before); // for the same offsets
                std::ignore = rest.take();
                addTraffic(rest, after);
                const std::string text = story->take(rest, noon(10min));
                story->finish();
                if (story == &original)
                    outcomes = text;
                else
                    RC_ASSERT(text == outcomes);
            }
            RC_ASSERT(restored.windows == original.windows);
            RC_ASSERT(restored.alerts == original.alerts);
        });
        QVERIFY(holds);
    }

    void savesAnEmptyState()
    {
        ProcessorStory story;
        QVERIFY(story.load(ProcessorStory().save()).has_value());
        BatchBuilder batch;
        batch.add(UpiPayment{});
        QCOMPARE(story.take(batch), std::string("clean"));
    }

    void refusesACheckpointCutAnywhere()
    {
        const std::string bytes = someCheckpoint();
        for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 50) {
            ProcessorStory story;
            const auto loaded = story.load(std::string_view(bytes).substr(0, size));
            QVERIFY2(!loaded.has_value() && loaded.error().code == ErrorCode::Data,
                qPrintable(QString::number(size)));
        }
    }

    void refusesACheckpointWithAnyBitFlipped()
    {
        const std::string bytes = someCheckpoint();
        for (std::size_t at = 0; at < bytes.size(); at += 1 + at / 50) {
            std::string damaged = bytes;
            damaged[at] = char(damaged[at] ^ (1 << (at % 8)));
            ProcessorStory story;
            QVERIFY2(!story.load(damaged).has_value(), qPrintable(QString::number(at)));
        }
    }
};

QTEST_GUILESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
