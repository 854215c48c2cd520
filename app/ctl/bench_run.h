#pragma once

#include "app/ctl/bench_command.h"
#include "engine/model/result.h"

#include <map>
#include <string>
#include <vector>

namespace halcyon::app {

/// What one run of a benchmark measured, by the names that are printed.
using BenchFigures = std::map<std::string, double>;

/// CPU time and wall time since it was made.
class BenchClock {
public:
    BenchClock();
    [[nodiscard]] double wallSeconds() const;
    [[nodiscard]] double cpuSeconds() const; ///< of this process, all threads

private:
    double m_wall;
    double m_cpu;
};

[[nodiscard]] double residentMb(); ///< of this process, in 10^6 bytes

/// "events", "seconds", "events_per_second", "cpu_ns_per_event", "rss_mb".
[[nodiscard]] BenchFigures figuresOf(const BenchClock& clock, std::uint64_t events);

/// Adds `prefix`p50_ms, p99_ms and max_ms.
void addLatencies(BenchFigures& figures, const std::string& prefix, std::vector<double>&& milliseconds);

/// Messages in memory, decoded and processed (or only decoded): no Kafka, no database.
[[nodiscard]] engine::Result<BenchFigures> benchEngine(
    const Profile& profile, const BenchOptions& options, bool decodeOnly);

/// A log that waits in Kafka, read to its end: into live windows, or into PostgreSQL.
[[nodiscard]] engine::Result<BenchFigures> benchKafka(
    const Profile& profile, const BenchOptions& options, bool stores, const std::stop_token& stop);

/// Paced traffic through Kafka; from its making to the window, and to its commit in PostgreSQL.
[[nodiscard]] engine::Result<BenchFigures> benchLatency(
    const Profile& profile, const BenchOptions& options, const std::stop_token& stop);

} // namespace halcyon::app
