#pragma once

#include "app/config/profile.h"
#include "app/session/embedded_default.h"
#include "app/session/recorder_process.h"
#include "engine/api/engine.h"
#include "engine/api/history.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace halcyon::app {

/// Everything a view of the streams runs on: the live engine, history, and a
/// recorder where the profile wants one. Opening waits for no server.
class Session {
public:
    /// A sentence that is true at this moment.
    struct Notice {
        std::string id;
        std::string sentence;
    };

    /// On the servers the settings name; without any and without a profile, on the embedded default.
    [[nodiscard]] static engine::Result<std::unique_ptr<Session>> open(
        Settings settings, const std::string& name);
    ~Session();

    /// Once: the demo's database, and a recorder where the profile wants one. Apart from
    /// open() because their starts take the processors while a window has its first frame to draw.
    void startServers();

    [[nodiscard]] engine::Engine& engine() { return *m_engine; }
    [[nodiscard]] engine::History& history() { return *m_history; }
    [[nodiscard]] const Profile& profile() const { return m_profile; }
    [[nodiscard]] std::vector<Notice> notices() const;

private:
    Session() = default;
    void startRecorder();

    Settings m_settings;
    Profile m_profile;
    std::unique_ptr<EmbeddedDefault> m_embedded; // null unless demo
    std::unique_ptr<engine::Engine> m_engine;
    std::unique_ptr<engine::History> m_history;
    mutable std::mutex m_mutex; // guards the two below: the demo starts the recorder from another thread
    bool m_isClosing = false;
    std::unique_ptr<RecorderProcess> m_recorder;
};

} // namespace halcyon::app
