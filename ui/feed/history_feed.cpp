#include "ui/feed/history_feed.h"

#include <QElapsedTimer>

namespace halcyon::ui {

using namespace halcyon::engine;

namespace {

bool isRefusal(ErrorCode code)
{
    return code == ErrorCode::Access || code == ErrorCode::Config || code == ErrorCode::Conflict;
}

} // namespace

HistoryTicket& HistoryTicket::operator=(HistoryTicket&& other) noexcept
{
    if (this != &other) {
        drop();
        m_question = std::move(other.m_question);
    }
    return *this;
}

void HistoryTicket::drop()
{
    if (!isOpen()) {
        m_question.reset();
        return;
    }
    m_question->isWanted = false;
    if (m_question->feed)
        m_question->history->cancel(m_question->number);
    m_question.reset();
}

bool HistoryTicket::isOpen() const
{
    return m_question && m_question->isWanted;
}

struct HistoryFeed::Door {
    std::mutex mutex; // guards `feed`: held to post a call, never while one runs
    QObject* feed = nullptr;

    void post(std::function<void()> call)
    {
        const std::scoped_lock lock(mutex);
        if (feed)
            QMetaObject::invokeMethod(feed, std::move(call), Qt::QueuedConnection);
    }
};

HistoryFeed::HistoryFeed(History& history, QObject* parent)
    : QObject(parent)
    , m_history(history)
    , m_door(std::make_shared<Door>())
{
    m_door->feed = this;
    m_statusTimer.setInterval(std::chrono::seconds{2});
    connect(&m_statusTimer, &QTimer::timeout, this, &HistoryFeed::askStatus);
}

HistoryFeed::~HistoryFeed()
{
    m_statusTicket.drop();
    const std::scoped_lock lock(m_door->mutex);
    m_door->feed = nullptr;
}

/// `ask(answer)` puts the question and returns its number.
template <typename T, typename Ask>
HistoryTicket HistoryFeed::ask(QObject* context, Reply<T> reply, Ask&& ask)
{
    auto question = std::make_shared<HistoryTicket::Question>();
    question->feed = this;
    question->history = &m_history;
    // shared, so that an answer thread only ever moves pointers: the reply itself lives and dies with GUI
    // objects
    auto deliver = std::make_shared<Reply<T>>(std::move(reply));
    const QPointer<QObject> guard(context);
    question->number = ask([door = m_door, question, deliver, guard](Result<T> result) {
        auto shared = std::make_shared<Result<T>>(std::move(result));
        door->post([question, deliver, guard, shared] {
            if (!question->isWanted)
                return;
            question->isWanted = false;
            if (guard)
                (*deliver)(*shared);
        });
    });
    HistoryTicket ticket;
    ticket.m_question = std::move(question);
    return ticket;
}

HistoryTicket HistoryFeed::rows(RowsRequest request, QObject* context, Reply<RowsPage> reply)
{
    return ask<RowsPage>(context, std::move(reply),
        [&](Answer<RowsPage> answer) { return m_history.rows(std::move(request), std::move(answer)); });
}

HistoryTicket HistoryFeed::summary(Drill drill, QObject* context, Reply<DrillSummary> reply)
{
    return ask<DrillSummary>(context, std::move(reply),
        [&](Answer<DrillSummary> answer) { return m_history.summary(std::move(drill), std::move(answer)); });
}

HistoryTicket HistoryFeed::histogram(
    Drill drill, TimeRange around, std::chrono::seconds step, QObject* context, Reply<DrillHistogram> reply)
{
    return ask<DrillHistogram>(context, std::move(reply), [&](Answer<DrillHistogram> answer) {
        return m_history.histogram(std::move(drill), around, step, std::move(answer));
    });
}

HistoryTicket HistoryFeed::message(
    MessagePlace place, EventTime readNear, QObject* context, Reply<StoredMessage> reply)
{
    return ask<StoredMessage>(context, std::move(reply), [&](Answer<StoredMessage> answer) {
        return m_history.message(std::move(place), readNear, std::move(answer));
    });
}

HistoryTicket HistoryFeed::neighbours(MessagePlace place, EventTime readNear, int eachSide, QObject* context,
    Reply<std::vector<StoredMessage>> reply)
{
    using Messages = std::vector<StoredMessage>;
    return ask<Messages>(context, std::move(reply), [&](Answer<Messages> answer) {
        return m_history.neighbours(std::move(place), readNear, eachSide, std::move(answer));
    });
}

HistoryTicket HistoryFeed::recentOf(StreamId stream, std::string payer, EventTime until, std::size_t limit,
    QObject* context, Reply<std::vector<HistoryRow>> reply)
{
    using Rows = std::vector<HistoryRow>;
    return ask<Rows>(context, std::move(reply), [&](Answer<Rows> answer) {
        return m_history.recentOf(stream, std::move(payer), until, limit, std::move(answer));
    });
}

HistoryTicket HistoryFeed::deadLetters(
    DeadLetterRequest request, QObject* context, Reply<std::vector<DeadLetterRow>> reply)
{
    using Rows = std::vector<DeadLetterRow>;
    return ask<Rows>(context, std::move(reply),
        [&](Answer<Rows> answer) { return m_history.deadLetters(std::move(request), std::move(answer)); });
}

HistoryTicket HistoryFeed::deadLetterCounts(
    TimeRange readBetween, QObject* context, Reply<std::vector<DeadLetterCount>> reply)
{
    using Counts = std::vector<DeadLetterCount>;
    return ask<Counts>(context, std::move(reply),
        [&](Answer<Counts> answer) { return m_history.deadLetterCounts(readBetween, std::move(answer)); });
}

HistoryTicket HistoryFeed::alerts(
    TimeRange range, std::size_t limit, QObject* context, Reply<std::vector<Alert>> reply)
{
    using Alerts = std::vector<Alert>;
    return ask<Alerts>(context, std::move(reply),
        [&](Answer<Alerts> answer) { return m_history.alerts(range, limit, std::move(answer)); });
}

HistoryTicket HistoryFeed::actionsAfter(
    std::int64_t after, QObject* context, Reply<std::vector<AlertAction>> reply)
{
    using Actions = std::vector<AlertAction>;
    return ask<Actions>(context, std::move(reply),
        [&](Answer<Actions> answer) { return m_history.actionsAfter(after, std::move(answer)); });
}

HistoryTicket HistoryFeed::act(
    std::vector<AlertAction> actions, QObject* context, Reply<std::vector<AlertAction>> reply)
{
    using Actions = std::vector<AlertAction>;
    return ask<Actions>(context, std::move(reply),
        [&](Answer<Actions> answer) { return m_history.act(std::move(actions), std::move(answer)); });
}

void HistoryFeed::startStatus()
{
    askStatus();
    m_statusTimer.start();
}

void HistoryFeed::askStatus()
{
    if (m_statusTicket.isOpen())
        return; // a slow server is asked again when it has answered
    QElapsedTimer asked;
    asked.start();
    m_statusTicket = ask<RecorderStatus>(
        this,
        [this, asked](const Result<RecorderStatus>& result) {
            m_status.isKnown = true;
            m_status.isReachable = result.has_value();
            m_status.roundTrip = std::chrono::microseconds{asked.nsecsElapsed() / 1000};
            m_status.trouble = result ? QString() : QString::fromStdString(result.error().message);
            m_status.isRefused = !result && isRefusal(result.error().code);
            if (result)
                m_status.recorder = *result;
            Q_EMIT statusChanged(m_status);
        },
        [this](Answer<RecorderStatus> answer) { return m_history.recorderStatus(std::move(answer)); });
}

} // namespace halcyon::ui
