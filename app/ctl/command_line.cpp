#include "app/ctl/command_line.h"

#include "app/ctl/aggregate_command.h"
#include "app/ctl/bench_command.h"
#include "app/ctl/common_options.h"
#include "app/ctl/config_command.h"
#include "app/ctl/csv_buffer.h"
#include "app/ctl/decode_command.h"
#include "app/ctl/doctor_command.h"
#include "app/ctl/embedded_command.h"
#include "app/ctl/record_command.h"
#include "app/ctl/score_command.h"
#include "app/ctl/simulate_command.h"
#include "app/ctl/watch_command.h"
#include "app/ctl/wrong_use.h"
#include "app/ctl/zone_text.h"
#include "app/session/engine_parts.h"
#include "engine/window/window_table.h"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <sstream>

namespace halcyon::app {

using namespace engine;

namespace {

[[nodiscard]] Error noStream(const std::string& name)
{
    return {ErrorCode::Usage, "There is no stream \"" + name + "\"; there are upi and transactions."};
}

[[nodiscard]] std::string windowNames()
{
    std::string names;
    for (const StreamId stream : {StreamId::Upi, StreamId::Transactions}) {
        names += (names.empty() ? "of " : "; of ") + std::string(streamName(stream)) + ':';
        for (const WindowDefinition& window : builtInWindows())
            if (window.schema.stream == stream)
                names += ' ' + std::string(window.schema.id);
    }
    return names;
}

/// Builds the parser; each command's callback leaves its exit code here.
class CommandLine {
public:
    explicit CommandLine(std::stop_token stop)
        : m_stop(std::move(stop))
    {
        m_app.require_subcommand(1);
        m_app.set_version_flag("--version", std::string("halcyonctl ") + HALCYON_VERSION);
        m_app.footer("A command's own --help shows its options and examples. Times are ISO 8601, in UTC "
                     "unless --tz names a zone.");
        addConfig();
        addDecode();
        addScore();
        addAggregate();
        addWatch();
        addSimulate();
        addRecord();
        addDoctor();
        addEmbedded();
        addBench();
    }

    int run(int argc, char** argv)
    {
        if (argc > 1 && argv[1][0] != '-' && !hasCommand(argv[1]))
            return reportError({ErrorCode::Usage, unknownCommand(argv[1])});
        try {
            m_app.parse(argc, argv);
        } catch (const CLI::Success& success) { // --help, --version
            return m_app.exit(success, std::cout, std::cerr);
        } catch (const CLI::ParseError& error) {
            const bool hasCommand = !m_app.get_subcommands().empty();
            std::cerr << "halcyonctl: "
                      << (hasCommand ? wrongUse(error, wordsSoFar())
                                     : missingCommand(argc > 1 ? argv[1] : ""))
                      << "\nTry: " << wordsSoFar() << " --help\n";
            return kUsage;
        }
        return m_exitCode;
    }

private:
    /// "halcyonctl bench": the command that the words given name, as far as they were understood.
    [[nodiscard]] std::string wordsSoFar() const
    {
        std::string words = "halcyonctl";
        for (auto commands = m_app.get_subcommands(); !commands.empty();
             commands = commands.front()->get_subcommands())
            words += ' ' + commands.front()->get_name();
        return words;
    }
    [[nodiscard]] bool hasCommand(const std::string& name)
    {
        return !m_app.get_subcommands([&](const CLI::App* command) { return command->get_name() == name; })
                    .empty();
    }
    [[nodiscard]] std::string unknownCommand(const std::string& name)
    {
        std::string known;
        for (const CLI::App* command : m_app.get_subcommands({}))
            known += (known.empty() ? "" : ", ") + command->get_name();
        return "There is no command \"" + name + "\"; there are " + known + '.';
    }
    CLI::App* add(const char* name, const char* description, const char* examples)
    {
        CLI::App* command = m_app.add_subcommand(name, description);
        command->footer(std::string("Examples:\n") + examples);
        command->add_option("--profile", m_common.profile, "Profile: a name in ~/.config/halcyon or a file");
        CLI::Option* json = command->add_flag("--json", m_common.json, "JSON instead of text");
        command->add_flag("--csv", m_common.csv, "CSV with a header, instead of text or JSON")
            ->excludes(json);
        command->add_option("--tz", m_common.timeZone, "Zone of times shown and asked for, Asia/Kolkata")
            ->default_str("UTC");
        command->add_flag("--quiet", m_common.quiet, "No notes on stderr");
        command->add_flag("--no-color", m_common.noColor, "No colours (also by NO_COLOR)");
        command->add_option("--rules", m_common.rules, "Folder with rule packs <stream>.toml");
        return command;
    }
    void addConnections(CLI::App* command)
    {
        command->add_option("--brokers", m_common.brokers, "Kafka brokers, HOST:PORT,…");
        command->add_option("--postgres", m_common.postgres, "PostgreSQL, URI or conninfo");
        addRegistry(command);
        command->add_option("--topic", m_common.topics, "STREAM=TOPIC; may be repeated");
        command->add_option("-X", m_common.properties, "key=value for librdkafka; may be repeated");
    }
    void addRegistry(CLI::App* command)
    {
        command->add_option("--registry", m_common.registry, "Schema registry, http(s)://HOST:PORT[/PATH]");
    }
    void addFile(CLI::App* command)
    {
        addRegistry(command);
        command->add_option("file", m_file.file, "Messages, one a line; - is the standard input")->required();
        command->add_option("--stream", m_stream, "upi or transactions")->required();
        command->add_option(
            "--now", m_now, "What \"now\" is for the rule against the future; default: the wall clock");
    }

