#include "engine/store/pg_history.h"

#include "engine/store/alert_history.h"
#include "engine/store/history_figures.h"
#include "engine/store/interrupt.h"
#include "engine/store/message_lookup.h"
#include "engine/store/migrations.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace halcyon::engine {

namespace {

constexpr std::chrono::seconds kConnectTimeout{5};

enum class Weight : std::uint8_t { Light, Heavy };

/// A question: what to do on a session, and what to do when there is none.
struct Question {
    QueryNumber number = 0;
    Weight weight = Weight::Light;
    std::function<std::function<void()>(HistorySession&)> ask; ///< returns the delivery of its answer
    std::function<void(Error)> fail;
};

} // namespace

class PgHistory::Impl {
public:
    explicit Impl(PgHistorySettings settings);
    ~Impl();

    template <typename T>
    QueryNumber put(Weight weight, Answer<T> answer, std::function<Result<T>(HistorySession&)> read)
    {
        Question question{.weight = weight};
        question.ask = [answer, read = std::move(read)](HistorySession& session) -> std::function<void()> {
            return [answer, result = read(session)]() mutable { answer(std::move(result)); };
        };
        question.fail = [answer](Error error) { answer(tl::unexpected(std::move(error))); };
        return enqueue(std::move(question));
    }
    void cancel(QueryNumber number);

    [[nodiscard]] const PgHistorySettings& settings() const noexcept { return m_settings; }

private:
    /// A thread with its connection.
    struct Worker {
        Interrupt interrupt;
        std::optional<HistorySession> session; // of its thread alone
        QueryNumber running = 0; // this and the next: guarded by m_mutex
        bool isCancelled = false;
        std::thread thread;
    };

    QueryNumber enqueue(Question question);
    void run(Worker& worker);
    std::optional<Question> take(Worker& worker);
    [[nodiscard]] bool mayRun(const Question& question) const;
    std::function<void()> answerOf(Worker& worker, const Question& question);
    Result<void> makeUsable(Worker& worker);
    Result<void> connect(Worker& worker);

    PgHistorySettings m_settings;
    std::mutex m_mutex; // guards the members below and what `Worker` says
    std::condition_variable m_changed;
    std::deque<Question> m_queue;
    QueryNumber m_lastNumber = 0;
    int m_heavyRunning = 0;
    bool m_isStopping = false;
    std::deque<Worker> m_workers;
};

PgHistory::Impl::Impl(PgHistorySettings settings)
    : m_settings(std::move(settings))
{
    m_workers.resize(std::size_t(std::max(m_settings.connections, 1)));
    for (auto& worker : m_workers)
        worker.thread = std::thread([this, &worker] { run(worker); });
}

PgHistory::Impl::~Impl()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isStopping = true;
        m_queue.clear();
        for (auto& worker : m_workers) {
            worker.isCancelled = true;
            worker.interrupt.raise();
        }
    }
    m_changed.notify_all();
    for (auto& worker : m_workers)
        worker.thread.join();
}

QueryNumber PgHistory::Impl::enqueue(Question question)
{
    QueryNumber number = 0;
    {
        const std::scoped_lock lock(m_mutex);
        number = question.number = ++m_lastNumber;
        m_queue.push_back(std::move(question));
    }
    m_changed.notify_all();
    return number;
}

void PgHistory::Impl::cancel(QueryNumber number)
{
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_queue, [number](const Question& question) { return question.number == number; });
    for (auto& worker : m_workers) {
        if (worker.running == number && number != 0) {
            worker.isCancelled = true;
            worker.interrupt.raise();
        }
    }
}

/// Long questions leave one connection to the short ones.
bool PgHistory::Impl::mayRun(const Question& question) const
{
    const auto most = std::max(int(m_workers.size()) - 1, 1);
    return question.weight == Weight::Light || m_heavyRunning < most;
}

/// The next question; nothing when all is to end.
std::optional<Question> PgHistory::Impl::take(Worker& worker)
{
    std::unique_lock lock(m_mutex);
    auto next = m_queue.end();
    m_changed.wait(lock, [&] {
        next = std::find_if(
            m_queue.begin(), m_queue.end(), [this](const Question& question) { return mayRun(question); });
        return m_isStopping || next != m_queue.end();
    });
    if (m_isStopping)
        return std::nullopt;
    auto question = std::move(*next);
    m_queue.erase(next);
    worker.running = question.number;
    worker.isCancelled = false;
    worker.interrupt.clear();
    m_heavyRunning += question.weight == Weight::Heavy ? 1 : 0;
    return question;
}

void PgHistory::Impl::run(Worker& worker)
{
    while (const auto question = take(worker)) {
        const auto deliver = answerOf(worker, *question);
        bool isWanted = false;
        {
            const std::scoped_lock lock(m_mutex);
            isWanted = !worker.isCancelled;
            worker.running = 0;
            m_heavyRunning -= question->weight == Weight::Heavy ? 1 : 0;
        }
        m_changed.notify_all();
        if (isWanted)
            deliver();
    }
}

std::function<void()> PgHistory::Impl::answerOf(Worker& worker, const Question& question)
{
    if (auto usable = makeUsable(worker); !usable)
        return [fail = question.fail, error = std::move(usable.error())] { fail(error); };
    return question.ask(*worker.session);
}

Result<void> PgHistory::Impl::makeUsable(Worker& worker)
{
    if (worker.session && worker.session->session.isAlive())
        return {};
    return connect(worker);
}

