#pragma once

#include "engine/api/history.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

namespace halcyon::ui {

/// A question whose answer is still wanted. Destroying it, or assigning the
/// next question to it, drops the answer and cancels the query.
class [[nodiscard]] HistoryTicket {
public:
    HistoryTicket() = default;
    ~HistoryTicket() { drop(); }
    HistoryTicket(HistoryTicket&& other) noexcept = default;
    HistoryTicket& operator=(HistoryTicket&& other) noexcept;
    HistoryTicket(const HistoryTicket&) = delete;
    HistoryTicket& operator=(const HistoryTicket&) = delete;

    void drop();
    [[nodiscard]] bool isOpen() const; ///< asked, not answered, not dropped

private:
    friend class HistoryFeed;
    struct Question {
        QPointer<QObject> feed; // null: the history is gone
        engine::History* history = nullptr;
        engine::QueryNumber number = 0;
        bool isWanted = true; // GUI thread only
    };
    std::shared_ptr<Question> m_question;
};

/// How recorded history is doing, from the last look.
struct HistoryStatus {
    bool isKnown = false; ///< an answer has come at all
    bool isReachable = false; ///< and its tables can be read
    std::chrono::microseconds roundTrip{0};
    engine::RecorderStatus recorder;
    QString trouble; ///< one sentence when not reachable
    /// The server is there and will not do until somebody acts: a wrong password, another version's tables.
    bool isRefused = false;
};

/// The one door from history into the GUI thread.
///
/// Every reply comes on the GUI thread, after the call that asked has returned,
/// and only while its context object lives and its ticket is held.
class HistoryFeed : public QObject {
    Q_OBJECT
public:
    template <typename T>
    using Reply = std::function<void(const engine::Result<T>&)>;

    explicit HistoryFeed(engine::History& history, QObject* parent = nullptr);
    ~HistoryFeed() override;

    HistoryTicket rows(engine::RowsRequest request, QObject* context, Reply<engine::RowsPage> reply);
    HistoryTicket summary(engine::Drill drill, QObject* context, Reply<engine::DrillSummary> reply);
    HistoryTicket histogram(engine::Drill drill, engine::TimeRange around, std::chrono::seconds step,
        QObject* context, Reply<engine::DrillHistogram> reply);
    HistoryTicket message(engine::MessagePlace place, engine::EventTime readNear, QObject* context,
        Reply<engine::StoredMessage> reply);
    HistoryTicket neighbours(engine::MessagePlace place, engine::EventTime readNear, int eachSide,
        QObject* context, Reply<std::vector<engine::StoredMessage>> reply);
    HistoryTicket recentOf(engine::StreamId stream, std::string payer, engine::EventTime until,
        std::size_t limit, QObject* context, Reply<std::vector<engine::HistoryRow>> reply);
    HistoryTicket deadLetters(
        engine::DeadLetterRequest request, QObject* context, Reply<std::vector<engine::DeadLetterRow>> reply);
    HistoryTicket deadLetterCounts(
        engine::TimeRange readBetween, QObject* context, Reply<std::vector<engine::DeadLetterCount>> reply);
    HistoryTicket alerts(engine::TimeRange range, std::size_t limit, QObject* context,
        Reply<std::vector<engine::Alert>> reply);
    HistoryTicket actionsAfter(
        std::int64_t after, QObject* context, Reply<std::vector<engine::AlertAction>> reply);
    HistoryTicket act(std::vector<engine::AlertAction> actions, QObject* context,
        Reply<std::vector<engine::AlertAction>> reply);

    /// Looks at the recorder now and then every two seconds.
    void startStatus();
    [[nodiscard]] const HistoryStatus& status() const { return m_status; }

Q_SIGNALS:
    void statusChanged(const halcyon::ui::HistoryStatus& status);

private:
    struct Door; // what answers may reach from other threads; outlives this object
    template <typename T, typename Ask>
    HistoryTicket ask(QObject* context, Reply<T> reply, Ask&& ask);
    void askStatus();

    engine::History& m_history;
    std::shared_ptr<Door> m_door;
    QTimer m_statusTimer;
    HistoryTicket m_statusTicket;
    HistoryStatus m_status;
};

} // namespace halcyon::ui

Q_DECLARE_METATYPE(halcyon::ui::HistoryStatus)
