
#include <QTest>

#include <rapidcheck.h>

#include "processor_story.h"
#include "row_text.h"

using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

UpiPayment at(std::chrono::microseconds time, const char* id = "T1", std::uint32_t partition = 0)
{
    return {.id = id, .time = noon(time), .partition = partition};
}

} // namespace

class TestStreamProcessor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void putsEachPaymentIntoOneBucket()
    {
        ProcessorStory story;
        BatchBuilder batch;
        batch.add(at(0s)).add(at(0s)).add(at(1s)).add(at(3min, "T2")).add(at(2s, "T3"));
        COMPARE_TEXT(story.take(batch), std::string("clean duplicate clean clean late"));
    }

    void marksSameIdAndTimeWithOtherContentAsConflict()
    {
        ProcessorStory story;
        BatchBuilder batch;
        UpiPayment other = at(0s);
        other.amount = "101";
        UpiPayment otherMoney = at(0s);
        otherMoney.currency = "USD";
        batch.add(at(0s)).add(other).add(otherMoney).add(at(0s));
        COMPARE_TEXT(story.take(batch), std::string("clean duplicate! duplicate! duplicate"));
    }

    void marksSameIdAndTimeFromAnotherCityAsConflict()
    {
        ProcessorStory story;
        BatchBuilder batch;
        Transaction other;
        other.location = "Pune, India";
        batch.add(Transaction{}).add(other).add(Transaction{});
        COMPARE_TEXT(story.take(batch), std::string("clean/5 duplicate! duplicate"));
    }

    void isNeverLateByItsOwnTime()
    {
        ProcessorStory story;
        BatchBuilder batch;
        batch.add(at(0s)).add(at(10h, "T2"));
        COMPARE_TEXT(story.take(batch), std::string("clean clean"));
    }

    void callsAnEventLateOnceItsMinuteIsFinal_data()
    {
        QTest::addColumn<qint64>("newestSeconds");
        QTest::addColumn<QByteArray>("bucket");
        QTest::newRow("watermark just before the minute's end") << qint64{119} << QByteArray("clean");
        QTest::newRow("watermark at the minute's end") << qint64{120} << QByteArray("late");
    }
    void callsAnEventLateOnceItsMinuteIsFinal()
    {
        QFETCH(qint64, newestSeconds);
        QFETCH(QByteArray, bucket);
        ProcessorStory story;
        BatchBuilder batch;
        batch.add(at(std::chrono::seconds{newestSeconds}, "T2")).add(at(0s));
        COMPARE_TEXT(story.take(batch), "clean " + bucket.toStdString());
    }

    void waitsForTheSlowerPartition()
    {
        ProcessorStory story;
        BatchBuilder batch;
        batch.add(at(0s, "T1", 0)).add(at(1h, "T2", 1)).add(at(1s, "T3", 0));
        COMPARE_TEXT(story.take(batch), std::string("clean clean clean"));
        COMPARE_TEXT(story.windows, std::string());
        batch.fallSilent(0).add(at(65min, "T4", 1));
        COMPARE_TEXT(story.take(batch), std::string("clean"));
        QVERIFY(story.windows.starts_with("minute 12:00-12:01: count=2"));
    }

    void countsALateEventInWindowsStillOpen()
    {
        ProcessorStory story;
        BatchBuilder batch;
        batch.add(at(0s)).add(at(3min, "T2")).add(at(1s, "T3"));
        story.take(batch);
        story.finish();
        QVERIFY(story.windows.find("minute 12:00-12:01: count=1 ") != std::string::npos);
        QVERIFY(story.windows.find("upi_bank 12:00-12:05 oksbi: count=3 ") != std::string::npos);
        QVERIFY(story.windows.find("upi_merchant 11:55-12:10 merchant1@upi: count=3 ") != std::string::npos);
    }

    void scoresLateEventsToo()
    {
        ProcessorStory story;
        BatchBuilder batch;
        for (int i = 0; i < 11; ++i)
            batch.add(at(std::chrono::seconds{i}, std::to_string(i).c_str()));
        batch.add(at(5min, "T-next", 1))
            .add(at(10min, "T-next2", 0))
            .add(at(15min, "T-next3", 1))
            .add(at(11s, "T-late"));
        const std::string outcomes = story.take(batch);
        QVERIFY2(outcomes.ends_with("late/25"), outcomes.c_str());
    }

    void raisesOneAlertForABurstOfOnePayer()
    {
        ProcessorStory story;
        BatchBuilder batch;
        for (int i = 0; i < 15; ++i)
            batch.add(at(std::chrono::seconds{i}, std::to_string(i).c_str()));
        story.take(batch);
        QVERIFY2(story.alerts.ends_with(" velocity asha@oksbi x5\n"), story.alerts.c_str());
        QCOMPARE(std::ranges::count(story.alerts, '\n'), std::ptrdiff_t{1});
    }

    void givesTheSameResultsHoweverTheInputIsCut()
    {
        const bool holds = rc::check([](const std::vector<std::pair<std::uint16_t, std::uint8_t>>& events,
                                         const std::vector<std::uint8_t>& cuts) {
            ProcessorStory whole;
            ProcessorStory pieces;
            BatchBuilder wholeBatch;
            BatchBuilder piece;
            std::string wholeOutcomes;
            std::string pieceOutcomes;
            std::size_t cut = 0;
            std::size_t inPiece = 0;
            const auto takePiece = [&] {
                const std::string text = pieces.take(piece);
                if (!text.empty())
                    pieceOutcomes += (pieceOutcomes.empty() ? "" : " ") + text;
                inPiece = 0;
            };
            for (const auto& [second, what] : events) {
                UpiPayment payment
                    = at(std::chrono::milliseconds{second * 17}, std::to_string(what % 50).c_str(), what % 3);
                payment.payer = "p" + std::to_string(what % 5) + "@ybl";
                payment.payee = "m" + std::to_string(what % 7) + "@upi";
                payment.status = PaymentStatus(1 + what % 3);
                wholeBatch.add(payment);
                piece.add(payment);
                if (++inPiece >= (cut < cuts.size() ? cuts[cut] % 40U : 40U)) {
                    takePiece();
                    ++cut;
                }
            }
            wholeOutcomes = whole.take(wholeBatch);
            takePiece();
            whole.finish();
            pieces.finish();
            RC_ASSERT(pieceOutcomes == wholeOutcomes);
            RC_ASSERT(pieces.windows == whole.windows);
        });
        QVERIFY(holds);
    }

    void worksLargeBatchesInParallelToTheSameResults()
    {
        ProcessorStory small;
        ProcessorStory large;
        BatchBuilder all;
        std::string outcomes;
        for (int i = 0; i < 20'000; ++i) {
            UpiPayment payment = at(std::chrono::milliseconds{i * 20}, std::to_string(i % 19'000).c_str());
            payment.payer = std::to_string(i % 997) + "@ybl";
            payment.payee = std::to_string(i % 131) + "@upi";
            all.add(payment);
            BatchBuilder one;
            outcomes += small.take(one.add(payment)) + ' ';
        }
        COMPARE_TEXT(large.take(all) + ' ', outcomes);
        small.finish();
        large.finish();
        COMPARE_TEXT(large.windows, small.windows);
    }

    void keepsStreamsApart()
    {
        ProcessorStory story;
        BatchBuilder batch;
        batch.add(at(0s, "same")).add(Transaction{.id = "same", .time = noon()}).add(at(2h, "T2"));
        batch.add(Transaction{.id = "t-2", .time = noon(1s)});
        COMPARE_TEXT(story.take(batch), std::string("clean clean/5 clean clean/5"));
    }
};

QTEST_GUILESS_MAIN(TestStreamProcessor)
#include "tst_stream_processor.moc"
