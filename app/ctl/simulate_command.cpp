#include "app/ctl/simulate_command.h"

#include "app/config/profile.h"
#include "app/ctl/common_options.h"
#include "engine/codec/own_schemas.h"
#include "engine/ingest/jsonl_writer.h"
#include "engine/ingest/kafka_publisher.h"
#include "engine/ingest/traffic_generator.h"
#include "engine/ingest/traffic_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <random>
#include <system_error>
#include <utility>

namespace halcyon::app {

namespace {

using namespace engine;
using namespace std::chrono_literals;

constexpr EventTime kFileStart{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1} + 4h + 30min};
constexpr double kFlatOutDensity = 1000; // events a second of event time, when no rate says
constexpr double kNowDensity = 1e7; // when the wall clock says the time: almost none between two
constexpr int kFilePartitions = 4;
constexpr auto kPatience = 10s; // for the first answer of Kafka
constexpr auto kLastPatience = 5s; // for what is on its way, once stopped
constexpr auto kProgressInterval = 500ms;

/// The options, once they were found to make sense.
struct Plan {
    TrafficOptions traffic;
    TrafficPace pace;
    bool toKafka = true;
};

Result<std::vector<StreamId>> readStreams(const SimulateOptions& options)
{
    std::vector<StreamId> streams;
    for (const auto& name : options.streams) {
        const auto stream = parseStreamName(name);
        if (!stream)
            return failure(ErrorCode::Usage,
                fmt::format("Stream \"{}\" is not known; use --stream upi or --stream transactions.", name));
        if (std::find(streams.begin(), streams.end(), *stream) == streams.end())
            streams.push_back(*stream);
    }
    if (streams.empty())
        streams.push_back(StreamId::Upi);
    return streams;
}

Result<void> readEncoding(const SimulateOptions& options, TrafficOptions& traffic)
{
    if (options.encoding == "protobuf")
        return failure(
            ErrorCode::Usage, "This version writes JSON and Avro only; use --encoding json or avro.");
    const auto encoding = parseEncodingName(options.encoding);
    if (!encoding || *encoding == Encoding::Auto)
        return failure(ErrorCode::Usage,
            fmt::format("Encoding \"{}\" is not known; use --encoding json or avro.", options.encoding));
    traffic.encoding = *encoding;
    if (options.confluent && (*encoding != Encoding::Avro || options.registry.urls.empty()))
        return failure(ErrorCode::Usage, "--confluent needs --encoding avro and --registry URL.");
    return {};
}

/// Registers the schemas of the streams to write, under the names that Confluent's serializers choose.
Result<void> registerSchemas(const SimulateOptions& options, TrafficOptions& traffic)
{
    const SchemaRegistry registry(options.registry);
    for (const TrafficTopic& topic : traffic.topics) {
        const std::string subject = topic.topic + "-value";
        const auto id = registry.registerAvro(subject, ownAvroSchema(topic.stream));
        if (!id)
            return failure(id.error().code,
                fmt::format("The schema of {} cannot be registered: {}.", subject, id.error().message));
        traffic.schemaIds[indexOf(topic.stream)] = *id;
    }
    return {};
}

Result<void> readTopics(const SimulateOptions& options, TrafficOptions& traffic)
{
    const auto streams = readStreams(options);
    if (!streams)
        return tl::unexpected(streams.error());
    if (options.partitions && (*options.partitions < 1 || *options.partitions > 100'000))
        return failure(ErrorCode::Usage, "--partitions takes a number from 1 to 100000.");
    for (const auto stream : *streams) {
        const auto& topics = options.settings[indexOf(stream)].topics;
        if (topics.empty())
            return failure(ErrorCode::Config,
                fmt::format("Stream {} has no topic: pass --topic {}=TOPIC.", streamName(stream),
                    streamName(stream)));
        traffic.topics.push_back({stream, topics.front(), options.partitions.value_or(kFilePartitions)});
    }
    return {};
}

Result<void> readScenarios(const SimulateOptions& options, TrafficOptions& traffic)
{
    for (const auto& name : options.scenarios) {
        const auto scenario = parseScenarioName(name);
        if (!scenario)
            return failure(ErrorCode::Usage,
                fmt::format(
                    "Scenario \"{}\" is not known; there are velocity-burst, failed-burst, bank-down, "
                    "card-testing, clock-skew, mule, pass-through and structuring.",
                    name));
        traffic.scenarios.push_back(usualPlan(*scenario, traffic.scenarios.size()));
    }
    return {};
}

Result<void> readTime(const SimulateOptions& options, Plan& plan)
{
    const bool isTimed = std::isfinite(options.rate) && std::isfinite(options.speed);
    if (!isTimed || options.rate < 0 || !(options.speed > 0))
        return failure(
            ErrorCode::Usage, "--rate takes 0 or more messages a second, --speed a factor above 0.");
    plan.traffic.start = plan.toKafka ? wallClockNow() : kFileStart;
    if (!options.start.empty()) {
        ZoneText zone = options.zone;
        const auto start = zone.parse(options.start);
        if (!start)
            return failure(ErrorCode::Usage, "--start takes an ISO 8601 time such as 2026-01-05T10:00:00Z.");
        plan.traffic.start = *start;
    }
    const bool flatOut = options.rate == 0;
    const bool isNow = flatOut && plan.toKafka && options.start.empty();
    plan.traffic.eventsPerSecond = isNow ? kNowDensity
        : flatOut                        ? kFlatOutDensity
                                         : options.rate / options.speed;
    plan.traffic.followsTheDay = !options.flat && !isNow;
    plan.pace.clock = isNow        ? TrafficPace::Clock::Now
        : flatOut || !plan.toKafka ? TrafficPace::Clock::Free
                                   : TrafficPace::Clock::Paced;
    plan.pace.speed = options.speed;
    plan.pace.count = options.count;
    if (!options.duration.empty()) {
        const auto duration = parseDuration(options.duration);
        if (!duration)
            return failure(ErrorCode::Usage, "--duration takes a time such as 30s, 15m or 2h.");
        const double microseconds
            = std::chrono::duration<double, std::micro>(*duration).count() * options.speed;
        plan.pace.duration = std::chrono::microseconds(std::llround(microseconds));
    }
    if (!plan.toKafka && options.outFile != "-" && !plan.pace.count && !plan.pace.duration)
        return failure(ErrorCode::Usage, "A file needs an end: pass --count N or --duration 30s.");
    return {};
}

Result<Plan> readPlan(const SimulateOptions& options)
{
    Plan plan{.toKafka = options.outFile.empty()};
    plan.traffic.duplicatePercent = options.duplicates;
    plan.traffic.latePercent = options.late;
    plan.traffic.badPercent = options.bad;
    plan.traffic.isReadInOrder = !plan.toKafka;
    plan.traffic.seed = options.seed ? *options.seed : plan.toKafka ? std::random_device{}() : 1;
    if (options.truthFile == "-")
        return failure(ErrorCode::Usage, "--truth takes a file, not the standard output.");
    Result<void> read = readEncoding(options, plan.traffic);
    if (read)
        read = readTopics(options, plan.traffic);
    if (read)
        read = readScenarios(options, plan.traffic);
    if (read)
        read = readTime(options, plan);
    if (read)
        read = checkTraffic(plan.traffic);
    if (!read)
        return tl::unexpected(read.error());
    return plan;
}

Error cannotWrite(const std::string& file)
{
    const auto reason = std::error_code(errno, std::generic_category()).message();
    return {ErrorCode::Storage,
        fmt::format("{} cannot be written ({}): correct the path, its rights or the disk's space.",
            file == "-" ? "The standard output" : file, reason)};
}

/// Writes lines; offsets count up a partition.
class FileSink {
public:
    FileSink(std::ostream& out, std::string name)
        : m_out(out)
        , m_name(std::move(name))
    {
    }

    Result<void> write(const TrafficMessage& message)
    {
        appendJsonlLine(m_buffer, message, m_offsets[{message.stream, message.partition}]++);
        return m_buffer.size() < kBlock ? Result<void>() : flush();
    }
    Result<void> flush()
    {
        m_out.write(m_buffer.data(), std::streamsize(m_buffer.size()));
        m_buffer.clear();
        if (m_out.flush())
            return {};
        m_isLeft = errno == EPIPE;
        return tl::unexpected(cannotWrite(m_name));
    }
    /// Whether writing failed because nobody listens any more, as after `| head`.
    [[nodiscard]] bool isLeft() const noexcept { return m_isLeft; }

private:
    static constexpr std::size_t kBlock = std::size_t{1} << 18;

    std::ostream& m_out;
    std::string m_name;
    std::string m_buffer;
    bool m_isLeft = false;
    std::map<std::pair<StreamId, std::int32_t>, std::int64_t> m_offsets;
};

/// Says on a terminal how far we are.
class ProgressLine {
public:
    ProgressLine(std::ostream& err, bool isShown)
        : m_err(err)
        , m_isShown(isShown)
    {
    }

    void clear()
    {
        if (std::exchange(m_hasShown, false))
            m_err << "\r\033[K" << std::flush;
    }
    void tick(std::uint64_t made, const std::string& trouble)
    {
        const auto now = std::chrono::steady_clock::now();
        if (!m_isShown || now - m_shownAt < kProgressInterval)
            return;
        const double seconds = std::chrono::duration<double>(now - m_shownAt).count();
        m_err << fmt::format("\r\033[K{} messages, {:.0f}/s{}{}", made,
            m_hasShown ? double(made - m_made) / seconds : 0.0, trouble.empty() ? "" : ". ", trouble)
              << std::flush;
        m_hasShown = true;
        m_made = made;
        m_shownAt = now;
    }

private:
    std::ostream& m_err;
    bool m_isShown;
    bool m_hasShown = false;
    std::uint64_t m_made = 0;
    std::chrono::steady_clock::time_point m_shownAt = std::chrono::steady_clock::now();
};

/// One run of the command.
class Simulation {
public:
    Simulation(const SimulateOptions& options, Plan plan, const std::stop_token& stop, std::ostream& out,
        std::ostream& err)
        : m_options(options)
        , m_plan(std::move(plan))
        , m_stop(stop)
        , m_out(out)
        , m_err(err)
    {
    }

    Result<void> run()
    {
        if (const auto opened = openTruth(); !opened)
            return opened;
        const auto outcome = m_plan.toKafka ? runToKafka() : runToFile();
        m_progress.clear();
        return outcome ? writeTruth() : outcome;
    }

    [[nodiscard]] std::uint64_t made() const noexcept { return m_made; }

private:
    // Before anything is made, so that a bad path costs nothing.
    Result<void> openTruth()
    {
        if (m_options.truthFile.empty())
            return {};
        m_truth.open(m_options.truthFile, std::ios::binary | std::ios::trunc);
        if (!m_truth)
            return tl::unexpected(cannotWrite(m_options.truthFile));
        return {};
    }

    Result<void> writeTruth()
    {
        if (m_options.truthFile.empty())
            return {};
        m_truth << m_traffic->truth().toJson(m_plan.traffic) << '\n' << std::flush;
        if (!m_truth)
            return tl::unexpected(cannotWrite(m_options.truthFile));
        return {};
    }

    Result<void> runToFile()
    {
        std::ofstream file;
        if (m_options.outFile != "-") {
            file.open(m_options.outFile, std::ios::binary | std::ios::trunc);
            if (!file)
                return tl::unexpected(cannotWrite(m_options.outFile));
        }
        FileSink sink(m_options.outFile == "-" ? m_out : file, m_options.outFile);
        auto sent = make([&](const TrafficMessage& message) { return sink.write(message); }, {});
        if (sent)
            sent = sink.flush();
        return sink.isLeft() ? Result<void>() : sent;
    }

    Result<void> runToKafka()
    {
        if (!m_options.kafka.contains("bootstrap.servers"))
            return failure(ErrorCode::Config,
                "Where should the messages go? Pass --brokers HOST:PORT, a profile with [kafka] "
                "bootstrap.servers, or --out FILE.");
        auto publisher = KafkaPublisher::open(m_options.kafka);
        if (!publisher)
            return tl::unexpected(publisher.error());
        auto& kafka = **publisher;
        for (auto& topic : m_plan.traffic.topics) {
            const auto partitions = kafka.prepareTopic(topic.topic, m_options.partitions, kPatience);
            if (!partitions)
                return tl::unexpected(partitions.error());
            topic.partitions = *partitions;
        }
        if (!m_options.quiet && !m_options.seed)
            m_err << "halcyonctl: the seed is " << m_plan.traffic.seed
                  << "; pass --seed to have the same again\n";
        auto sent = make([&](const TrafficMessage& message) { return send(kafka, message); },
            [&] { return kafka.trouble(); });
        if (!sent)
            return sent;
        while (!m_stop.stop_requested()) {
            sent = kafka.flush(200ms);
            if (sent || sent.error().code != ErrorCode::Timeout)
                return sent;
            m_progress.tick(kafka.delivered(), kafka.trouble());
        }
        return kafka.flush(kLastPatience);
    }

    // What is made is in the truth, so a stop while Kafka takes nothing gives it some time yet.
    Result<void> send(KafkaPublisher& kafka, const TrafficMessage& message)
    {
        std::optional<std::chrono::steady_clock::time_point> deadline;
        while (true) {
            auto sent = kafka.send(message, m_stop);
            const auto now = std::chrono::steady_clock::now();
            if (sent || sent.error().code != ErrorCode::Cancelled || now > deadline.value_or(now))
                return sent;
            if (!deadline)
                deadline = now + kLastPatience;
        }
    }

    Result<void> make(const TrafficSink& sink, const std::function<std::string()>& trouble)
    {
        auto traffic = TrafficGenerator::create(m_plan.traffic, !m_options.truthFile.empty());
        if (!traffic)
            return tl::unexpected(traffic.error());
        m_traffic = std::move(*traffic);
        return runTraffic(
            *m_traffic, m_plan.pace,
            [&](const TrafficMessage& message) {
                if (m_options.showProgress && m_made % 256 == 0)
                    m_progress.tick(m_made, trouble ? trouble() : std::string());
                return sink(message);
            },
            m_made, m_stop);
    }

    const SimulateOptions& m_options;
    Plan m_plan;
    std::stop_token m_stop;
    std::ostream& m_out;
    std::ostream& m_err;
    std::ofstream m_truth;
    std::unique_ptr<TrafficGenerator> m_traffic;
    std::atomic<std::uint64_t> m_made{0};
    ProgressLine m_progress{m_err, m_options.showProgress};
};

} // namespace

int runSimulate(
    const SimulateOptions& options, const std::stop_token& stop, std::ostream& out, std::ostream& err)
{
    auto plan = readPlan(options);
    if (!plan) {
        err << "halcyonctl: " << plan.error().message << '\n';
        return exitCodeOf(plan.error().code);
    }
    if (options.confluent)
        if (const auto registered = registerSchemas(options, plan->traffic); !registered) {
            err << "halcyonctl: " << registered.error().message << '\n';
            return exitCodeOf(registered.error().code);
        }
    const auto began = std::chrono::steady_clock::now();
    Simulation simulation(options, std::move(*plan), stop, out, err);
    if (const auto outcome = simulation.run(); !outcome) {
        err << "halcyonctl: " << outcome.error().message << '\n';
        return exitCodeOf(outcome.error().code);
    }
    if (!options.quiet) {
        const double seconds
            = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        err << fmt::format("halcyonctl: {} messages in {:.1f} s\n", simulation.made(), seconds);
    }
    return kOk;
}

} // namespace halcyon::app
