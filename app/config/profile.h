#pragma once

#include "app/config/settings.h"
#include "engine/ingest/schema_registry.h"
#include "engine/model/result.h"
#include "engine/model/stream_settings.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace halcyon::app {

/// Where a console starts to read.
struct LiveStart {
    enum class From : std::uint8_t { Earliest, Latest, Ago };
    From from = From::Ago;
    std::chrono::seconds ago{900};
};

enum class RecorderMode : std::uint8_t {
    Auto, ///< the console starts one when nobody holds the recorder lock
    External, ///< somebody else runs it
    Off,
};

/// The settings, checked and with their types.
struct Profile {
    std::string name; ///< of the file, or "command line"
    std::filesystem::path file; ///< empty when no profile was named
    std::string colour; ///< of the strip: red, orange, green, teal, violet, or #rrggbb
    std::string cluster; ///< empty: what Kafka calls itself
    engine::AllStreamSettings streams;
    std::map<std::string, std::string> kafka; ///< librdkafka properties
    engine::SchemaRegistrySettings registry; ///< no URLs: none
    std::string postgres; ///< libpq URI or conninfo; empty = libpq's own defaults
    RecorderMode recorder = RecorderMode::Auto;
    std::optional<std::filesystem::path> rules;
    std::string operatorName; ///< who acts on alerts
    LiveStart liveStart;
    int liveConsumers = 1;
    std::string recordGroup;
    int recordConsumers = 2;
    std::chrono::milliseconds flushEvery{100};
    std::chrono::seconds checkpointEvery{10};

    [[nodiscard]] bool hasBrokers() const { return kafka.contains("bootstrap.servers"); }
    /// Nobody named brokers. Whoever names a profile means its own payments, never invented ones.
    [[nodiscard]] bool isDemo() const { return !hasBrokers() && file.empty(); }
};

/// `Config` with the path, the value and its origin for one that is wrong.
[[nodiscard]] engine::Result<Profile> makeProfile(const Settings& settings, const std::string& name);

/// "90s", "15m", "2h", "1d", "250ms"; a bare number is seconds.
[[nodiscard]] std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);

} // namespace halcyon::app
