#include "app/ctl/doctor_command.h"

#include "app/ctl/common_options.h"
#include "app/session/sources.h"
#include "engine/ingest/kafka_cluster.h"
#include "engine/ingest/schema_registry.h"
#include "engine/store/embedded_postgres.h"
#include "engine/store/migrations.h"
#include "engine/store/pg_session.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>
#include <thread>

namespace halcyon::app {

using namespace engine;

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto kBrokerPatience = 6s;
constexpr double kGib = 1024.0 * 1024 * 1024;
constexpr double kLittleDisk = 5, kNoDisk = 0.5; // GiB
constexpr double kLittleMemory = 1; // GiB
constexpr double kMostSkewSeconds = 1;

enum class Level : std::uint8_t { Ok, Warn, Fail };

struct Finding {
    Level level = Level::Ok;
    std::string what;
    std::string sentence;
};

[[nodiscard]] std::string_view levelName(Level level)
{
    static constexpr std::array<std::string_view, 3> kNames{"ok", "warn", "fail"};
    return kNames[std::size_t(level)];
}

/// Looks at one thing after the other.
class Doctor {
public:
    explicit Doctor(const Profile& profile)
        : m_profile(profile)
    {
    }

    std::vector<Finding> run()
    {
        if (m_profile.isDemo())
            add(Level::Ok, "broker", "None is configured: the demonstration brings its own.");
        else
            checkBroker();
        if (!m_profile.registry.urls.empty())
            checkRegistry();
        if (isDatabaseOurs())
            checkPrivateDatabase();
        else
            checkDatabase();
        checkDisk();
        checkMemory();
        checkFonts();
        return std::move(m_findings);
    }

private:
    void add(Level level, std::string what, std::string sentence)
    {
        m_findings.push_back({level, std::move(what), std::move(sentence)});
    }

    /// Nothing names a database, nor anything that the demonstration's would not do for.
    [[nodiscard]] bool isDatabaseOurs() const { return m_profile.isDemo() && m_profile.postgres.empty(); }

    void checkBroker()
    {
        if (const auto given = requireBrokers(m_profile); !given)
            return add(Level::Fail, "broker", given.error().message);
        const auto cluster = askClusterId(m_profile.kafka, kBrokerPatience);
        if (!cluster)
            return add(Level::Fail, "broker", cluster.error().message);
        const std::string& servers = m_profile.kafka.at("bootstrap.servers");
        add(Level::Ok, "broker", "Kafka cluster " + *cluster + " answers at " + servers + ".");
        PartitionTable partitions;
        const auto source = openLiveSource(m_profile, partitions);
        if (!source)
            return add(Level::Fail, "topics", source.error().message);
        checkTopics(**source, partitions);
    }

    void checkRegistry()
    {
        if (const auto checked = SchemaRegistry(m_profile.registry).check(); !checked)
            return add(Level::Fail, "registry", fmt::format("No schemas: {}.", checked.error().message));
        add(Level::Ok, "registry",
            fmt::format("A schema registry answers at {}.", m_profile.registry.urls.front()));
    }

    void checkTopics(KafkaSource& source, const PartitionTable& partitions)
    {
        std::set<std::string> missing;
        for (const StreamSettings& stream : m_profile.streams)
            missing.insert(stream.topics.begin(), stream.topics.end());
        std::map<std::string, std::pair<int, std::int64_t>> found; // partitions, messages
        for (const auto until = std::chrono::steady_clock::now() + kBrokerPatience;
             !missing.empty() && std::chrono::steady_clock::now() < until;) {
            std::ignore = source.poll(1, 50ms);
            found.clear();
            for (const SourcePosition& position : source.positions()) {
                auto& [count, messages] = found[partitions.at(position.partition).topic];
                ++count;
                messages += std::max<std::int64_t>(0, position.endOffset - position.firstOffset);
                if (position.endOffset >= 0)
                    missing.erase(partitions.at(position.partition).topic);
            }
        }
        for (const auto& [topic, layout] : found)
            if (!missing.contains(topic))
                add(Level::Ok, "topic " + topic,
                    fmt::format("{} partitions, {} messages in the log.", layout.first, layout.second));
        for (const std::string& topic : missing)
            add(Level::Warn, "topic " + topic,
                "Not found: it is waited for; check its name in the profile's [streams] or create it.");
    }

    void checkDatabase()
    {
        auto session = PgSession::connect({.connection = m_profile.postgres, .statementTimeout = 5s});
        if (!session)
            return add(Level::Fail, "database", toError(session.error(), "connect to PostgreSQL").message);
        add(Level::Ok, "database", "PostgreSQL " + session->serverVersionText() + " answers.");
        checkSchema(*session);
        checkClock(*session);
    }

    void checkSchema(PgSession& session)
    {
        const auto version = databaseVersion(session);
        if (!version)
            return add(Level::Fail, "schema", version.error().message);
        if (*version == schemaVersion())
            return add(Level::Ok, "schema", fmt::format("Version {}, as this program has it.", *version));
        if (*version < schemaVersion())
            return add(Level::Warn, "schema",
                fmt::format(
                    "Version {}; this program works with {}: the next \"halcyonctl record\" brings it "
                    "up to date.",
                    *version, schemaVersion()));
        add(Level::Fail, "schema",
            fmt::format(
                "Version {} is newer than this program's {}: update Halcyon.", *version, schemaVersion()));
    }

