#pragma once

#include "engine/api/engine.h"

#include <map>
#include <set>

namespace halcyon::tests {

/// An engine that tells the story of story.h instead of reading Kafka. The test
/// is the clock: nothing is published until `advanceTo`.
class FakeEngine : public engine::Engine {
public:
    /// `alertsFrom`: the story's alerts from then on are in the log at once.
    explicit FakeEngine(engine::EventTime alertsFrom);

    /// Publishes what the engine would at that moment, unless paused.
    void advanceTo(engine::EventTime at);
    /// From now on nothing arrives; the board goes on being published.
    void stopMessages() { m_areMessagesStopped = true; }
    void resumeMessages() { m_areMessagesStopped = false; }
    void setKafka(engine::LinkStatus::State state, std::string detail, engine::EventTime since);
    /// Publishes exactly this.
    void publish(engine::LiveSnapshot snapshot);
    /// Every publish also changes the newest seconds, as a busy stream's do.
    void setRestless(bool isRestless) { m_isRestless = isRestless; }

    [[nodiscard]] const engine::SnapshotBoard& board() const override { return m_board; }
    [[nodiscard]] const engine::AlertLog& alerts() const override { return m_alerts; }
    [[nodiscard]] engine::AlertLog& alertLog() { return m_alerts; }
    void pause() override;
    void resume() override { m_isPaused = false; }
    void watch(std::set<std::string> metricIds, std::chrono::seconds range) override;

    [[nodiscard]] const std::set<std::string>& watched() const { return m_watched; }
    [[nodiscard]] std::chrono::seconds range() const { return m_range; }
    [[nodiscard]] bool isPaused() const { return m_isPaused; }
    [[nodiscard]] int watchCalls() const { return m_watchCalls; }

private:
    void raiseAlertsUntil(engine::EventTime at);
    void fillSeries(engine::LiveSnapshot& snapshot);
    void fillShapes(engine::LiveSnapshot& snapshot);
    void fillHeatmap(engine::LiveSnapshot& snapshot);
    static void fillStreams(engine::LiveSnapshot& snapshot);
    /// The story told so far, so that a publish costs little: what is measured is the window.
    void tellUntil(
        const std::string& id, engine::MetricSeries& told, engine::EventTime from, engine::EventTime last);

    engine::SnapshotBoard m_board;
    engine::AlertLog m_alerts;
    std::set<std::string> m_watched;
    std::chrono::seconds m_range{900};
    std::map<std::string, engine::MetricSeries> m_told; // by metric
    std::map<engine::EventTime, std::array<std::uint32_t, engine::ScoreHeatmap::kBins>> m_columns;
    std::map<engine::EventTime, std::array<std::uint32_t, engine::kSeverityCount>> m_minutes;
    engine::LinkStatus m_kafka;
    engine::EventTime m_lastMessage{};
    engine::EventTime m_alertsUntil{};
    std::uint64_t m_sequence = 0;
    int m_watchCalls = 0;
    bool m_areMessagesStopped = false;
    bool m_isPaused = false;
    bool m_isRestless = false;
};

} // namespace halcyon::tests
