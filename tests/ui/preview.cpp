// halcyon_preview: the console on an invented afternoon, with all options of halcyon. HALCYON_PREVIEW chooses
// what goes wrong: "stale" stops the messages, "offline" never connects, "restless" changes the newest
// seconds all the time.

#include "app/console/console_backend.h"
#include "tests/fakes/fake_engine.h"
#include "tests/fakes/recorded_story.h"
#include "tests/fakes/story.h"

#include <QTimer>

namespace {

using namespace halcyon;
using namespace std::chrono;

class PreviewBackend : public app::ConsoleBackend {
public:
    explicit PreviewBackend(const QByteArray& trouble)
        : m_engine(tests::story::now() - minutes{15})
        , m_trouble(trouble)
    {
        m_history.onRecorderStatus = [this] {
            return engine::RecorderStatus{true, now() - milliseconds{300}, 4'127'000, 720, 1, "15.8"};
        };
        tests::tellRecordedStory(m_history);
        m_history.clock = [this] { return now(); };
        m_engine.setRestless(trouble == "restless");
        if (trouble != "offline")
            m_engine.advanceTo(now());
        if (trouble == "stale") {
            m_engine.stopMessages();
            m_shift = minutes{4};
        }
        if (trouble == "offline")
            publishOffline();
        QObject::connect(&m_timer, &QTimer::timeout, [this] {
            if (m_trouble != "offline")
                m_engine.advanceTo(now());
        });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(trouble == "restless" ? 33 : 100);
    }

    engine::Engine& engine() override { return m_engine; }
    engine::History* history() override { return m_trouble == "offline" ? nullptr : &m_history; }
    ui::ProfileLabel profile() const override
    {
        return {QStringLiteral("PROD · payments-mumbai"), QColor(0xF4, 0x56, 0x6A)};
    }
    std::vector<app::BackendNotice> notices() const override { return {}; }
    engine::EventTime now() const override
    {
        return tests::story::now() + m_shift + duration_cast<microseconds>(steady_clock::now() - m_start);
    }

private:
    void publishOffline()
    {
        engine::LiveSnapshot snapshot;
        snapshot.takenAt = now();
        snapshot.kafka = {engine::LinkStatus::State::Down, now(),
            "Kafka at 127.0.0.1:9092 refused the connection; start the broker or correct the profile's "
            "brokers."};
        m_engine.publish(std::move(snapshot));
    }

    steady_clock::time_point m_start = steady_clock::now();
    tests::FakeEngine m_engine;
    tests::FakeHistory m_history;
    QByteArray m_trouble;
    QTimer m_timer;
    microseconds m_shift{0}; // of the clock, so that the silence is already long
};

} // namespace

int main(int argc, char** argv)
{
    return app::consoleMain(
        argc, argv, [](const app::ConsoleOptions&) -> engine::Result<std::unique_ptr<app::ConsoleBackend>> {
            return std::make_unique<PreviewBackend>(qgetenv("HALCYON_PREVIEW"));
        });
}
