#include "engine/runtime/payment_processor.h"

#include <QTest>

#include <rapidcheck.h>

#include "batch_builder.h"
#include "row_text.h"

using namespace halcyon::engine;
using namespace halcyon::tests;

namespace {

/// A processor of both streams that remembers all it gave, as text.
class Engine {
public:
    Engine()
    {
        for (int i = 0; i < 4; ++i)
            m_partitions.intern("upi_transactions", i, StreamId::Upi);
    }

    std::string take(BatchBuilder& builder, EventTime readAt = noon())
    {
        ProcessedBatch batch = m_processor.process(builder.take(readAt));
        std::string text;
        for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
            static constexpr std::array kNames{"clean", "duplicate", "late", "dead", "filtered"};
            const Outcome& outcome = batch.outcomes[i];
            text += std::string(i == 0 ? "" : " ") + kNames[std::size_t(outcome.bucket)];
            if (outcome.isConflict)
                text += "!";
            if (outcome.score > 0)
                text += "/" + std::to_string(outcome.score);
        }
        windows += rowsText(batch.windows);
        for (const Alert& alert : batch.alerts)
            alerts += formatAlertId(alert.id) + ' ' + alert.rule + ' ' + alert.entity + " x"
                + std::to_string(alert.count) + '\n';
        return text;
    }
    void finish() { windows += rowsText(m_processor.closeAll()); }

    std::string windows;
    std::string alerts;

private:
    AllStreamSettings m_settings = defaultStreamSettings();
    RulePacks m_packs = loadRulePacks(std::nullopt).value();
    PartitionTable m_partitions;
    PaymentProcessor m_processor{m_settings, m_packs, m_partitions};
};

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
        Engine engine;
        BatchBuilder batch;
        batch.add(at(0s)).add(at(0s)).add(at(1s)).add(at(3min, "T2")).add(at(2s, "T3"));
        COMPARE_TEXT(engine.take(batch), std::string("clean duplicate clean clean late"));
    }

    void marksSameIdAndTimeWithOtherContentAsConflict()
    {
        Engine engine;
        BatchBuilder batch;
        UpiPayment other = at(0s);
        other.amount = "101";
        batch.add(at(0s)).add(other);
        COMPARE_TEXT(engine.take(batch), std::string("clean duplicate!"));
    }

    void isNeverLateByItsOwnTime()
    {
        Engine engine;
        BatchBuilder batch;
        batch.add(at(0s)).add(at(10h, "T2"));
        COMPARE_TEXT(engine.take(batch), std::string("clean clean"));
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
        Engine engine;
        BatchBuilder batch;
        batch.add(at(std::chrono::seconds{newestSeconds}, "T2")).add(at(0s));
        COMPARE_TEXT(engine.take(batch), "clean " + bucket.toStdString());
    }

    void waitsForTheSlowerPartition()
    {
        Engine engine;
        BatchBuilder batch;
        batch.add(at(0s, "T1", 0)).add(at(1h, "T2", 1)).add(at(1s, "T3", 0));
        COMPARE_TEXT(engine.take(batch), std::string("clean clean clean"));
        COMPARE_TEXT(engine.windows, std::string());
        batch.add(at(65min, "T4", 1));
        COMPARE_TEXT(engine.take(batch, noon(31s)), std::string("clean")); // partition 0 fell silent
        QVERIFY(engine.windows.starts_with("minute 12:00-12:01: count=2"));
    }

    void countsALateEventInWindowsStillOpen()
    {
        Engine engine;
        BatchBuilder batch;
        batch.add(at(0s)).add(at(3min, "T2")).add(at(1s, "T3"));
        engine.take(batch);
        engine.finish();
        QVERIFY(engine.windows.find("minute 12:00-12:01: count=1 ") != std::string::npos);
        QVERIFY(engine.windows.find("upi_bank 12:00-12:05 oksbi: count=3 ") != std::string::npos);
        QVERIFY(engine.windows.find("upi_merchant 11:55-12:10 merchant1@upi: count=3 ") != std::string::npos);
    }

    void scoresLateEventsToo()
    {
        Engine engine;
        BatchBuilder batch;
        for (int i = 0; i < 11; ++i)
            batch.add(at(std::chrono::seconds{i}, std::to_string(i).c_str()));
        batch.add(at(5min, "T-next", 1))
            .add(at(10min, "T-next2", 0))
            .add(at(15min, "T-next3", 1))
            .add(at(11s, "T-late"));
        const std::string outcomes = engine.take(batch);
        QVERIFY2(outcomes.ends_with("late/25"), outcomes.c_str());
    }

    void raisesOneAlertForABurstOfOnePayer()
    {
        Engine engine;
        BatchBuilder batch;
        for (int i = 0; i < 15; ++i)
            batch.add(at(std::chrono::seconds{i}, std::to_string(i).c_str()));
        engine.take(batch);
        QVERIFY2(engine.alerts.ends_with(" velocity asha@oksbi x5\n"), engine.alerts.c_str());
        QCOMPARE(std::ranges::count(engine.alerts, '\n'), std::ptrdiff_t{1});
    }

    void givesTheSameResultsHoweverTheInputIsCut()
    {
        const bool holds = rc::check([](const std::vector<std::pair<std::uint16_t, std::uint8_t>>& events,
                                         const std::vector<std::uint8_t>& cuts) {
            Engine whole;
            Engine pieces;
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
        Engine small;
        Engine large;
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
        Engine engine;
        BatchBuilder batch;
        batch.add(at(0s, "same")).add(Transaction{.id = "same", .time = noon()}).add(at(2h, "T2"));
        batch.add(Transaction{.id = "t-2", .time = noon(1s)});
        COMPARE_TEXT(engine.take(batch), std::string("clean clean/5 clean clean/5"));
    }
};

QTEST_GUILESS_MAIN(TestStreamProcessor)
#include "tst_stream_processor.moc"