    [[nodiscard]] bool wantsJson() const { return m_common.json || m_common.csv; }
    /// Where a command's JSON goes: with --csv as rows, of these columns or of those it has.
    std::ostream& jsonOut(std::vector<std::string> columns = {})
    {
        if (!m_common.csv)
            return std::cout;
        m_csv.emplace(std::cout, std::move(columns));
        m_csvOut.rdbuf(&*m_csv);
        return m_csvOut;
    }

    /// Runs `work` with the zone and the profile, or says what is wrong with them.
    template <typename Work>
    void withProfile(Work work)
    {
        auto zone = ZoneText::create(m_common.timeZone);
        if (!zone) {
            m_exitCode = reportError(zone.error());
            return;
        }
        m_zone = std::move(*zone);
        const auto profile = loadProfile(m_common);
        m_exitCode = profile ? work(*profile) : reportError(profile.error());
    }
    /// The same with the file's options.
    template <typename Work>
    void withFile(Work work)
    {
        const auto stream = parseStreamName(m_stream);
        if (!stream) {
            m_exitCode = reportError(noStream(m_stream));
            return;
        }
        m_file.stream = *stream;
        withProfile([this, work](const Profile& profile) {
            if (!m_now.empty()) {
                m_file.now = m_zone.parse(m_now);
                if (!m_file.now)
                    return reportError(
                        {ErrorCode::Usage, "--now takes an ISO 8601 time such as 2026-11-21T12:00:00Z."});
            }
            return work(profile);
        });
    }

    void addConfig()
    {
        CLI::App* command = add("config", "Show the effective configuration",
            "  halcyonctl config --origins\n  halcyonctl config check --profile payments");
        addConnections(command);
        command->add_flag("--origins", m_withOrigins, "Also where each value came from");
        auto* check = command->add_subcommand("check", "Only say whether it is valid");
        check->fallthrough(); // options of config may stand behind it
        command->callback(
            [this, check] { m_exitCode = runConfig(m_common, m_withOrigins, check->parsed(), std::cout); });
    }

    void addDecode()
    {
        CLI::App* command = add("decode", "Decode and judge messages, one JSON line each",
            "  halcyonctl decode messages.jsonl --stream upi\n"
            "  kcat -C -t upi_transactions -e | halcyonctl decode - --stream upi\n"
            "  halcyonctl decode --each-file samples/ --stream transactions");
        command->add_option("file", m_decode.input, "Messages, one a line; - is the standard input");
        command->add_option("--each-file", m_decode.eachFileIn, "A folder whose files are one message each");
        command->add_option("--stream", m_decode.stream, "upi or transactions")->required();
        command->add_option("--encoding", m_decode.encoding, "auto (as the profile says), json or avro");
        addRegistry(command);
        command->add_option("--now", m_decode.now, "What \"now\" is for the rule against the future");
        command->callback([this] {
            withProfile([this](const Profile& profile) {
                m_decode.settings = profile.streams;
                m_decode.schemas = schemasOf(profile);
                m_decode.zone = m_zone;
                std::ostream& out = jsonOut({"input", "ok", "stage", "reason", "field", "detail", "event"});
                return runDecode(m_decode, std::cin, out, std::cerr);
            });
        });
    }

    void addScore()
    {
        CLI::App* command = add("score", "Score events and say why, one JSON line each",
            "  halcyonctl score payments.jsonl --stream upi\n"
            "  halcyonctl score - --stream transactions --rules my-rules/ < day.jsonl");
        addFile(command);
        command->callback([this] {
            withFile([this](const Profile& profile) {
                return runScore(profile, m_file, m_stop, jsonOut(), std::cerr);
            });
        });
    }

