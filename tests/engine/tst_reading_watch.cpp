#include "engine/runtime/reading_watch.h"

#include <QTest>

#include "row_text.h"

using namespace halcyon::engine;
using namespace halcyon::tests;
using namespace std::chrono_literals;

namespace {

/// A watch on one partition, looked at once a second.
class Desk {
public:
    Desk() { m_partitions.intern("upi_transactions", 0, StreamId::Upi); }

    /// What is told during `seconds` of standing at `position` of `end`: "w" and "s".
    std::string toldDuring(int seconds, std::int64_t position, std::int64_t end, bool isConnected = true)
    {
        return toldDuring(seconds, {.startedAt = 5, .position = position, .endOffset = end}, isConnected);
    }
    std::string toldDuring(int seconds, const SourcePosition& position, bool isConnected = true)
    {
        std::string told;
        for (int i = 0; i < seconds; ++i) {
            m_now += 1s;
            for (const PartitionMark& mark : m_watch.look({position}, isConnected, m_partitions, m_now))
                told += mark.kind == PartitionMark::Kind::Silent ? 's' : 'w';
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
        COMPARE_TEXT(desk.toldDuring(30, 5, 5), std::string());
        COMPARE_TEXT(desk.toldDuring(300, 5, 5), std::string("s"));
    }

    void tellsSilenceAgainAfterTheNextMessage()
    {
        Desk desk;
        COMPARE_TEXT(desk.toldDuring(60, 5, 5), std::string("s"));
        COMPARE_TEXT(desk.toldDuring(60, 6, 6), std::string("s"));
    }

    void tellsAtTheFirstLookThatMessagesWait()
    {
        Desk desk;
        COMPARE_TEXT(desk.toldDuring(1, 5, 9), std::string("w"));
        COMPARE_TEXT(desk.toldDuring(300, 5, 9), std::string());
        COMPARE_TEXT(desk.toldDuring(30, 9, 9), std::string());
        COMPARE_TEXT(desk.toldDuring(2, 9, 9), std::string("s"));
    }

    void tellsThatMessagesWaitedWhenAllWereReadBeforeTheFirstLook()
    {
        Desk desk;
        COMPARE_TEXT(desk.toldDuring(1, 9, 9), std::string("w"));
    }

    void tellsThatMessagesWaitAfterSilence()
    {
        Desk desk;
        COMPARE_TEXT(desk.toldDuring(60, 5, 5), std::string("s"));
        COMPARE_TEXT(desk.toldDuring(10, 5, 9), std::string("w"));
    }

    void awaitsAPartitionUntilItsEndIsKnown()
    {
        Desk desk;
        COMPARE_TEXT(desk.toldDuring(300, 5, -1), std::string("w"));
        COMPARE_TEXT(desk.toldDuring(2, 5, 5), std::string("s"));
    }

    void doesNotAwaitAPartitionThatCannotBeReadOn()
    {
        Desk desk;
        COMPARE_TEXT(desk.toldDuring(1, 6, 9), std::string("w"));
        COMPARE_TEXT(desk.toldDuring(
                         60, {.startedAt = 5, .position = 6, .endOffset = 9, .trouble = "Its log is gone."}),
            std::string("s"));
    }

    void countsNoTimeWithoutABroker()
    {
        Desk desk;
        COMPARE_TEXT(desk.toldDuring(25, 5, 5), std::string());
        COMPARE_TEXT(desk.toldDuring(300, 5, 5, false), std::string());
        COMPARE_TEXT(desk.toldDuring(10, 5, 5), std::string("s"));
    }

    void countsNoTimeWhileNobodyReads()
    {
        Desk desk;
        COMPARE_TEXT(desk.toldDuring(20, 5, 5), std::string());
        desk.nobodyReadsFor(10min);
        COMPARE_TEXT(desk.toldDuring(5, 5, 5), std::string());
        COMPARE_TEXT(desk.toldDuring(10, 5, 5), std::string("s"));
    }
};

QTEST_GUILESS_MAIN(TestReadingWatch)
#include "tst_reading_watch.moc"
