#pragma once

#include "ui/feed/history_feed.h"
#include "ui/models/alert_store.h"

#include <QObject>

#include <list>
#include <optional>
#include <vector>

namespace halcyon::ui {

/// Something done to one or more alerts.
struct AlertDeed {
    engine::AlertAction::Kind kind = engine::AlertAction::Kind::Acknowledge;
    std::vector<engine::AlertId> alerts;
    std::string outcome; ///< of a Close
    std::string note;
    std::vector<AlertState> statesBefore; ///< of each alert

    [[nodiscard]] bool canBeUndone() const
    {
        return kind == engine::AlertAction::Kind::Acknowledge || kind == engine::AlertAction::Kind::Close;
    }
};

/// Where people act on alerts: what is done is stored in the database at once,
/// all or none, and shows in the store when it is. Undoing is an action of its
/// own (reopen), so that the record says what happened.
class AlertDesk : public QObject {
    Q_OBJECT
public:
    /// A null `history`: this profile has no database.
    AlertDesk(HistoryFeed* history, AlertStore& alerts, QObject* parent = nullptr);

    /// Why nobody can act now, in one sentence; empty when one can.
    [[nodiscard]] QString whyNot() const;

    void acknowledge(std::vector<engine::AlertId> alerts);
    void close(std::vector<engine::AlertId> alerts, const std::string& outcome, const std::string& note);
    void reopen(std::vector<engine::AlertId> alerts);
    void addNote(engine::AlertId alert, const std::string& note);
    /// Brings the alerts of a deed back to what they were.
    void undo(const AlertDeed& deed);

    /// Being stored right now.
    [[nodiscard]] bool isBusy(engine::AlertId alert) const;

Q_SIGNALS:
    void done(const halcyon::ui::AlertDeed& deed);
    void undone(const halcyon::ui::AlertDeed& deed);
    void failed(const halcyon::ui::AlertDeed& deed, const QString& sentence);
    /// `whyNot` or `isBusy` may answer differently now.
    void changed();

private:
    struct Running {
        HistoryTicket ticket;
        AlertDeed deed;
        bool isUndo = false;
    };
    using Actions = std::vector<engine::AlertAction>;

    void perform(AlertDeed deed);
    void store(Actions actions, AlertDeed deed, bool isUndo);
    void onAnswer(std::list<Running>::iterator running, const engine::Result<Actions>& answer);

    HistoryFeed* m_history;
    AlertStore& m_alerts;
    std::list<Running> m_running;
};

} // namespace halcyon::ui

Q_DECLARE_METATYPE(halcyon::ui::AlertDeed)
