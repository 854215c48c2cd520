#pragma once

#include "ui/feed/engine_feed.h"
#include "ui/feed/history_feed.h"
#include "ui/models/alert_store.h"

#include <QObject>

namespace halcyon::ui {

/// Brings the alerts of the last day from history into a store, once: at the
/// start, or as soon as the database can be reached.
class RecordedAlerts : public QObject {
    Q_OBJECT
public:
    enum class State : unsigned char { NotAsked, Loading, Loaded, Failed };

    RecordedAlerts(HistoryFeed& history, const EngineFeed& feed, AlertStore& store, QObject* parent = nullptr);

    void start();
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const QString& trouble() const { return m_trouble; } ///< why it failed, one sentence

    static constexpr std::chrono::hours kBack{24};
    static constexpr std::size_t kMost = 20'000; ///< the newest of them

Q_SIGNALS:
    void stateChanged();

private:
    void setState(State state, const QString& trouble = {});

    HistoryFeed& m_history;
    const EngineFeed& m_feed;
    AlertStore& m_store;
    HistoryTicket m_ticket;
    State m_state = State::NotAsked;
    QString m_trouble;
};

} // namespace halcyon::ui