Result<void> PgHistory::Impl::connect(Worker& worker)
{
    constexpr std::string_view kDoing = "connect to the history database";
    worker.session.reset();
    auto session = PgSession::connect({.connection = m_settings.connection,
        .connectTimeout = kConnectTimeout,
        .statementTimeout = m_settings.statementTimeout + std::chrono::seconds{5}, // the server's comes first
        .interrupt = &worker.interrupt});
    if (!session)
        return tl::unexpected(toError(session.error(), kDoing));
    const auto timeout = std::chrono::milliseconds(m_settings.statementTimeout).count();
    // The planner takes the block range indexes for worse than they are: without seqscan it uses them.
    if (auto set
        = session->script("SET default_transaction_read_only = on; SET enable_seqscan = off; SET jit = off; "
                          "SET statement_timeout = "
            + std::to_string(timeout));
        !set)
        return tl::unexpected(toError(set.error(), kDoing));
    if (auto fits = requireSchema(*session); !fits)
        return fits;
    worker.session.emplace(HistorySession{std::move(*session)});
    return {};
}

PgHistory::PgHistory(PgHistorySettings settings)
    : m_impl(std::make_unique<Impl>(std::move(settings)))
{
}

PgHistory::~PgHistory() = default;

QueryNumber PgHistory::rows(RowsRequest request, Answer<RowsPage> answer)
{
    return m_impl->put<RowsPage>(Weight::Light, std::move(answer),
        [request = std::move(request)](HistorySession& session) { return readPage(session, request); });
}

QueryNumber PgHistory::summary(Drill drill, Answer<DrillSummary> answer)
{
    return m_impl->put<DrillSummary>(Weight::Heavy, std::move(answer),
        [drill = std::move(drill)](HistorySession& session) { return readSummary(session, drill); });
}

QueryNumber PgHistory::histogram(
    Drill drill, TimeRange around, std::chrono::seconds step, Answer<DrillHistogram> answer)
{
    return m_impl->put<DrillHistogram>(
        Weight::Heavy, std::move(answer), [drill = std::move(drill), around, step](HistorySession& session) {
            return readHistogram(session, drill, around, step);
        });
}

QueryNumber PgHistory::message(MessagePlace place, EventTime readNear, Answer<StoredMessage> answer)
{
    return m_impl->put<StoredMessage>(Weight::Light, std::move(answer),
        [place = std::move(place), readNear, explain = m_impl->settings().explain](
            HistorySession& session) { return readMessage(session, place, readNear, explain); });
}

QueryNumber PgHistory::neighbours(
    MessagePlace place, EventTime readNear, int eachSide, Answer<std::vector<StoredMessage>> answer)
{
    return m_impl->put<std::vector<StoredMessage>>(Weight::Light, std::move(answer),
        [place = std::move(place), readNear, eachSide](
            HistorySession& session) { return readNeighbours(session, place, readNear, eachSide); });
}

QueryNumber PgHistory::recentOf(StreamId stream, std::string payer, EventTime until, std::size_t limit,
    Answer<std::vector<HistoryRow>> answer)
{
    RowsRequest request{.limit = limit};
    request.drill.stream = stream;
    request.drill.range = {EventTime::min(), until + std::chrono::microseconds{1}};
    request.drill.filters
        = {{.field = stream == StreamId::Upi ? "payer" : "user_id", .value = std::move(payer)}};
    return m_impl->put<std::vector<HistoryRow>>(Weight::Light, std::move(answer),
        [request = std::move(request)](HistorySession& session) { return readAllOf(session, request); });
}

QueryNumber PgHistory::deadLetters(DeadLetterRequest request, Answer<std::vector<DeadLetterRow>> answer)
{
    return m_impl->put<std::vector<DeadLetterRow>>(
        Weight::Light, std::move(answer), [request = std::move(request)](HistorySession& session) {
            return readDeadLetters(session, request);
        });
}

QueryNumber PgHistory::deadLetterCounts(TimeRange readBetween, Answer<std::vector<DeadLetterCount>> answer)
{
    return m_impl->put<std::vector<DeadLetterCount>>(Weight::Heavy, std::move(answer),
        [readBetween](HistorySession& session) { return countDeadLetters(session, readBetween); });
}

QueryNumber PgHistory::alerts(TimeRange range, std::size_t limit, Answer<std::vector<Alert>> answer)
{
    return m_impl->put<std::vector<Alert>>(Weight::Light, std::move(answer),
        [range, limit](HistorySession& session) { return readAlerts(session, range, limit); });
}

QueryNumber PgHistory::actionsAfter(std::int64_t after, Answer<std::vector<AlertAction>> answer)
{
    return m_impl->put<std::vector<AlertAction>>(Weight::Light, std::move(answer),
        [after](HistorySession& session) { return readActionsAfter(session, after); });
}

QueryNumber PgHistory::act(std::vector<AlertAction> actions, Answer<std::vector<AlertAction>> answer)
{
    return m_impl->put<std::vector<AlertAction>>(Weight::Light, std::move(answer),
        [actions = std::move(actions), actor = m_impl->settings().actor](
            HistorySession& session) { return storeActions(session, actions, actor); });
}

QueryNumber PgHistory::recorderStatus(Answer<RecorderStatus> answer)
{
    return m_impl->put<RecorderStatus>(Weight::Light, std::move(answer), readRecorderStatus);
}

void PgHistory::cancel(QueryNumber number)
{
    m_impl->cancel(number);
}

} // namespace halcyon::engine
