#pragma once

#include "engine/api/history.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace halcyon::tests {

/// A history whose answers the test writes. Answers come from a thread of its
/// own, as real ones do: at once, or held back until `answerAll`.
class FakeHistory : public engine::History {
public:
    template <typename T>
    using Result = engine::Result<T>;

    FakeHistory();
    ~FakeHistory() override;

    /// Questions wait from now on.
    void hold();
    /// Answers all that wait and goes on answering at once; returns when they are answered.
    void answerAll();
    [[nodiscard]] std::vector<engine::QueryNumber> cancelled() const;
    [[nodiscard]] std::vector<engine::AlertAction> actionsDone() const;

    /// What is answered; set before asking. Unset: a failure that says so.
    std::function<Result<engine::RowsPage>(const engine::RowsRequest&)> onRows;
    std::function<Result<engine::DrillSummary>(const engine::Drill&)> onSummary;
    std::function<Result<engine::DrillHistogram>(
        const engine::Drill&, engine::TimeRange, std::chrono::seconds)>
        onHistogram;
    std::function<Result<engine::StoredMessage>(const engine::MessagePlace&)> onMessage;
    std::function<Result<std::vector<engine::StoredMessage>>(const engine::MessagePlace&, int)> onNeighbours;
    std::function<Result<std::vector<engine::HistoryRow>>(engine::StreamId, const std::string&)> onRecentOf;
    std::function<Result<std::vector<engine::DeadLetterRow>>(const engine::DeadLetterRequest&)> onDeadLetters;
    std::function<Result<std::vector<engine::DeadLetterCount>>(engine::TimeRange)> onDeadLetterCounts;
    std::function<Result<std::vector<engine::Alert>>(engine::TimeRange, std::size_t)> onAlerts;
    std::function<Result<engine::RecorderStatus>()> onRecorderStatus;
    /// Refuses actions with an error; unset: all are stored.
    std::function<std::optional<engine::Error>()> onAct;
    /// Who acts and when, as the database would fill in.
    std::string actor = "ops01";
    std::function<engine::EventTime()> clock = engine::wallClockNow;

    engine::QueryNumber rows(engine::RowsRequest request, engine::Answer<engine::RowsPage> answer) override;
    engine::QueryNumber summary(engine::Drill drill, engine::Answer<engine::DrillSummary> answer) override;
    engine::QueryNumber histogram(engine::Drill drill, engine::TimeRange around, std::chrono::seconds step,
        engine::Answer<engine::DrillHistogram> answer) override;
    engine::QueryNumber message(engine::MessagePlace place, engine::EventTime readNear,
        engine::Answer<engine::StoredMessage> answer) override;
    engine::QueryNumber neighbours(engine::MessagePlace place, engine::EventTime readNear, int eachSide,
        engine::Answer<std::vector<engine::StoredMessage>> answer) override;
    engine::QueryNumber recentOf(engine::StreamId stream, std::string payer, engine::EventTime until,
        std::size_t limit, engine::Answer<std::vector<engine::HistoryRow>> answer) override;
    engine::QueryNumber deadLetters(engine::DeadLetterRequest request,
        engine::Answer<std::vector<engine::DeadLetterRow>> answer) override;
    engine::QueryNumber deadLetterCounts(
        engine::TimeRange readBetween, engine::Answer<std::vector<engine::DeadLetterCount>> answer) override;
    engine::QueryNumber alerts(engine::TimeRange range, std::size_t limit,
        engine::Answer<std::vector<engine::Alert>> answer) override;
    engine::QueryNumber actionsAfter(
        std::int64_t after, engine::Answer<std::vector<engine::AlertAction>> answer) override;
    engine::QueryNumber act(std::vector<engine::AlertAction> actions,
        engine::Answer<std::vector<engine::AlertAction>> answer) override;
    engine::QueryNumber recorderStatus(engine::Answer<engine::RecorderStatus> answer) override;
    void cancel(engine::QueryNumber number) override;

private:
    template <typename T, typename Handler>
    engine::QueryNumber ask(engine::Answer<T> answer, Handler handler);
    void run();

    mutable std::mutex m_mutex; // guards all below; held to look and to move, never while an answer is given
    std::condition_variable m_changed;
    std::map<engine::QueryNumber, std::function<void()>> m_waiting;
    std::vector<engine::QueryNumber> m_cancelled;
    std::vector<engine::AlertAction> m_actions;
    engine::QueryNumber m_newest = 0;
    bool m_isHeld = false;
    bool m_isAnswering = false;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace halcyon::tests
