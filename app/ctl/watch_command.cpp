#include "app/ctl/watch_command.h"

#include "app/ctl/backlog_wait.h"
#include "app/session/engine_parts.h"
#include "app/session/session.h"
#include "app/session/sources.h"
#include "engine/api/metric_catalogue.h"
#include "engine/runtime/live_engine.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iomanip>
#include <mutex>
#include <sstream>

namespace halcyon::app {

using namespace engine;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kShownAlerts = 8;
constexpr std::size_t kShownPartitions = 24;

/// Waits, but not past a stop.
class Pause {
public:
    explicit Pause(std::stop_token stop)
        : m_stop(std::move(stop))
    {
    }
    /// False when it is time to stop.
    bool wait(std::chrono::milliseconds time)
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, m_stop, time, [] { return false; });
        return !m_stop.stop_requested();
    }

private:
    std::stop_token m_stop;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
};

[[nodiscard]] std::string grouped(std::int64_t number)
{
    std::string digits = std::to_string(number);
    for (std::ptrdiff_t at = std::ptrdiff_t(digits.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
        digits.insert(std::size_t(at), 1, ',');
    return digits;
}

/// Draws snapshots over each other in a terminal.
class Screen {
public:
    Screen(std::ostream& out, bool isColored, ZoneText zone)
        : m_out(out)
        , m_isColored(isColored)
        , m_zone(std::move(zone))
    {
    }

    void draw(const LiveSnapshot& snapshot, const std::deque<LoggedAlert>& alerts, const std::string& profile)
    {
        m_text.str({});
        drawHead(snapshot, profile);
        drawStreams(snapshot);
        drawPartitions(snapshot);
        drawAlerts(alerts);
        m_out << "\x1b[H" << clearLines(m_text.str()) << "\x1b[J" << std::flush;
    }

private:
    void drawHead(const LiveSnapshot& snapshot, const std::string& profile)
    {
        const bool isLive = snapshot.kafka.state == LinkStatus::State::Up;
        const bool hasData = snapshot.lastMessageAt != EventTime{};
        m_text << color(isLive ? "1;32" : "1;33")
               << (isLive           ? "LIVE"
                          : hasData ? "STALE since " + m_zone.format(snapshot.kafka.since)
                                    : "NO DATA YET")
               << color("0") << "  " << profile << "  " << m_zone.format(floorTo(snapshot.takenAt, 1s))
               << "  " << grouped(std::int64_t(snapshot.payments)) << " payments, lag "
               << grouped(snapshot.lag()) << '\n';
        if (!snapshot.kafka.detail.empty())
            m_text << color("33") << snapshot.kafka.detail << color("0") << '\n';
        m_text << '\n';
    }

    void drawStreams(const LiveSnapshot& snapshot)
    {
        m_text << std::left << std::setw(14) << "stream" << std::right << std::setw(9) << "/s"
               << std::setw(14) << "clean" << std::setw(11) << "duplicate" << std::setw(9) << "late"
               << std::setw(13) << "dead letters"
               << "  total\n";
        for (const StreamStatus& stream : snapshot.streams) {
            m_text << std::left << std::setw(14) << streamName(stream.stream) << std::right << std::setw(9)
                   << grouped(std::int64_t(stream.eventsPerSecond)) << std::setw(14)
                   << grouped(std::int64_t(stream.ledger[Bucket::Clean])) << std::setw(11)
                   << grouped(std::int64_t(stream.ledger[Bucket::Duplicate])) << std::setw(9)
                   << grouped(std::int64_t(stream.ledger[Bucket::Late])) << std::setw(13)
                   << grouped(std::int64_t(stream.ledger[Bucket::DeadLetter])) << ' ';
            for (const CurrencyTotal& total : stream.totals)
                m_text << ' ' << total.currency.code() << ' ' << formatAmount(total.amount);
            m_text << '\n';
        }
        m_text << '\n';
    }

    void drawPartitions(const LiveSnapshot& snapshot)
    {
        m_text << std::left << std::setw(34) << "topic/partition" << std::right << std::setw(16) << "position"
               << std::setw(16) << "end" << std::setw(12) << "lag" << std::setw(9) << "/s" << '\n';
        std::size_t shown = 0;
        for (const PartitionStatus& partition : snapshot.partitions) {
            if (++shown > kShownPartitions) {
                m_text << "and " << snapshot.partitions.size() - kShownPartitions << " more\n";
                break;
            }
            m_text << std::left << std::setw(34)
                   << (partition.topic + '/' + std::to_string(partition.partition)) << std::right
                   << std::setw(16) << grouped(partition.position) << std::setw(16)
                   << grouped(partition.knownEnd()) << std::setw(12) << grouped(partition.lag())
                   << std::setw(9) << grouped(std::int64_t(partition.messagesPerSecond)) << ' ' << color("31")
                   << partition.trouble << color("0") << '\n';
        }
        m_text << '\n';
    }

    void drawAlerts(const std::deque<LoggedAlert>& alerts)
    {
        m_text << "newest alerts\n";
        if (alerts.empty())
            m_text << "none yet\n";
        for (auto logged = alerts.rbegin(); logged != alerts.rend(); ++logged) {
            const Alert& alert = logged->alert;
            m_text << m_zone.format(floorTo(alert.eventTime, 1s)).substr(11, 8) << ' '
                   << color(alert.severity == Severity::Critical ? "1;31" : "33") << std::left << std::setw(9)
                   << severityName(alert.severity) << color("0") << std::setw(4) << alert.score << ' '
                   << std::setw(16) << alert.rule << std::setw(26) << printable(alert.entity)
                   << formatAmount(alert.money.amount) << ' ' << alert.money.currency.code() << " x"
                   << alert.count << '\n';
        }
    }

    /// What a feed sends must not steer the terminal.
    [[nodiscard]] static std::string printable(std::string text)
    {
        std::ranges::replace_if(
            text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
        return text;
    }

    /// Each line wipes what the last picture left behind it.
    [[nodiscard]] static std::string clearLines(const std::string& text)
    {
        std::string cleared;
        for (const char c : text)
            cleared += c == '\n' ? std::string("\x1b[K\n") : std::string(1, c);
        return cleared;
    }

    [[nodiscard]] std::string color(const char* code) const
    {
        return m_isColored ? std::string("\x1b[") + code + 'm' : std::string();
    }

    std::ostream& m_out;
    bool m_isColored;
    ZoneText m_zone;
    std::ostringstream m_text;
};

/// A broker that answers but has nothing to read: the topics' names are at fault, not the connection.
int onceOutcome(const LinkStatus& kafka)
{
    switch (kafka.state) {
    case LinkStatus::State::Up:
        return kOk;
    case LinkStatus::State::Connecting:
        if (!kafka.detail.empty())
            return reportError({ErrorCode::Config, kafka.detail});
        return reportError({ErrorCode::Connect,
            "The brokers have not answered yet: check their address and the network, and try again."});
    case LinkStatus::State::Down:
        break;
    }
    return reportError({ErrorCode::Connect, kafka.detail});
}

int watchOnce(Engine& engine, const WatchOptions& options, const std::stop_token& stop, std::ostream& out)
{
    Pause pause(stop);
    BacklogWait backlog(options.patience, BacklogWait::Clock::now());
    SnapshotPtr snapshot = engine.board().latest();
    while (backlog.goesOn(*snapshot, BacklogWait::Clock::now()) && pause.wait(50ms))
        snapshot = engine.board().latest();
    ZoneText zone = options.zone;
    out << snapshotJson(*snapshot, options.isDemo, zone) << std::endl;
    return onceOutcome(snapshot->kafka);
}

/// Without brokers of anybody's, on the embedded default.
int watchEmbedded(
    const CommonOptions& common, WatchOptions options, const std::stop_token& stop, std::ostream& out)
{
    auto settings = layeredSettings(common);
    if (!settings)
        return reportError(settings.error());
    auto session = Session::open(std::move(*settings), "embedded demo");
    if (!session)
        return reportError(session.error());
    (*session)->startServers();
    options.profile = (*session)->profile().name;
    options.isDemo = true;
    return runWatch((*session)->engine(), options, stop, out);
}

} // namespace

int runWatch(Engine& engine, const WatchOptions& options, const std::stop_token& stop, std::ostream& out)
{
    engine.watch({std::string(metric::kPaymentsRate)}, 300s);
    if (options.once)
        return watchOnce(engine, options, stop, out);
    Pause pause(stop);
    const bool isTerminal = isatty(STDOUT_FILENO) != 0 && !options.json;
    Screen screen(out, !options.noColor, options.zone);
    ZoneText zone = options.zone;
    std::deque<LoggedAlert> alerts;
    std::uint64_t lastAlert = 0;
    if (isTerminal)
        out << "\x1b[2J";
    do {
        const SnapshotPtr snapshot = engine.board().latest();
        for (LoggedAlert& logged : engine.alerts().after(lastAlert)) {
            lastAlert = logged.sequence;
            alerts.push_back(std::move(logged));
            if (alerts.size() > kShownAlerts)
                alerts.pop_front();
        }
        if (isTerminal)
            screen.draw(*snapshot, alerts, options.profile);
        else
            out << snapshotJson(*snapshot, options.isDemo, zone) << std::endl;
    } while (out && pause.wait(isTerminal ? 500ms : 1s));
    return kOk;
}

int runWatch(const CommonOptions& common, const Profile& profile, WatchOptions options,
    const std::stop_token& stop, std::ostream& out)
{
    if (profile.isDemo())
        return watchEmbedded(common, std::move(options), stop, out);
    auto parts = loadEngineParts(profile);
    if (!parts)
        return reportError(parts.error());
    auto source = openLiveSource(profile, *parts->partitions);
    if (!source)
        return reportError(source.error());
    LiveEngine engine({.streams = profile.streams}, std::move(parts->decoder), std::move(parts->packs),
        parts->partitions, std::move(*source));
    options.profile = profile.name;
    return runWatch(engine, options, stop, out);
}

} // namespace halcyon::app
