#pragma once

#include "app/ctl/zone_text.h"
#include "engine/ingest/schema_registry.h"
#include "engine/model/stream_settings.h"

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace halcyon::app {

/// What `halcyonctl simulate` was asked to do; texts as they were typed.
struct SimulateOptions {
    std::vector<std::string> streams; ///< "upi", "transactions"; none: upi
    double rate = 1000; ///< messages a second, 0 = flat out
    std::optional<std::uint64_t> count;
    std::string duration; ///< "30s"; of wall time, so `speed` times as much event time
    std::optional<std::uint64_t> seed; ///< none: 1 for a file, a new one for Kafka
    std::string start; ///< ISO 8601; none: now for Kafka, 2024-01-01T04:30:00Z for a file
    ZoneText zone; ///< of `start`
    double speed = 1; ///< event time against wall time
    bool flat = false; ///< the rate stays the same all day
    std::string encoding = "json";
    bool confluent = false;
    double duplicates = 0; ///< percent, as the two below
    double late = 0;
    double bad = 0;
    std::vector<std::string> scenarios;
    std::string outFile; ///< a .jsonl file, "-" for `out`; none: Kafka
    std::string truthFile;
    std::optional<int> partitions; ///< of the file's topics (4), or to create missing topics with
    engine::SchemaRegistrySettings registry; ///< of `confluent`
    std::map<std::string, std::string> kafka; ///< librdkafka's properties, brokers included
    engine::AllStreamSettings settings
        = engine::defaultStreamSettings(); ///< a stream's first topic is written to
    bool quiet = false;
    bool showProgress = false; ///< `err` is a terminal
};

/// Makes traffic and writes it to Kafka or to a file of messages; `truthFile`
/// says exactly what was made. A file is written as fast as it goes, Kafka at
/// `rate`. Notes go to `err`. A stop is clean: what was made is stored, the truth written.
///
/// \returns the exit code: 0; 2 for options that make no sense or encodings
/// that this version does not write; 3 configuration; 4 Kafka does not answer or
/// refuses; 5 when a topic is missing or a file cannot be written.
[[nodiscard]] int runSimulate(
    const SimulateOptions& options, const std::stop_token& stop, std::ostream& out, std::ostream& err);

} // namespace halcyon::app
