#include "engine/runtime/silence_watch.h"

#include <QTest>

using namespace halcyon::engine;
using namespace std::chrono_literals;

namespace {

/// A watch on one partition, looked at once a second.
class Desk {
public:
    Desk() { m_partitions.intern("upi_transactions", 0, StreamId::Upi); }

    /// How many times the partition was told silent during `seconds` of standing at `position` of `end`.
    int silencesDuring(int seconds, std::int64_t position, std::int64_t end, bool isConnected = true)
    {
        int told = 0;
        for (int i = 0; i < seconds; ++i) {
            m_now += 1s;
            told += int(
                m_watch.look({{.position = position, .endOffset = end}}, isConnected, m_partitions, m_now)
                    .size());
        }
        return told;
    }
    void nobodyReadsFor(std::chrono::seconds time) { m_now += time; }

private:
    PartitionTable m_partitions;
    SilenceWatch m_watch{defaultStreamSettings()};
    SilenceWatch::Clock::time_point m_now{1h};
};

} // namespace

class TestSilenceWatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsOnceAfterThirtySecondsAtTheEnd()
    {
        Desk desk;
        QCOMPARE(desk.silencesDuring(30, 5, 5), 0);
        QCOMPARE(desk.silencesDuring(300, 5, 5), 1);
    }

    void tellsAgainAfterTheNextMessage()
    {
        Desk desk;
        QCOMPARE(desk.silencesDuring(60, 5, 5), 1);
        QCOMPARE(desk.silencesDuring(60, 6, 6), 1);
    }

    void waitsWhileMessagesAreWaiting()
    {
        Desk desk;
        QCOMPARE(desk.silencesDuring(300, 5, 9), 0);
    }

    void waitsWhileTheEndIsUnknown()
    {
        Desk desk;
        QCOMPARE(desk.silencesDuring(300, 0, -1), 0);
    }

    void countsNoTimeWithoutABroker()
    {
        Desk desk;
        QCOMPARE(desk.silencesDuring(25, 5, 5), 0);
        QCOMPARE(desk.silencesDuring(300, 5, 5, false), 0);
        QCOMPARE(desk.silencesDuring(10, 5, 5), 1);
    }

    void countsNoTimeWhileNobodyReads()
    {
        Desk desk;
        QCOMPARE(desk.silencesDuring(20, 5, 5), 0);
        desk.nobodyReadsFor(10min);
        QCOMPARE(desk.silencesDuring(5, 5, 5), 0);
        QCOMPARE(desk.silencesDuring(10, 5, 5), 1);
    }
};

QTEST_GUILESS_MAIN(TestSilenceWatch)
#include "tst_silence_watch.moc"
