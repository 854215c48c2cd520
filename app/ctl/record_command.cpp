#include "app/ctl/record_command.h"

#include "app/ctl/common_options.h"
#include "app/ctl/later_stop.h"
#include "app/ctl/progress_pace.h"
#include "app/session/engine_parts.h"
#include "app/session/sources.h"
#include "engine/runtime/recorder.h"
#include "engine/store/pg_recorder_store.h"

#include <nlohmann/json.hpp>
#include <sys/prctl.h>

#include <array>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace halcyon::app {

using namespace engine;

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kClusterPatience{15};
constexpr std::chrono::seconds kStopPatience{5}; ///< with a database that does not answer

[[nodiscard]] std::string_view stageName(RecorderProgress::Stage stage)
{
    static constexpr std::array<std::string_view, 5> kNames{
        "starting", "waiting", "replaying", "recording", "stopped"};
    return kNames[std::size_t(stage)];
}

/// Says once a second how recording goes.
class Reporter {
public:
    Reporter(const Recorder& recorder, const RecordOptions& options, std::ostream& out, std::ostream& err)
        : m_recorder(recorder)
        , m_options(options)
        , m_out(out)
        , m_err(err)
        , m_zone(options.zone)
        , m_pace(options.isTerminal)
        , m_thread([this](const std::stop_token& stop) { run(stop); })
    {
    }

    void setTrouble(const std::string& sentence)
    {
        const std::scoped_lock lock(m_mutex);
        m_trouble = sentence;
        if (!m_options.quiet)
            m_err << "halcyonctl: " << (sentence.empty() ? "PostgreSQL answers again." : sentence)
                  << std::endl;
    }

    void report()
    {
        const RecorderProgress progress = m_recorder.progress();
        const std::scoped_lock lock(m_mutex);
        if (m_options.json)
            writeJson(progress);
        else if (!m_options.quiet)
            writeText(progress);
    }

private:
    void run(const std::stop_token& stop)
    {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any wake;
        while (!wake.wait_for(lock, stop, 1s, [&] { return stop.stop_requested(); }))
            report();
    }

    void writeJson(const RecorderProgress& progress)
    {
        const LedgerCounts& ledger = progress.ledger;
        nlohmann::ordered_json line{{"stage", stageName(progress.stage)}, {"read", progress.read},
            {"committed", progress.committed}, {"lag", progress.lag}, {"replayed", progress.replayed},
            {"buckets",
                {{"clean", ledger[Bucket::Clean]}, {"duplicate", ledger[Bucket::Duplicate]},
                    {"conflict", ledger.conflicts}, {"late", ledger[Bucket::Late]},
                    {"dead_letter", ledger[Bucket::DeadLetter]}, {"filtered", ledger[Bucket::Filtered]}}},
            {"last_commit",
                progress.committed == 0 ? nlohmann::ordered_json()
                                        : nlohmann::ordered_json(m_zone.format(progress.lastCommit))},
            {"stopped", progress.stopped}, {"note", m_trouble.empty() ? progress.note : m_trouble}};
        m_out << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
        m_out.clear(); // whoever read us has gone: recording goes on
    }

    void writeText(const RecorderProgress& progress)
    {
        std::string remarks;
        if (!progress.note.empty())
            remarks.append(" · ").append(progress.note);
        for (const std::string& sentence : progress.stopped)
            remarks.append("\n  ").append(sentence);
        if (!m_pace.isDue(std::string(stageName(progress.stage)).append(remarks), ProgressPace::Clock::now()))
            return;
        m_err << stageName(progress.stage) << ": " << progress.committed << " committed";
        if (progress.stage != RecorderProgress::Stage::Waiting) // how far behind is not known then
            m_err << ", " << progress.lag << " behind";
        m_err << remarks << std::endl;
    }

    const Recorder& m_recorder;
    const RecordOptions& m_options;
    std::ostream& m_out;
    std::ostream& m_err;
    ZoneText m_zone;
    ProgressPace m_pace;
    std::mutex m_mutex; // guards the two streams, m_zone, m_pace and m_trouble
    std::string m_trouble;
    std::jthread m_thread;
};

} // namespace

int runRecord(const Profile& profile, const RecordOptions& options, const std::stop_token& stop,
    std::ostream& out, std::ostream& err)
{
    if (options.exitWithParent)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
    auto parts = loadEngineParts(profile);
    if (!parts)
        return reportError(parts.error());
    const auto cluster = clusterName(profile, kClusterPatience);
    if (!cluster)
        return reportError(cluster.error());

    Reporter* reporter = nullptr;
    const LaterStop giveUp(stop, kStopPatience);
    auto store = std::make_unique<PgRecorderStore>(PgRecorderSettings{.connection = profile.postgres,
        .stop = giveUp.token(),
        .onTrouble = [&](const std::string& sentence) {
            if (reporter != nullptr)
                reporter->setTrouble(sentence);
        }});
    Recorder recorder({.streams = profile.streams,
                          .cluster = *cluster,
                          .flushEvery = profile.flushEvery,
                          .checkpointEvery = profile.checkpointEvery},
        std::move(parts->decoder), std::move(parts->packs), parts->partitions, std::move(store),
        [&](Recorder::StartOffset start,
            const std::string& database) -> Result<std::unique_ptr<MessageSource>> {
            return openRecorderSource(
                profile, *parts->partitions, std::move(start), database, options.untilEnd);
        });
    Reporter lines(recorder, options, out, err);
    reporter = &lines;
    const auto result = recorder.run(stop);
    reporter = nullptr;
    lines.report();
    if (!result && result.error().code != ErrorCode::Cancelled)
        return reportError(result.error());
    if (options.untilEnd)
        if (const auto stopped = recorder.progress().stopped; !stopped.empty())
            return reportError({ErrorCode::Cancelled, stopped.front()}); // the others are read to their ends
    return kOk;
}

} // namespace halcyon::app
