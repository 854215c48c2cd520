#include "app/ctl/progress_pace.h"

#include <QTest>

using namespace halcyon::app;
using namespace std::chrono_literals;

class TestProgressPace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesEveryLineOnATerminal()
    {
        ProgressPace pace(true);
        for (int second = 0; second < 30; ++second)
            QVERIFY(pace.isDue("recording", m_start + second * 1s));
    }

    void writesALineEveryTenSecondsIntoAFile()
    {
        ProgressPace pace(false);
        QList<int> written;
        for (int second = 0; second < 30; ++second)
            if (pace.isDue("recording", m_start + second * 1s))
                written.append(second);
        QCOMPARE(written, (QList<int>{0, 10, 20}));
    }

    void writesWhatHasChangedAtOnce()
    {
        ProgressPace pace(false);
        QVERIFY(pace.isDue("waiting", m_start));
        QVERIFY(pace.isDue("recording", m_start + 1s));
        QVERIFY(!pace.isDue("recording", m_start + 10s)); // ten seconds count from then
        QVERIFY(pace.isDue("recording", m_start + 11s));
    }

private:
    const ProgressPace::Clock::time_point m_start{1h};
};

QTEST_GUILESS_MAIN(TestProgressPace)
#include "tst_progress_pace.moc"
