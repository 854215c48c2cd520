#pragma once

#include "ui/models/alert_action_sync.h"
#include "ui/models/recorded_alerts.h"
#include "ui/shell/main_window.h"

#include <functional>

namespace halcyon::ui {

/// What the window stands on; the application, or a test, brings it.
struct ConsoleParts {
    engine::Engine& engine;
    engine::History* history = nullptr; ///< null: no database
    ProfileLabel profile;
    EngineFeed::Clock clock = engine::wallClockNow;
};

/// The window with all its pages on one engine: feeds, stores and scheduler, in
/// the order they need each other.
class Console {
public:
    explicit Console(const ConsoleParts& parts);

    /// Begins to look at the engine and at history.
    void start();

    [[nodiscard]] MainWindow& window() { return m_window; }
    [[nodiscard]] EngineFeed& feed() { return m_feed; }
    [[nodiscard]] RefreshScheduler& scheduler() { return m_scheduler; }
    [[nodiscard]] AlertStore& alerts() { return m_alerts; }
    [[nodiscard]] PageContext& context() { return m_context; }

private:
    void addPages();

    EngineFeed m_feed;
    std::unique_ptr<HistoryFeed> m_history;
    AlertStore m_alerts;
    std::unique_ptr<AlertActionSync> m_actionSync;
    std::unique_ptr<RecordedAlerts> m_recordedAlerts;
    ZoneChoice m_zone;
    RefreshScheduler m_scheduler;
    PageContext m_context;
    MainWindow m_window;
};

} // namespace halcyon::ui
