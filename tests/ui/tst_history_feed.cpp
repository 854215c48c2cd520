#include "tests/fakes/fake_history.h"
#include "ui/feed/history_feed.h"

#include <QSignalSpy>
#include <QThread>
#include <QtTest>

using namespace halcyon;
using namespace std::chrono_literals;
using tests::FakeHistory;
using ui::HistoryFeed;
using ui::HistoryTicket;

namespace {

engine::Result<engine::RowsPage> pageWithOneRow(const engine::RowsRequest& request)
{
    engine::RowsPage page;
    page.rows.resize(1);
    page.rows[0].id = qint64(request.limit);
    return page;
}

} // namespace

class TestHistoryFeed : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void repliesOnTheGuiThread()
    {
        FakeHistory history;
        history.onRows = pageWithOneRow;
        HistoryFeed feed(history);
        QThread* repliedOn = nullptr;
        const HistoryTicket ticket
            = feed.rows({.limit = 7}, this, [&](const engine::Result<engine::RowsPage>& page) {
                  repliedOn = QThread::currentThread();
                  QCOMPARE(page->rows.at(0).id, qint64{7});
              });
        QVERIFY(ticket.isOpen());
        QTRY_COMPARE(repliedOn, QThread::currentThread());
        QVERIFY(!ticket.isOpen());
    }

    void handsFailuresOn()
    {
        FakeHistory history; // nothing written: every question fails
        HistoryFeed feed(history);
        QString sentence;
        const HistoryTicket ticket
            = feed.summary({}, this, [&](const engine::Result<engine::DrillSummary>& result) {
                  sentence = QString::fromStdString(result.error().message);
              });
        QTRY_VERIFY(!sentence.isEmpty());
    }

    void cancelsWhatIsAskedAnew()
    {
        FakeHistory history;
        history.onRows = pageWithOneRow;
        history.hold();
        HistoryFeed feed(history);
        std::vector<qint64> replies;
        const auto remember
            = [&](const engine::Result<engine::RowsPage>& page) { replies.push_back(page->rows.at(0).id); };
        HistoryTicket ticket = feed.rows({.limit = 1}, this, remember);
        ticket = feed.rows({.limit = 2}, this, remember);
        ticket = feed.rows({.limit = 3}, this, remember);
        history.answerAll();
        QTRY_COMPARE(replies, std::vector<qint64>{3});
        QCOMPARE(history.cancelled(), (std::vector<engine::QueryNumber>{1, 2}));
    }

    void dropsAnAnswerThatIsAlreadyOnItsWay()
    {
        FakeHistory history;
        history.onRows = pageWithOneRow;
        HistoryFeed feed(history);
        bool hasReplied = false;
        HistoryTicket ticket = feed.rows({}, this, [&](const auto&) { hasReplied = true; });
        history.answerAll(); // posted, not yet delivered
        ticket.drop();
        QCoreApplication::processEvents();
        QVERIFY(!hasReplied);
    }

    void dropsTheReplyWithItsContext()
    {
        FakeHistory history;
        history.onRows = pageWithOneRow;
        history.hold();
        HistoryFeed feed(history);
        bool hasReplied = false;
        auto context = std::make_unique<QObject>();
        const HistoryTicket ticket = feed.rows({}, context.get(), [&](const auto&) { hasReplied = true; });
        context.reset();
        history.answerAll();
        QCoreApplication::processEvents();
        QVERIFY(!hasReplied);
    }

    void mayDieBeforeTheAnswerComes()
    {
        FakeHistory history;
        history.onRows = pageWithOneRow;
        history.hold();
        bool hasReplied = false;
        auto feed = std::make_unique<HistoryFeed>(history);
        HistoryTicket ticket = feed->rows({}, this, [&](const auto&) { hasReplied = true; });
        feed.reset();
        history.answerAll();
        QCoreApplication::processEvents();
        QVERIFY(!hasReplied);
    }

    void reportsTheRecorderAndHowFastTheDatabaseAnswers()
    {
        FakeHistory history;
        history.onRecorderStatus = [] { return engine::RecorderStatus{true, {}, 10, 2, 1, "15.8"}; };
        HistoryFeed feed(history);
        QSignalSpy changed(&feed, &HistoryFeed::statusChanged);
        feed.startStatus();
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(feed.status().isReachable);
        QCOMPARE(feed.status().recorder.lag, std::int64_t{2});
        QVERIFY(feed.status().roundTrip < 5s);
    }

    void saysWhyTheDatabaseCannotBeReached()
    {
        FakeHistory history;
        HistoryFeed feed(history);
        feed.startStatus();
        QTRY_VERIFY(feed.status().isKnown);
        QVERIFY(!feed.status().isReachable);
        QVERIFY(!feed.status().trouble.isEmpty());
    }

    void storesActionsWithWhoAndWhen()
    {
        FakeHistory history;
        HistoryFeed feed(history);
        std::vector<engine::AlertAction> stored;
        const HistoryTicket ticket
            = feed.act({{.alert = {42}, .kind = engine::AlertAction::Kind::Close}}, this,
                [&](const engine::Result<std::vector<engine::AlertAction>>& actions) { stored = *actions; });
        QTRY_COMPARE(stored.size(), std::size_t{1});
        QCOMPARE(stored[0].actor, std::string("ops01"));
        QCOMPARE(stored[0].sequence, std::int64_t{1});
    }
};

QTEST_GUILESS_MAIN(TestHistoryFeed)
#include "tst_history_feed.moc"
