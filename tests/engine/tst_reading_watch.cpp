#include "engine/runtime/reading_watch.h"

#include <QTest>

using namespace halcyon::engine;
using namespace std::chrono_literals;

namespace {

/// A watch on one partition, looked at once a second.
class Desk {
public:
    Desk() { m_partitions.intern("upi_transactions", 0, StreamId::Upi); }

    /// What is told during `seconds` of standing at `position` of `end`: "w" and "s".
    QString toldDuring(int seconds, std::int64_t position, std::int64_t end, bool isConnected = true)
    {
        return toldDuring(seconds, {.startedAt = 5, .position = position, .endOffset = end}, isConnected);
    }
    QString toldDuring(int seconds, const SourcePosition& position, bool isConnected = true)
    {
        QString told;
        for (int i = 0; i < seconds; ++i) {
            m_now += 1s;
            for (const PartitionMark& mark : m_watch.look({position}, isConnected, m_partitions, m_now))
                told += mark.kind == PartitionMark::Kind::Silent ? u's' : u'w';
        }
        return told;
    }
    void nobodyReadsFor(std::chrono::seconds time) { m_now += time; }

private:
    PartitionTable m_partitions;
    ReadingWatch m_watch{defaultStreamSettings()};
    ReadingWatch::Clock::time_point m_now{1h};
};

} // namespace

class TestReadingWatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsSilenceOnceAfterThirtySecondsAtTheEnd()
    {
        Desk desk;
        QCOMPARE(desk.toldDuring(30, 5, 5), QString());
        QCOMPARE(desk.toldDuring(300, 5, 5), QStringLiteral("s"));
    }

    void tellsSilenceAgainAfterTheNextMessage()
    {
        Desk desk;
        QCOMPARE(desk.toldDuring(60, 5, 5), QStringLiteral("s"));
        QCOMPARE(desk.toldDuring(60, 6, 6), QStringLiteral("s"));
    }

    void tellsAtTheFirstLookThatMessagesWait()
    {
        Desk desk;
        QCOMPARE(desk.toldDuring(1, 5, 9), QStringLiteral("w"));
        QCOMPARE(desk.toldDuring(300, 5, 9), QString());
        QCOMPARE(desk.toldDuring(30, 9, 9), QString());
        QCOMPARE(desk.toldDuring(2, 9, 9), QStringLiteral("s"));
    }

    void tellsThatMessagesWaitedWhenAllWereReadBeforeTheFirstLook()
    {
        Desk desk;
        QCOMPARE(desk.toldDuring(1, 9, 9), QStringLiteral("w"));
    }

    void tellsThatMessagesWaitAfterSilence()
    {
        Desk desk;
        QCOMPARE(desk.toldDuring(60, 5, 5), QStringLiteral("s"));
        QCOMPARE(desk.toldDuring(10, 5, 9), QStringLiteral("w"));
    }

    void awaitsAPartitionUntilItsEndIsKnown()
    {
        Desk desk;
        QCOMPARE(desk.toldDuring(300, 5, -1), QStringLiteral("w"));
        QCOMPARE(desk.toldDuring(2, 5, 5), QStringLiteral("s"));
    }

    void doesNotAwaitAPartitionThatCannotBeReadOn()
    {
        Desk desk;
        QCOMPARE(desk.toldDuring(1, 6, 9), QStringLiteral("w"));
        QCOMPARE(desk.toldDuring(
                     60, {.startedAt = 5, .position = 6, .endOffset = 9, .trouble = "Its log is gone."}),
            QStringLiteral("s"));
    }

    void countsNoTimeWithoutABroker()
    {
        Desk desk;
        QCOMPARE(desk.toldDuring(25, 5, 5), QString());
        QCOMPARE(desk.toldDuring(300, 5, 5, false), QString());
        QCOMPARE(desk.toldDuring(10, 5, 5), QStringLiteral("s"));
    }

    void countsNoTimeWhileNobodyReads()
    {
        Desk desk;
        QCOMPARE(desk.toldDuring(20, 5, 5), QString());
        desk.nobodyReadsFor(10min);
        QCOMPARE(desk.toldDuring(5, 5, 5), QString());
        QCOMPARE(desk.toldDuring(10, 5, 5), QStringLiteral("s"));
    }
};

QTEST_GUILESS_MAIN(TestReadingWatch)
#include "tst_reading_watch.moc"
