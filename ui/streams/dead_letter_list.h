#pragma once

#include "ui/feed/engine_feed.h"
#include "ui/feed/history_feed.h"
#include "ui/models/dead_letter_models.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace halcyon::ui {

/// Dead letters of the live range as history has them: how many of each topic
/// and reason, and the newest of the chosen one, more of them when asked.
///
/// While active it looks again every few seconds. A look that fails keeps what
/// the last one found and says so.
class DeadLetterList : public QObject {
    Q_OBJECT
public:
    enum class State : unsigned char { Loading, Ready, Failed };

    DeadLetterList(EngineFeed& feed, HistoryFeed* history, const ZoneChoice& zone, QObject* parent = nullptr);

    void setActive(bool isActive);
    void look();
    /// -1: nothing is chosen.
    void choose(int countRow);
    /// The next page of the chosen ones, unless all are here or on their way.
    void fetchMore();
    /// Messages that came since `letters()` was read are wanted: not while somebody reads further down.
    void setFollowing(bool isFollowing) { m_isFollowing = isFollowing; }

    [[nodiscard]] State state() const { return m_state; }
    /// Why the last look failed; empty after one that did not.
    [[nodiscard]] const QString& trouble() const { return m_trouble; }
    [[nodiscard]] engine::EventTime readAt() const { return m_readAt; } ///< the last look that did not fail
    [[nodiscard]] const engine::TimeRange& range() const { return m_range; }
    [[nodiscard]] DeadLetterCountsModel& counts() { return m_counts; }
    [[nodiscard]] DeadLettersModel& letters() { return m_letters; }
    [[nodiscard]] const DeadLettersModel& letters() const { return m_letters; }
    [[nodiscard]] std::uint64_t total() const;
    /// How many of the chosen ones were recorded since `letters()` was read.
    [[nodiscard]] std::uint64_t newer() const;
    [[nodiscard]] const engine::DeadLetterCount* chosen() const;
    [[nodiscard]] bool isReadingLetters() const { return m_lettersTicket.isOpen(); }
    [[nodiscard]] const QString& lettersTrouble() const { return m_lettersTrouble; }
    /// What `letters()` is an answer to, from its newest on.
    [[nodiscard]] engine::DeadLetterRequest request() const;

    static constexpr std::size_t kPage = 200;

Q_SIGNALS:
    void countsChanged(); ///< state, counts or which one is chosen
    void lettersChanged();

private:
    void onCounts(const engine::Result<std::vector<engine::DeadLetterCount>>& answer);
    void readLetters();
    void onLetters(const engine::Result<std::vector<engine::DeadLetterRow>>& answer, bool isMore);

    EngineFeed& m_feed;
    HistoryFeed* m_history;
    DeadLetterCountsModel m_counts;
    DeadLettersModel m_letters;
    QTimer m_timer;
    HistoryTicket m_countsTicket, m_lettersTicket;
    State m_state = State::Loading;
    QString m_trouble, m_lettersTrouble;
    engine::EventTime m_readAt{};
    engine::TimeRange m_range, m_lettersRange; // of the counts, and of the letters that were counted
    std::optional<engine::DeadLetterCount> m_chosen; // with the count its letters were read at
    bool m_isComplete = false;
    bool m_isFollowing = true;
};

} // namespace halcyon::ui