    void addAggregate()
    {
        CLI::App* command = add("aggregate", "Compute a window over a file, as CSV or JSON",
            "  halcyonctl aggregate payments.jsonl --stream upi --window minute_bank --final\n"
            "  halcyonctl aggregate payments.jsonl --stream upi --ledger");
        addFile(command);
        command->add_option("--window", m_aggregate.window, "Id of a window, " + windowNames());
        command->add_flag("--final", m_aggregate.closeAll, "Close all windows at the end of the file");
        command->add_flag("--ledger", m_aggregate.ledger, "Print what became of every message instead");
        command->callback([this] {
            withFile([this](const Profile& profile) {
                m_aggregate.input = m_file;
                m_aggregate.zone = m_zone;
                m_aggregate.json = m_common.json;
                std::ostream& out = m_aggregate.ledger ? jsonOut() : std::cout; // windows are CSV anyway
                return runAggregate(profile, m_aggregate, m_stop, out, std::cerr);
            });
        });
    }

    void addWatch()
    {
        CLI::App* command = add("watch", "Live view in the terminal",
            "  halcyonctl watch --brokers localhost:9092\n"
            "  halcyonctl watch --brokers localhost:9092 --once --json");
        addConnections(command);
        command->add_flag("--once", m_watch.once, "One snapshot, as soon as what waits is read; then exit");
        command->callback([this] {
            withProfile([this](const Profile& profile) {
                m_watch.json = wantsJson();
                m_watch.noColor = m_common.noColor || std::getenv("NO_COLOR") != nullptr;
                m_watch.zone = m_zone;
                return runWatch(m_common, profile, m_watch, m_stop, jsonOut(snapshotColumns()));
            });
        });
    }

    void addRecord()
    {
        CLI::App* command = add("record", "Record the streams into PostgreSQL, exactly once",
            "  halcyonctl record --profile payments\n"
            "  halcyonctl record --brokers localhost:9092 --postgres postgresql:///halcyon --until-end "
            "--json");
        addConnections(command);
        command->add_flag(
            "--until-end", m_record.untilEnd, "Read to where the logs end now, commit, and exit");
        command->add_flag("--exit-with-parent", m_record.exitWithParent,
            "Stop when the process that started this one ends");
        command->callback([this] {
            withProfile([this](const Profile& profile) {
                m_record.json = wantsJson();
                m_record.quiet = m_common.quiet;
                m_record.isTerminal = ::isatty(STDERR_FILENO) == 1;
                m_record.zone = m_zone;
                return runRecord(profile, m_record, m_stop, jsonOut(), std::cerr);
            });
        });
    }

    void addDoctor()
    {
        CLI::App* command = add("doctor", "Check everything Halcyon needs",
            "  halcyonctl doctor\n  halcyonctl doctor --profile payments --json");
        addConnections(command);
        command->callback([this] {
            withProfile(
                [this](const Profile& profile) { return runDoctor(profile, wantsJson(), jsonOut()); });
        });
    }

