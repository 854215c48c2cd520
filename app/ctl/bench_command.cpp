#include "app/ctl/bench_command.h"

#include "app/ctl/bench_run.h"
#include "app/ctl/common_options.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <ostream>

namespace halcyon::app {

using namespace engine;

namespace {

[[nodiscard]] double secondsOf(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

[[nodiscard]] bool needsBrokers(const BenchOptions& options)
{
    return options.name != "engine" && options.name != "decode";
}

[[nodiscard]] Result<BenchFigures> runOnce(
    const Profile& profile, const BenchOptions& options, const std::stop_token& stop)
{
    if (!needsBrokers(options))
        return benchEngine(profile, options, options.name == "decode");
    if (options.name == "latency")
        return benchLatency(profile, options, stop);
    return benchKafka(profile, options, options.name == "store", stop);
}

/// Three digits are more than such a measurement is good for.
[[nodiscard]] double rounded(double value)
{
    return std::stod(fmt::format("{:.4g}", value));
}

} // namespace

BenchClock::BenchClock()
    : m_wall(secondsOf(CLOCK_MONOTONIC))
    , m_cpu(secondsOf(CLOCK_PROCESS_CPUTIME_ID))
{
}

double BenchClock::wallSeconds() const
{
    return secondsOf(CLOCK_MONOTONIC) - m_wall;
}

double BenchClock::cpuSeconds() const
{
    return secondsOf(CLOCK_PROCESS_CPUTIME_ID) - m_cpu;
}

BenchFigures figuresOf(const BenchClock& clock, std::uint64_t events)
{
    const double wall = clock.wallSeconds();
    const double cpu = clock.cpuSeconds();
    const auto count = double(events);
    return {{"events", count}, {"seconds", wall}, {"events_per_second", count / wall},
        {"cpu_ns_per_event", cpu / count * 1e9}, {"rss_mb", residentMb()}};
}

double residentMb()
{
    std::ifstream file("/proc/self/statm");
    double pages = 0;
    file >> pages >> pages;
    return pages * double(sysconf(_SC_PAGESIZE)) / 1e6;
}

void addLatencies(BenchFigures& figures, const std::string& prefix, std::vector<double>&& milliseconds)
{
    if (milliseconds.empty())
        return;
    std::ranges::sort(milliseconds);
    const auto at
        = [&](double share) { return milliseconds[std::size_t(share * double(milliseconds.size() - 1))]; };
    figures[prefix + "p50_ms"] = at(0.5);
    figures[prefix + "p99_ms"] = at(0.99);
    figures[prefix + "max_ms"] = milliseconds.back();
}

int runBench(const Profile& profile, const BenchOptions& options, const std::stop_token& stop,
    std::ostream& out, std::ostream& err)
{
    if (needsBrokers(options) && !profile.hasBrokers())
        return reportError({ErrorCode::Config,
            "bench " + options.name
                + " needs a Kafka of yours: give --brokers HOST:PORT or a profile that names brokers."});
    std::map<std::string, std::vector<double>> all;
    for (int run = 0; run < options.repeat && !stop.stop_requested(); ++run) {
        err << "halcyonctl: run " << run + 1 << " of " << options.repeat << std::endl;
        const auto figures = runOnce(profile, options, stop);
        if (!figures)
            return reportError(figures.error());
        for (const auto& [name, value] : *figures)
            all[name].push_back(value);
    }
    nlohmann::ordered_json line{{"name", options.name}, {"stream", streamName(options.stream)},
        {"encoding", encodingName(options.encoding)}, {"threads", options.threads}, {"runs", options.repeat}};
    for (auto& [name, values] : all) {
        std::ranges::sort(values);
        line[name] = rounded(values[values.size() / 2]);
        if (values.size() > 1 && name != "events") {
            line[name + "_min"] = rounded(values.front());
            line[name + "_max"] = rounded(values.back());
        }
    }
    out << line.dump() << '\n';
    return stop.stop_requested() ? kPartial : kOk;
}

} // namespace halcyon::app
