// halcyon: the window on a session.

#include "app/console/console_backend.h"
#include "app/session/session.h"
#include "engine/runtime/backlog_memory.h"

namespace {

using namespace halcyon;

/// The profile's strip: a name of the palette or #rrggbb.
QColor colourOf(const std::string& text)
{
    static const std::map<std::string, QColor> kNamed{{"red", QColor(0xF4, 0x56, 0x6A)},
        {"orange", QColor(0xFF, 0x9F, 0x43)}, {"green", QColor(0x2F, 0xC2, 0x75)},
        {"teal", QColor(0x2C, 0xC5, 0xC0)}, {"violet", QColor(0x9B, 0x7B, 0xFF)}};
    if (const auto named = kNamed.find(text); named != kNamed.end())
        return named->second;
    const QColor colour(QString::fromStdString(text));
    return colour.isValid() ? colour : kNamed.at("teal");
}

class SessionBackend final : public app::ConsoleBackend {
public:
    explicit SessionBackend(std::unique_ptr<app::Session> session)
        : m_session(std::move(session))
    {
    }

    engine::Engine& engine() override { return m_session->engine(); }
    engine::History* history() override { return &m_session->history(); }
    ui::ProfileLabel profile() const override
    {
        const app::Profile& profile = m_session->profile();
        return {QString::fromStdString(profile.name), colourOf(profile.colour)};
    }
    void startServers() override { m_session->startServers(); }
    std::vector<app::BackendNotice> notices() const override
    {
        std::vector<app::BackendNotice> notices;
        for (const app::Session::Notice& notice : m_session->notices())
            notices.push_back({notice.id, notice.sentence});
        return notices;
    }

private:
    std::unique_ptr<app::Session> m_session;
};

engine::Result<app::Settings> settingsOf(const app::ConsoleOptions& options)
{
    app::Settings settings;
    if (options.isDemo)
        return settings;
    const std::string name = options.profile.toStdString();
    if (!name.empty())
        if (auto read = settings.readFile(app::profilePath(name)); !read)
            return tl::unexpected(read.error());
    if (auto read = settings.readEnvironment(app::halcyonEnvironment()); !read)
        return tl::unexpected(read.error());
    return settings;
}

engine::Result<std::unique_ptr<app::ConsoleBackend>> openBackend(const app::ConsoleOptions& options)
{
    auto settings = settingsOf(options);
    if (!settings)
        return tl::unexpected(settings.error());
    const std::string name = options.profile.isEmpty()
        ? "environment"
        : std::filesystem::path(options.profile.toStdString()).stem().string();
    auto session = app::Session::open(std::move(*settings), name);
    if (!session)
        return tl::unexpected(session.error());
    return std::make_unique<SessionBackend>(std::move(*session));
}

} // namespace

int main(int argc, char** argv)
{
    engine::keepFreedMemory();
    return app::consoleMain(argc, argv, openBackend);
}