    void addBench()
    {
        CLI::App* command = add("bench", "Measure this machine: engine, decode, kafka, store or latency",
            "  halcyonctl bench engine --stream upi --threads 2 --repeat 5\n"
            "  halcyonctl bench latency --brokers localhost:9092 --postgres postgresql:///bench --rate "
            "50000");
        addConnections(command);
        command->add_option("name", m_bench.name, "engine, decode, kafka, store or latency")
            ->required()
            ->check(oneOf({"engine", "decode", "kafka", "store", "latency"}));
        command->add_option("--stream", m_stream, "upi or transactions")->default_val("upi");
        command->add_option("--encoding", m_bench.encoding, "Of engine and decode: json or avro")
            ->transform(CLI::CheckedTransformer(
                std::map<std::string, Encoding>{{"json", Encoding::Json}, {"avro", Encoding::Avro}}));
        command->add_option("--threads", m_bench.threads, "Of engine and decode")
            ->check(numberBetween(1, 64));
        command->add_option("--events", m_bench.events, "Messages of a run")
            ->check(numberBetween(10'000, 50'000'000));
        command->add_option("--rate", m_bench.rate, "latency: messages a second")
            ->check(numberBetween(1, 1e9));
        command->add_option("--seconds", m_bench.seconds, "latency: how long")->check(numberBetween(5, 3600));
        command->add_option("--repeat", m_bench.repeat, "Runs")->check(numberBetween(1, 100));
        command->callback([this] {
            withProfile([this](const Profile& profile) {
                const auto stream = parseStreamName(m_stream);
                if (!stream)
                    return reportError(noStream(m_stream));
                m_bench.stream = *stream;
                return runBench(profile, m_bench, m_stop, jsonOut(), std::cerr);
            });
        });
    }

    void addEmbedded()
    {
        CLI::App* command = add("embedded", "The private PostgreSQL: start, stop or status",
            "  halcyonctl embedded start\n  psql \"$(halcyonctl embedded status --quiet)\"");
        static const std::map<std::string, EmbeddedOptions::Action> kActions{
            {"start", EmbeddedOptions::Action::Start}, {"stop", EmbeddedOptions::Action::Stop},
            {"status", EmbeddedOptions::Action::Status}};
        command->add_option("action", m_embedded.action, "start, stop or status")
            ->required()
            ->option_text("start|stop|status")
            ->transform(CLI::CheckedTransformer(kActions))
            ->transform(oneOf({"start", "stop", "status"})); // the last one asked for is the first to look
        command->add_option("--folder", m_embedded.folder, "Where its data lies; default: a folder of yours");
        command->callback([this] {
            m_embedded.asJson = wantsJson();
            std::ostringstream unsaid;
            m_exitCode = runEmbedded(m_embedded, jsonOut(), m_common.quiet ? unsaid : std::cerr);
        });
    }

    void addSimulate()
    {
        CLI::App* command = add("simulate", "Make payment traffic: to Kafka, or into a file",
            "  halcyonctl simulate --brokers localhost:9092 --rate 2000 --duration 10m --partitions 8\n"
            "  halcyonctl simulate --out day.jsonl --count 1000000 --seed 7 --truth truth.json\n"
            "  halcyonctl simulate --out - --count 20 --scenario failed-burst --bad 5 --late 2");
        addConnections(command);
        addTraffic(command);
        command->add_option("--encoding", m_simulate.encoding, "json or avro");
        command->add_flag(
            "--confluent", m_simulate.confluent, "In Confluent's frame, by schemas registered at --registry");
        command->add_option("--partitions", m_simulate.partitions,
            "Create missing topics with so many; in a file: 4 unless said");
        command->add_option("--out", m_simulate.outFile, "A .jsonl file instead of Kafka; - is stdout");
        command->add_option("--truth", m_simulate.truthFile, "Where to write what was made, exactly");
        command->callback([this] {
            withProfile([this](const Profile& profile) {
                m_simulate.kafka = profile.kafka;
                m_simulate.settings = profile.streams;
                m_simulate.registry = profile.registry;
                m_simulate.zone = m_zone;
                m_simulate.quiet = m_common.quiet;
                m_simulate.showProgress = !m_common.quiet && ::isatty(STDERR_FILENO) == 1;
                return runSimulate(m_simulate, m_stop, std::cout, std::cerr);
            });
        });
    }
    void addTraffic(CLI::App* command)
    {
        command->add_option("--stream", m_simulate.streams, "upi or transactions; may be repeated");
        command->add_option("--rate", m_simulate.rate, "Messages a second; 0: flat out");
        command->add_option("--count", m_simulate.count, "Ends after so many messages")
            ->check(wholeNumberFrom(1));
        command->add_option("--duration", m_simulate.duration, "Ends after this time: 30s, 15m, 2h");
        command->add_option("--seed", m_simulate.seed, "Same seed and options: same bytes")
            ->check(wholeNumberFrom(0));
        command->add_option("--start", m_simulate.start, "Event time of the beginning");
        command->add_option("--speed", m_simulate.speed, "Event time against wall time");
        command->add_flag("--flat", m_simulate.flat, "The rate stays the same all day");
        command->add_option("--duplicates", m_simulate.duplicates, "Percent that come twice");
        command->add_option("--late", m_simulate.late, "Percent that come minutes late");
        command->add_option("--bad", m_simulate.bad, "Percent that are broken");
        command->add_option("--scenario", m_simulate.scenarios,
            "Stories to plant: velocity-burst, failed-burst, bank-down, card-testing, clock-skew; and mule, "
            "pass-through, structuring, which no rule of the default packs looks for");
    }

    CLI::App m_app{
        "Halcyon without a window: record, watch, simulate, decode, score, aggregate and measure payments."};
    std::stop_token m_stop;
    CommonOptions m_common;
    ZoneText m_zone;
    std::optional<CsvBuffer> m_csv;
    std::ostream m_csvOut{nullptr};
    FileRunOptions m_file;
    std::string m_stream;
    std::string m_now;
    AggregateOptions m_aggregate;
    DecodeOptions m_decode;
    SimulateOptions m_simulate;
    WatchOptions m_watch;
    RecordOptions m_record;
    EmbeddedOptions m_embedded;
    BenchOptions m_bench;
    bool m_withOrigins = false;
    int m_exitCode = kOk;
};

} // namespace

int runCommandLine(int argc, char** argv, const std::stop_token& stop)
{
    std::ios::sync_with_stdio(false);
    return CommandLine(stop).run(argc, argv);
}

} // namespace halcyon::app