    void checkClock(PgSession& session)
    {
        const EventTime before = wallClockNow();
        const auto answer = session.query("SELECT clock_timestamp() AT TIME ZONE 'UTC'");
        const EventTime after = wallClockNow();
        if (!answer)
            return add(Level::Warn, "clock", toError(answer.error(), "read the server's clock").message);
        const EventTime middle = before + (after - before) / 2;
        const double skew = std::chrono::duration<double>(answer->time(0, 0) - middle).count();
        if (std::abs(skew) > kMostSkewSeconds)
            return add(Level::Warn, "clock",
                fmt::format(
                    "PostgreSQL's clock is {:+.1f} s from ours, so lags shown are off by that; set up "
                    "NTP on both machines.",
                    skew));
        add(Level::Ok, "clock", fmt::format("{:+.3f} s from PostgreSQL's.", skew));
    }

    void checkPrivateDatabase()
    {
        const auto servers = installedPostgres();
        if (servers.empty())
            return add(Level::Fail, "database",
                "No PostgreSQL server is installed for the private database: install the package "
                "postgresql-15.");
        const EmbeddedPostgres server(EmbeddedPostgres::defaultFolder());
        const bool isRunning = server.status().state == EmbeddedPostgresStatus::State::Running;
        add(Level::Ok, "database",
            fmt::format("PostgreSQL {} is installed; the private database in {} {}.", servers.front().major,
                server.folder().string(), isRunning ? "runs" : "starts when it is needed"));
    }

    void checkDisk()
    {
        fs::path folder = isDatabaseOurs() ? EmbeddedPostgres::defaultFolder() : dataFolder();
        std::error_code error;
        while (!fs::exists(folder, error) && folder.has_relative_path())
            folder = folder.parent_path();
        const fs::space_info space = fs::space(folder, error);
        if (error)
            return add(Level::Warn, "disk", "Cannot tell what is free at " + folder.string() + ".");
        const double free = double(space.available) / kGib;
        const auto sentence = fmt::format("{:.1f} GiB free at {}", free, folder.string());
        if (free >= kLittleDisk)
            return add(Level::Ok, "disk", sentence + ".");
        add(free < kNoDisk ? Level::Fail : Level::Warn, "disk",
            sentence + ": a busy day of payments takes more; make room or move the data.");
    }

    void checkMemory()
    {
        std::ifstream file("/proc/meminfo");
        for (std::string name; file >> name;) {
            double kib = 0;
            if (name != "MemAvailable:")
                continue;
            file >> kib;
            const double free = kib * 1024 / kGib;
            const auto sentence = fmt::format("{:.1f} GiB available", free);
            return free >= kLittleMemory ? add(Level::Ok, "memory", sentence + ".")
                                         : add(Level::Warn, "memory",
                                             sentence
                                                 + ": the engine needs about 1 GiB at 50 000 payments a "
                                                   "second; close something.");
        }
        add(Level::Warn, "memory", "Cannot tell how much is available.");
    }

    void checkFonts()
    {
        std::set<std::string> missing{"Inter", "JetBrainsMono"};
        std::vector<fs::path> folders{"/usr/share/fonts", "/usr/local/share/fonts"};
        if (const char* home = std::getenv("HOME"))
            folders.push_back(fs::path(home) / ".local/share/fonts");
        for (const fs::path& folder : folders) {
            std::error_code error;
            for (fs::recursive_directory_iterator at(
                     folder, fs::directory_options::skip_permission_denied, error);
                 !error && at != fs::recursive_directory_iterator(); at.increment(error))
                std::erase_if(missing, [name = at->path().filename().string()](const std::string& font) {
                    return name.starts_with(font);
                });
        }
        if (missing.empty())
            return add(Level::Ok, "fonts", "Inter and JetBrains Mono are installed.");
        add(Level::Warn, "fonts",
            "The window's fonts are not all installed, so text looks different: install the packages "
            "fonts-inter and fonts-jetbrains-mono.");
    }

    const Profile& m_profile;
    std::vector<Finding> m_findings;
};

} // namespace

int runDoctor(const Profile& profile, bool asJson, std::ostream& out)
{
    const std::vector<Finding> findings = Doctor(profile).run();
    if (asJson) {
        nlohmann::ordered_json lines = nlohmann::ordered_json::array();
        for (const Finding& finding : findings)
            lines.push_back({{"level", levelName(finding.level)}, {"what", finding.what},
                {"sentence", finding.sentence}});
        out << lines.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    } else {
        for (const Finding& finding : findings)
            out << fmt::format("{:<5} {:<26} {}\n", levelName(finding.level), finding.what, finding.sentence);
    }
    const bool hasFailed
        = std::ranges::any_of(findings, [](const Finding& finding) { return finding.level == Level::Fail; });
    return hasFailed ? kNotMet : kOk;
}

} // namespace halcyon::app
