#include "app/ctl/common_options.h"
#include "app/ctl/watch_command.h"

#include <QTest>

#include <iostream>
#include <sstream>

using namespace halcyon;
using namespace halcyon::engine;
using namespace std::chrono_literals;

namespace {

/// An engine that stays as it is.
class StillEngine final : public Engine {
public:
    explicit StillEngine(LinkStatus kafka)
    {
        LiveSnapshot snapshot;
        snapshot.kafka = std::move(kafka);
        m_board.publish(std::make_shared<const LiveSnapshot>(std::move(snapshot)));
    }
    [[nodiscard]] const SnapshotBoard& board() const override { return m_board; }
    [[nodiscard]] const AlertLog& alerts() const override { return m_alerts; }
    void pause() override { }
    void resume() override { }
    void watch(std::set<std::string>, std::chrono::seconds) override { }

private:
    SnapshotBoard m_board;
    AlertLog m_alerts;
};

/// What is written to stderr while it lives.
class ErrText {
public:
    ErrText() = default;
    ~ErrText() { std::cerr.rdbuf(m_real); }
    ErrText(const ErrText&) = delete;
    ErrText& operator=(const ErrText&) = delete;
    [[nodiscard]] std::string text() const { return m_text.str(); }

private:
    std::ostringstream m_text;
    std::streambuf* m_real = std::cerr.rdbuf(m_text.rdbuf());
};

} // namespace

/// `halcyonctl watch`, in process.
class TestWatchCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onceEndsWithWhatWasFound_data()
    {
        using State = LinkStatus::State;
        QTest::addColumn<int>("state");
        QTest::addColumn<QByteArray>("detail");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("brokers that answer")
            << int(State::Up) << QByteArray() << int(app::kOk) << QByteArray();
        QTest::newRow("brokers without any of the topics: the settings are wrong")
            << int(State::Connecting) << QByteArray("Waiting at b:1 for nowhere: no such topic yet.")
            << int(app::kConfig)
            << QByteArray("halcyonctl: Waiting at b:1 for nowhere: no such topic yet.\n");
        QTest::newRow("brokers that are away")
            << int(State::Down) << QByteArray("Kafka at b:1 does not answer.") << int(app::kConnect)
            << QByteArray("halcyonctl: Kafka at b:1 does not answer.\n");
        QTest::newRow("brokers that said nothing yet")
            << int(State::Connecting) << QByteArray() << int(app::kConnect)
            << QByteArray(
                   "halcyonctl: The brokers have not answered yet: check their address and the network, "
                   "and try again.\n");
    }
    void onceEndsWithWhatWasFound()
    {
        QFETCH(int, state);
        QFETCH(QByteArray, detail);
        QFETCH(int, exitCode);
        QFETCH(QByteArray, says);
        StillEngine engine({.state = LinkStatus::State(state), .detail = detail.toStdString()});
        const ErrText said;
        std::ostringstream out;

        QCOMPARE(app::runWatch(engine, {.once = true, .patience = 0s}, {}, out), exitCode);

        QCOMPARE(said.text(), says.toStdString());
        QVERIFY(out.str().starts_with("{\"taken_at\":"));
    }

    void saysThatPaymentsAreInvented_data()
    {
        QTest::addColumn<bool>("isDemo");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("the demonstration") << true << QByteArray("\"demo\":true");
        QTest::newRow("anybody's brokers") << false << QByteArray("\"demo\":false");
    }
    void saysThatPaymentsAreInvented()
    {
        QFETCH(bool, isDemo);
        QFETCH(QByteArray, says);
        StillEngine engine({.state = LinkStatus::State::Up});
        std::ostringstream out;

        QCOMPARE(
            app::runWatch(engine, {.once = true, .isDemo = isDemo, .patience = 0s}, {}, out), int(app::kOk));

        QVERIFY2(out.str().find(says.toStdString()) != std::string::npos, out.str().c_str());
    }
};

QTEST_GUILESS_MAIN(TestWatchCommand)
#include "tst_watch_command.moc"
