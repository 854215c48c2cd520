#include "tests/fakes/fake_history.h"

namespace halcyon::tests {

using namespace halcyon::engine;

namespace {

/// `handler(arguments...)`, or a failure when the test did not write one.
template <typename Handler, typename... Arguments>
auto callOr(const Handler& handler, const Arguments&... arguments) -> typename Handler::result_type
{
    if (handler)
        return handler(arguments...);
    return failure(ErrorCode::Missing, "Nothing is recorded here; this history is a test's.");
}

} // namespace

FakeHistory::FakeHistory()
    : m_thread([this] { run(); })
{
}

FakeHistory::~FakeHistory()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void FakeHistory::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_isEnding || (!m_isHeld && !m_waiting.empty()); });
        if (m_isEnding)
            return;
        const auto answer = std::move(m_waiting.extract(m_waiting.begin()).mapped());
        m_isAnswering = true;
        lock.unlock();
        answer();
        lock.lock();
        m_isAnswering = false;
        m_changed.notify_all();
    }
}

void FakeHistory::hold()
{
    const std::scoped_lock lock(m_mutex);
    m_isHeld = true;
}

void FakeHistory::answerAll()
{
    std::unique_lock lock(m_mutex);
    m_isHeld = false;
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return m_waiting.empty() && !m_isAnswering; });
}

std::vector<QueryNumber> FakeHistory::cancelled() const
{
    const std::scoped_lock lock(m_mutex);
    return m_cancelled;
}

std::vector<AlertAction> FakeHistory::actionsDone() const
{
    const std::scoped_lock lock(m_mutex);
    return m_actions;
}

template <typename T, typename Handler>
QueryNumber FakeHistory::ask(Answer<T> answer, Handler handler)
{
    const std::scoped_lock lock(m_mutex);
    const QueryNumber number = ++m_newest;
    m_waiting[number]
        = [answer = std::move(answer), handler = std::move(handler)]() mutable { answer(handler()); };
    m_changed.notify_all();
    return number;
}

QueryNumber FakeHistory::rows(RowsRequest request, Answer<RowsPage> answer)
{
    return ask<RowsPage>(std::move(answer), [this, request] { return callOr(onRows, request); });
}

QueryNumber FakeHistory::summary(Drill drill, Answer<DrillSummary> answer)
{
    return ask<DrillSummary>(std::move(answer), [this, drill] { return callOr(onSummary, drill); });
}

QueryNumber FakeHistory::histogram(
    Drill drill, TimeRange around, std::chrono::seconds step, Answer<DrillHistogram> answer)
{
    return ask<DrillHistogram>(
        std::move(answer), [this, drill, around, step] { return callOr(onHistogram, drill, around, step); });
}

QueryNumber FakeHistory::message(MessagePlace place, EventTime, Answer<StoredMessage> answer)
{
    return ask<StoredMessage>(std::move(answer), [this, place] { return callOr(onMessage, place); });
}

QueryNumber FakeHistory::neighbours(
    MessagePlace place, EventTime, int eachSide, Answer<std::vector<StoredMessage>> answer)
{
    return ask<std::vector<StoredMessage>>(
        std::move(answer), [this, place, eachSide] { return callOr(onNeighbours, place, eachSide); });
}

QueryNumber FakeHistory::recentOf(
    StreamId stream, std::string payer, EventTime, std::size_t, Answer<std::vector<HistoryRow>> answer)
{
    return ask<std::vector<HistoryRow>>(
        std::move(answer), [this, stream, payer] { return callOr(onRecentOf, stream, payer); });
}

QueryNumber FakeHistory::deadLetters(DeadLetterRequest request, Answer<std::vector<DeadLetterRow>> answer)
{
    return ask<std::vector<DeadLetterRow>>(
        std::move(answer), [this, request] { return callOr(onDeadLetters, request); });
}

QueryNumber FakeHistory::deadLetterCounts(TimeRange readBetween, Answer<std::vector<DeadLetterCount>> answer)
{
    return ask<std::vector<DeadLetterCount>>(
        std::move(answer), [this, readBetween] { return callOr(onDeadLetterCounts, readBetween); });
}

QueryNumber FakeHistory::alerts(TimeRange range, std::size_t limit, Answer<std::vector<Alert>> answer)
{
    return ask<std::vector<Alert>>(
        std::move(answer), [this, range, limit] { return callOr(onAlerts, range, limit); });
}

QueryNumber FakeHistory::actionsAfter(std::int64_t after, Answer<std::vector<AlertAction>> answer)
{
    return ask<std::vector<AlertAction>>(
        std::move(answer), [this, after]() -> Result<std::vector<AlertAction>> {
            const std::scoped_lock lock(m_mutex);
            std::vector<AlertAction> newer;
            for (const auto& action : m_actions) {
                if (action.sequence > after)
                    newer.push_back(action);
            }
            return newer;
        });
}

QueryNumber FakeHistory::act(std::vector<AlertAction> actions, Answer<std::vector<AlertAction>> answer)
{
    return ask<std::vector<AlertAction>>(
        std::move(answer), [this, actions]() mutable -> Result<std::vector<AlertAction>> {
            if (const auto refusal = onAct ? onAct() : std::nullopt)
                return tl::unexpected(*refusal);
            const std::scoped_lock lock(m_mutex);
            for (auto& action : actions) {
                action.sequence = std::int64_t(m_actions.size()) + 1;
                action.actor = actor;
                action.at = clock();
                m_actions.push_back(action);
            }
            return actions;
        });
}

QueryNumber FakeHistory::recorderStatus(Answer<RecorderStatus> answer)
{
    return ask<RecorderStatus>(std::move(answer), [this] { return callOr(onRecorderStatus); });
}

void FakeHistory::cancel(QueryNumber number)
{
    const std::scoped_lock lock(m_mutex);
    m_waiting.erase(number);
    m_cancelled.push_back(number);
}

} // namespace halcyon::tests
